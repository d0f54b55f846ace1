/** Where blocks lie in the bench: the one place that chooses the store, for us and for Helia. */
import { MemoryBlockstore } from 'blockstore-core'
import type { Blockstore } from 'interface-blockstore'
import { openBlocks as openNodeBlocks } from '../../../../node/daemon/main.ts'

/** The node's own kind of store, in `directory`; without one, in memory. */
export const openBlocks = async (directory?: string): Promise<Blockstore> =>
  directory === undefined ? new MemoryBlockstore() : openNodeBlocks(directory)
