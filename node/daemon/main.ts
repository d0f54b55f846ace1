/** What the command line uses of the daemon. The node itself loads when one is started. */
import type { up as start } from './up.ts'

export { readConfig } from './config.ts'
export { defaultDirectory } from './directory.ts'
export type { WireDraft } from './draft.ts'
export { fromSystem, NoNodeError, NoWalletError } from './errors.ts'
export { isAlive, readRunFile } from './runFile.ts'
export type { Reporter, RunningNode } from './up.ts'
export { Wallets, type WalletFile } from './wallets.ts'

export const up: typeof start = async (...how) => (await import('./up.ts')).up(...how)
