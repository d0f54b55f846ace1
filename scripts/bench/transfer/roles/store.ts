/** Where blocks lie in the bench: the one place that chooses the store. */
import { FsBlockstore } from 'blockstore-fs'
import { MemoryBlockstore } from 'blockstore-core'
import type { Blockstore } from 'interface-blockstore'

/** The node's own kind of store, in `directory`; without one, in memory. */
export async function openBlocks(directory?: string): Promise<Blockstore> {
  if (directory === undefined) return new MemoryBlockstore()
  const store = new FsBlockstore(directory)
  await store.open()
  return store
}
