/** A node's stores: blocks as files and rows, libp2p's records in LevelDB, the catalogue in SQLite. */
import { join } from 'node:path'
import { LevelDatastore } from 'datastore-level'
import { Level } from 'level'
import type { StoreSize } from '../../index.ts'
import { DirectoryHeldError } from '../errors.ts'
import { readRunFile } from '../runFile.ts'
import { NodeBlocks } from './nodeBlocks.ts'
import type { OpenOptions } from './sqliteSchema.ts'

export interface Stores extends AsyncDisposable {
  blockstore: NodeBlocks
  datastore: LevelDatastore
  held: StoreSize
}

export async function openStores(directory: string, options: OpenOptions = {}): Promise<Stores> {
  await using stack = new AsyncDisposableStack()
  const datastore = stack.adopt(await openDatastore(directory), (open) => open.close())
  const { blocks, held } = await NodeBlocks.open(join(directory, 'blocks'), options)
  stack.use(blocks)
  const opened = stack.move()
  return {
    ...{ blockstore: blocks, datastore, held },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** LevelDB's lock is the operating system's: it tells whether another node is alive here. */
async function openDatastore(directory: string): Promise<LevelDatastore> {
  const path = join(directory, 'datastore')
  // Opened here, since the datastore's own errors no longer say why.
  const level = new Level<string, Uint8Array>(path, { keyEncoding: 'utf8', valueEncoding: 'view' })
  try {
    await level.open({ compression: false })
  } catch (cause) {
    if (!isLocked(cause)) throw cause
    const run = await readRunFile(directory).catch(() => undefined)
    const holder = run ? `process ${run.pid} (${run.http})` : 'another process'
    throw new DirectoryHeldError(directory, holder, { cause })
  }
  return new LevelDatastore(level)
}

/** level wraps what LevelDB says. */
function isLocked(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === 'LEVEL_LOCKED') return true
  }
  return false
}
