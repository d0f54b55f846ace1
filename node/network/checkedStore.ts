/**
 * A blockstore whose every answer has been hashed: a block that rotted on disk is dropped and
 * counts as missing, so that it is fetched again and never served (DESIGN §1.3, §12). What was
 * hashed lately stays in memory. It also knows what was used lately: nothing of that is swept.
 */
import { BaseBlockstore } from 'blockstore-core'
import type { AbortOptions } from '@libp2p/interface'
import type { Blockstore } from 'interface-blockstore'
import { NotFoundError } from 'interface-store'
import { CID } from 'multiformats/cid'
import { DiskFullError } from '../domain/errors.ts'
import type { Stock, StoredBlock } from '../domain/ports.ts'
import { HotBlocks } from './hotBlocks.ts'
import { matches } from './matches.ts'
import { RecentUse } from './recentUse.ts'
import { shared, Turns } from './turns.ts'

export interface StoreSize {
  blocks: number
  bytes: number
}

/** The store underneath. One that knows lengths without reading spares us the reading. */
export interface BlockSource extends Blockstore {
  list?(): AsyncGenerator<StoredBlock>
  lengthOf?(cid: CID): Promise<number | undefined>
  /** False: it certainly is not here. */
  mayHave?(cid: CID): boolean
  /** What was put so far survives a power cut. */
  settle?(): Promise<void>
}

export interface StoreOptions {
  /** Bytes of blocks to keep in memory. */
  hotBytes?: number
  /** How long a block counts as in use after it was last put, read or asked for. */
  useMs?: number
}

const HOT_BYTES = 64 * 1024 * 1024
const USE_MS = 3_600_000

export class CheckedStore extends BaseBlockstore implements Stock {
  readonly #inner: BlockSource
  readonly #size: StoreSize
  readonly #hearers: ((damaged: CID) => void)[] = []
  readonly #hot: HotBlocks
  readonly #used: RecentUse
  readonly #turns = new Turns()
  /** Blocks being read, and being written: whoever wants the same waits for that. */
  readonly #reading = new Map<string, Promise<Uint8Array>>()
  readonly #writing = new Map<string, Promise<void>>()

  /** `size` is what `inner` holds at the start. */
  constructor(
    inner: BlockSource,
    size: StoreSize = { blocks: 0, bytes: 0 },
    { hotBytes = HOT_BYTES, useMs = USE_MS }: StoreOptions = {},
  ) {
    super()
    this.#inner = inner
    this.#size = { ...size }
    this.#hot = new HotBlocks(hotBytes)
    this.#used = new RecentUse(useMs)
  }

