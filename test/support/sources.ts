/** Sources in memory that behave as badly as asked. The blocks they hold are real. */
import { setTimeout as pause } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../node/domain/car.ts'
import { Outcasts } from '../../node/network/outcasts.ts'
import { Sources } from '../../node/network/reader/sources.ts'
import { LackingError, type AskOptions, type Source } from '../../node/network/reader/source.ts'
import { UnixfsFiles } from '../../node/network/unixfsFiles.ts'
import { blocksOf, localOf } from './network.ts'

export interface Manners {
  /** Before the first byte of each answer, ms. */
  latencyMs?: number
  /** Bytes a millisecond. */
  rate?: number
  /** What becomes of a block on its way; throwing cuts the answer. */
  bend?: (block: CarBlock) => CarBlock
  /** Does it say it has nothing? */
  empty?: boolean
}

export class MemorySource implements Source {
  readonly name: string
  readonly lastResort = false
  readonly store: MemoryBlockstore
  readonly manners: Manners
  /** What it was asked for, and the bytes it sent. */
  readonly questions: CID[][] = []
  sent = 0
  underway = 0

  constructor(name: string, store: MemoryBlockstore, manners: Manners = {}) {
    this.name = name
    this.store = store
    this.manners = manners
  }

  async *ask(cids: readonly CID[], { signal, onBytes }: AskOptions): AsyncGenerator<CarBlock> {
    const { latencyMs = 1, rate = Infinity, bend = unbent, empty = false } = this.manners
    this.questions.push([...cids])
    this.underway += 1
    try {
      await pause(latencyMs, undefined, { signal })
      if (empty) throw new LackingError(this.name)
      for (const cid of cids) {
        const bytes = await localOf(this.store).read(cid)
        if (!bytes) continue
        const block = bend({ cid, bytes })
        for (let at = 0; at < block.bytes.length; at += 65_536) {
          const part = Math.min(65_536, block.bytes.length - at)
          if (rate < Infinity) await pause(part / rate, undefined, { signal })
          signal.throwIfAborted()
          this.sent += part
          onBytes?.(part)
        }
        yield block
      }
    } finally {
      this.underway -= 1
    }
  }

  async *askFile(root: CID, _span: unknown, options: AskOptions): AsyncGenerator<CarBlock> {
    yield* this.ask([root], options)
  }

  async has(cid: CID): Promise<boolean> {
    return this.manners.empty !== true && (await this.store.has(cid))
  }
}

const unbent = (block: CarBlock): CarBlock => block

/** A file of `bytes` bytes, no two leaves alike, in a store of its own. */
export async function madeFile(bytes: number): Promise<{
  cid: CID
  content: Uint8Array
  store: MemoryBlockstore
}> {
  const content = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at += 65_536) {
    crypto.getRandomValues(content.subarray(at, Math.min(bytes, at + 65_536)))
  }
  const store = new MemoryBlockstore()
  const { cid } = await new UnixfsFiles(blocksOf(store), store).add(
    (async function* () {
      yield content
    })(),
  )
  return { cid, content, store }
}

/** A reader with an empty store that can ask these sources. */
export function readerOf(
  present: readonly Source[],
  { patience = 0.05, store = new MemoryBlockstore() } = {},
) {
  const outcasts = new Outcasts()
  const sources = new Sources({
    present: () => [...present],
    outcasts,
    hangUp: () => undefined,
  })
  const blocks = blocksOf(store, sources, { patience })
  return { files: new UnixfsFiles(blocks, store), blocks, store, sources, outcasts }
}
