/** What the command line uses of the daemon. */
export { readConfig } from './config.ts'
export { defaultDirectory } from './directory.ts'
export type { WireDraft } from './draft.ts'
export { NoNodeError, NoWalletError } from './errors.ts'
export { readRunFile } from './runFile.ts'
export { up, type Reporter, type RunningNode } from './up.ts'
export { Wallets, type WalletFile } from './wallets.ts'