  get size(): StoreSize {
    return { ...this.#size }
  }

  /** Calls `hear` for every block that is found damaged from now on, and dropped. */
  onDamaged(hear: (damaged: CID) => void): void {
    this.#hearers.push(hear)
  }

  /** Whoever hears "yes" relies on it, so that counts as use. */
  override async has(cid: CID, { signal }: AbortOptions = {}): Promise<boolean> {
    signal?.throwIfAborted()
    const key = keyOf(cid)
    return this.#turns.ask(key, async () => {
      const here = this.#hot.has(key) || (await this.#inner.has(cid))
      if (here) this.#used.note(cid)
      return here
    })
  }

  /**
   * Blocks are immutable: what is there, and sound, is not written again. Whoever puts a block has
   * hashed it; here it is hashed when it comes from the disk.
   */
  override async put(
    cid: CID,
    value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    { signal }: AbortOptions = {},
  ): Promise<CID> {
    signal?.throwIfAborted()
    const key = keyOf(cid)
    await this.#turns.ask(key, async () => {
      // A read under way may find that what is there is damaged.
      await this.#reading.get(key)?.catch(() => undefined)
      if (!this.#hot.has(key)) await shared(this.#writing, key, () => this.#write(cid, key, value))
      this.#used.note(cid)
    })
    return cid
  }

  override async *get(cid: CID, { signal }: AbortOptions = {}): AsyncGenerator<Uint8Array> {
    signal?.throwIfAborted()
    const key = keyOf(cid)
    yield await this.#turns.ask(key, async () => {
      const block = await this.#read(cid, key)
      this.#used.note(cid)
      return block
    })
  }

  /** The block, or undefined when it is not here, was damaged, or the disk fails: others may have it. */
  async find(cid: CID): Promise<Uint8Array | undefined> {
    if (!this.mayHave(cid)) return undefined
    try {
      for await (const block of this.get(cid)) return block
    } catch {
      // As if it were not here.
    }
    return undefined
  }

  override async delete(cid: CID): Promise<void> {
    const key = keyOf(cid)
    await this.#turns.leave(key, async () => {
      await Promise.allSettled([this.#reading.get(key), this.#writing.get(key)])
      await this.#remove(cid, key)
    })
  }

  async *list(): AsyncGenerator<StoredBlock> {
    if (this.#inner.list) {
      yield* this.#inner.list()
      return
    }
    for await (const { cid, bytes } of this.#inner.getAll()) {
      yield { cid, bytes: (await collect(bytes)).length, at: 0 }
    }
  }

  async peek(cid: CID): Promise<Uint8Array | undefined> {
    const key = keyOf(cid)
    return this.#turns
      .ask(key, () => this.#read(cid, key))
      .catch((error: unknown) => {
        if (error instanceof NotFoundError) return undefined
        throw error
      })
  }

  async settle(): Promise<void> {
    await this.#inner.settle?.()
  }

  inUse(cid: CID): boolean {
    return this.#used.has(cid) || this.#turns.isBusy(keyOf(cid))
  }

  async *nodesInUse(): AsyncGenerator<CID> {
    for await (const { cid } of this.list()) {
      for (const code of this.#used.linkingAs(cid)) yield CID.createV1(code, cid.multihash)
    }
  }

  mayHave(cid: CID): boolean {
    return this.#hot.has(keyOf(cid)) || this.#inner.mayHave?.(cid) !== false
  }

  async drop(cid: CID): Promise<boolean> {
    // Between this look and the mark that it leaves, nobody else gets a word in.
    if (this.inUse(cid)) return false
    const key = keyOf(cid)
    await this.#turns.leave(key, () => this.#remove(cid, key))
    return true
  }

  async #read(cid: CID, key: string): Promise<Uint8Array> {
    const hot = this.#hot.get(key)
    return hot ?? shared(this.#reading, key, () => this.#readChecked(cid, key))
  }

  async #readChecked(cid: CID, key: string): Promise<Uint8Array> {
    const block = await this.#fromDisk(cid).catch(unreadable)
    if (block && (await matches(cid, block))) {
      this.#hot.add(key, block)
      return block
    }
    // Whoever deletes it waits for this read.
    if (!this.#turns.isLeaving(key)) {
      await this.#turns.leave(key, () => this.#remove(cid, key, block?.length))
    }
    for (const hear of this.#hearers) hear(cid)
    throw new NotFoundError(`The stored block ${cid.toString()} was damaged and has been dropped`)
  }

  async #write(
    cid: CID,
    key: string,
    value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    // Read, not only looked for: a power cut leaves blocks torn, and whoever puts one may have it last.
    if ((await this.#inner.has(cid)) && (await this.#isSound(cid, key))) return
    const block = value instanceof Uint8Array ? value : await collect(value)
    try {
      await this.#inner.put(cid, block)
    } catch (cause) {
      throw isDiskFull(cause) ? new DiskFullError('the block store', { cause }) : cause
    }
    this.#size.blocks += 1
    this.#size.bytes += block.length
    this.#hot.add(key, block)
  }

  /** What is not is gone afterwards. */
  async #isSound(cid: CID, key: string): Promise<boolean> {
    try {
      await this.#read(cid, key)
      return true
    } catch (error) {
      if (error instanceof NotFoundError) return false
      throw error
    }
  }

  async #remove(cid: CID, key: string, known?: number): Promise<void> {
    const length = known ?? (await this.#lengthOf(cid))
    this.#hot.delete(key)
    if (length === undefined) return
    await this.#inner.delete(cid)
    this.#size.blocks -= 1
    this.#size.bytes -= length
  }

  async #lengthOf(cid: CID): Promise<number | undefined> {
    if (this.#inner.lengthOf) return this.#inner.lengthOf(cid)
    if (!(await this.#inner.has(cid))) return undefined
    const block = await this.#fromDisk(cid).catch(unreadable)
    return block?.length ?? 0
  }

  async #fromDisk(cid: CID): Promise<Uint8Array> {
    return collect(this.#inner.get(cid))
  }
}

/** By its hash, as the store underneath has it: two codecs may read the same bytes. */
const keyOf = ({ multihash }: CID): string => String.fromCharCode(...multihash.bytes)

/** The store's adapters keep only the text of what the file system said. */
const isDiskFull = (error: unknown): boolean =>
  /ENOSPC|QuotaExceeded|EDQUOT|disk is full/.test(String(error))

/** A disk that cannot read a sector any more has lost the block as surely as one that altered it. */
function unreadable(error: unknown): undefined {
  if (/\bEIO\b/.test(String(error))) return undefined
  throw error
}

async function collect(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  const [only] = parts
  if (parts.length === 1 && only) return only
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
