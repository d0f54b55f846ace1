/** What the command line and the benches use of the daemon. What is heavy loads when it is used. */
import type { BlockSource, SourceFile } from '../index.ts'
import type { WorkerEars } from './ears/workerEars.ts'
import type { up as start } from './up.ts'

export { readConfig } from './config.ts'
export { defaultDirectory } from './directory.ts'
export type { WireDraft } from './draft.ts'
export type { NodeStatus } from './gatewayPowers.ts'
export { fromSystem, NoNodeError, NoWalletError } from './errors.ts'
export { isAlive, readRunFile } from './runFile.ts'
export type { Reporter, RunningNode } from './up.ts'
export { Wallets, type WalletFile } from './wallets.ts'

export const up: typeof start = async (...how) => (await import('./up.ts')).up(...how)

/** Who listens to these files while they are ingested, as a node has it. */
export async function openEars(files: readonly SourceFile[]): Promise<WorkerEars> {
  const { WorkerEars: Ears } = await import('./ears/workerEars.ts')
  return new Ears(files)
}

/** A node's store of blocks, as `up` opens it. */
export async function openBlocks(directory: string): Promise<BlockSource> {
  const { NodeBlocks } = await import('./stores/nodeBlocks.ts')
  return (await NodeBlocks.open(directory)).blocks
}
