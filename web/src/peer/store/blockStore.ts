/**
 * Verified blocks on this device, bounded: what was not used for longest goes first, and never what
 * the listener keeps. Every block is hashed again when it is read, so that a torn or rotten one is
 * fetched anew and never played.
 */
import { CID } from 'multiformats/cid'
import { decode as multihashOf } from 'multiformats/hashes/digest'
import { DiskFullError, matches, sha256, type LocalStore } from '../../../../node/index.ts'
import type { Pack } from './pack.ts'
import { SLOT_BYTES } from './pack.ts'
import type { BlockRecord, KeptRecord, Records } from './records.ts'
import { Slots } from './slots.ts'

/** Smaller ones would waste a slot; nodes of files, manifests and most covers are. */
const SMALL_BYTES = 48 * 1024
/** When use is written down again: it need not be to the second. */
const USE_MS = 30_000
/** Of what was read or written last, in memory and hashed already: a song's first seconds, its root. */
const HOT_BYTES = 8 * 1024 * 1024
/** Roots of songs are so small; of those used last, so many are at hand before anybody clicks. */
const ROOT_BYTES = 8 * 1024
const ROOTS = 64
/** A full disk is met by giving up so many bytes at once. */
const RELIEF_BYTES = 16 * 1024 * 1024

export interface StoreContents {
  place: 'disk' | 'memory'
  bytes: number
  budget: number
  blocks: number
  kept: { cid: string; bytes: number }[]
}

export class BlockStore implements LocalStore {
  readonly #pack: Pack
  readonly #records: Records
  readonly #budget: number
  /** Least recently used first: a map keeps the order of insertion. */
  readonly #blocks: Map<string, BlockRecord>
  readonly #kept = new Map<string, KeptRecord>()
  /** How many kept files need a block. */
  readonly #needed = new Map<string, number>()
  readonly #slots: Slots
  readonly #hot = new Map<string, Uint8Array>()
  #hotBytes = 0
  #smallBytes = 0
  /** Blocks that were found damaged, and dropped. */
  damaged = 0

  static async open(pack: Pack, records: Records, budget: number): Promise<BlockStore> {
    // What lay in memory is gone.
    const [blocks, kept] =
      pack.place === 'disk' ? await Promise.all([records.blocks(), records.kept()]) : [[], []]
    const store = new BlockStore({ pack, records, budget }, blocks, kept)
    void store.#warmRoots().catch(() => undefined) // then they are read when they are needed
    return store
  }

  private constructor(
    { pack, records, budget }: { pack: Pack; records: Records; budget: number },
    blocks: BlockRecord[],
    kept: KeptRecord[],
  ) {
    this.#pack = pack
    this.#records = records
    this.#budget = budget
    blocks.sort((a, b) => a.usedAt - b.usedAt)
    this.#blocks = new Map(blocks.map((block) => [block.key, block]))
    this.#slots = new Slots(blocks.flatMap(({ slot }) => slot ?? []))
    for (const { slot, bytes } of blocks) if (slot === undefined) this.#smallBytes += bytes
    for (const one of kept) this.#need(one)
    this.#makeRoom(0)
  }

  get contents(): StoreContents {
    const kept = [...this.#kept.values()].map(({ cid, bytes }) => ({ cid, bytes }))
    const { place } = this.#pack
    return { place, bytes: this.#bytes, budget: this.#budget, blocks: this.#blocks.size, kept }
  }

  async has(cid: CID): Promise<boolean> {
    return this.#blocks.has(keyOf(cid))
  }

  async read(cid: CID): Promise<Uint8Array | undefined> {
    const record = this.#blocks.get(keyOf(cid))
    if (!record) return undefined
    const hot = this.#hot.get(record.key)
    if (hot) {
      this.#use(record)
      return hot
    }
    const block = await this.#load(record)
    if (block && (await matches(cid, block))) {
      this.#use(record)
      this.#warm(record.key, block)
      return block
    }
    // Unless somebody else has dropped it, or put it right, meanwhile.
    if (this.#blocks.get(record.key) === record) {
      this.damaged += 1
      this.#remove(record)
    }
    return undefined
  }

  /** What may be roots of songs, those used last first. */
  lately(count: number): CID[] {
    const small = [...this.#blocks.values()].filter(({ bytes }) => bytes <= ROOT_BYTES)
    return small.slice(-count).reverse().map(rootNamed)
  }

  /** Whoever writes has compared its hash. */
  async write({ cid, bytes }: { cid: CID; bytes: Uint8Array }): Promise<void> {
    const key = keyOf(cid)
    const known = this.#blocks.get(key)
    if (known) {
      this.#use(known)
      return
    }
    const record = { key, bytes: bytes.length, usedAt: Date.now() }
    const small = bytes.length <= SMALL_BYTES
    this.#makeRoom(small ? bytes.length : SLOT_BYTES)
    const slot = small ? undefined : this.#put(bytes)
    if (small) this.#smallBytes += bytes.length
    const placed = { ...record, ...(slot !== undefined && { slot }) }
    this.#blocks.set(key, placed)
    this.#warm(key, bytes.slice())
    this.#records.note(placed, small ? bytes.slice() : undefined)
  }

  isKept(cid: string): boolean {
    return this.#kept.has(cid)
  }

  /** Throws before anything is fetched when it would not fit beside what is kept already. */
  reserve(bytes: number): void {
    const kept = [...this.#kept.values()].reduce((sum, one) => sum + one.bytes, 0)
    if (kept + bytes > this.#budget) throw new DiskFullError('this browser')
  }

  /** From now on these blocks stay. All of them must be here. */
  async keep(cid: string, bytes: number, blocks: readonly CID[]): Promise<void> {
    const keys = [...new Set(blocks.map(keyOf))]
    if (!keys.every((key) => this.#blocks.has(key))) throw new DiskFullError('this browser')
    this.#unneed(cid)
    this.#need({ cid, bytes, keys })
    await this.#records.settled()
    await this.#records.keep({ cid, bytes, keys })
  }

  /** It need not be on this device any more: what nobody else needs is removed at once. */
  async drop(cid: string): Promise<void> {
    const kept = this.#kept.get(cid)
    this.#unneed(cid)
    for (const key of kept?.keys ?? []) {
      const record = this.#blocks.get(key)
      if (record && !this.#needed.has(key)) this.#remove(record)
    }
    await this.#records.unkeep(cid)
    await this.#records.settled()
  }

  async close(): Promise<void> {
    await this.#records.close()
    this.#pack.close()
  }

  get #bytes(): number {
    return this.#slots.used * SLOT_BYTES + this.#smallBytes
  }

  async #load({ key, slot, bytes }: BlockRecord): Promise<Uint8Array | undefined> {
    try {
      if (slot === undefined) return await this.#records.small(key)
      return this.#pack.read(slot, bytes)
    } catch {
      return undefined // a disk that cannot read it has lost it
    }
  }

  #put(bytes: Uint8Array): number {
    const slot = this.#slots.take()
    try {
      this.#pack.write(slot, bytes)
      return slot
    } catch {
      this.#slots.release(slot)
    }
    // The disk is fuller than the browser said.
    this.#giveUp(RELIEF_BYTES)
    const other = this.#slots.take()
    try {
      this.#pack.write(other, bytes)
      return other
    } catch (cause) {
      this.#slots.release(other)
      throw new DiskFullError('this browser', { cause })
    }
  }

  #use(record: BlockRecord): void {
    if (this.#blocks.get(record.key) !== record) return
    this.#blocks.delete(record.key)
    this.#blocks.set(record.key, record)
    if (Date.now() - record.usedAt < USE_MS) return
    record.usedAt = Date.now()
    this.#records.note(record)
  }

  #makeRoom(bytes: number): void {
    this.#giveUp(this.#bytes + bytes - this.#budget)
    if (this.#bytes + bytes > this.#budget) throw new DiskFullError('this browser')
  }

  /** At least so many bytes, if so many are not kept. */
  #giveUp(bytes: number): void {
    const aim = this.#bytes - bytes
    for (const record of this.#blocks.values()) {
      if (this.#bytes <= aim) return
      if (!this.#needed.has(record.key)) this.#remove(record)
    }
  }

  #warm(key: string, block: Uint8Array): void {
    // It may have been dropped while it was hashed.
    if (this.#hot.has(key) || !this.#blocks.has(key)) return
    this.#hot.set(key, block)
    this.#hotBytes += block.length
    for (const oldest of this.#hot.keys()) {
      if (this.#hotBytes <= HOT_BYTES) return
      this.#cool(oldest)
    }
  }

  async #warmRoots(): Promise<void> {
    const small = [...this.#blocks.values()].filter(({ bytes }) => bytes <= ROOT_BYTES)
    for (const record of small.slice(-ROOTS)) {
      const block = await this.#load(record)
      if (block && isNamed(record.key, block)) this.#warm(record.key, block)
    }
  }

  #cool(key: string): void {
    this.#hotBytes -= this.#hot.get(key)?.length ?? 0
    this.#hot.delete(key)
  }

  #remove({ key, slot, bytes }: BlockRecord): void {
    this.#blocks.delete(key)
    this.#cool(key)
    this.#records.forget(key)
    if (slot === undefined) this.#smallBytes -= bytes
    else if (this.#slots.release(slot)) this.#pack.cut(this.#slots.end)
  }

  #need(kept: KeptRecord): void {
    this.#kept.set(kept.cid, kept)
    for (const key of kept.keys) this.#needed.set(key, (this.#needed.get(key) ?? 0) + 1)
  }

  #unneed(cid: string): void {
    for (const key of this.#kept.get(cid)?.keys ?? []) {
      const others = (this.#needed.get(key) ?? 1) - 1
      if (others > 0) this.#needed.set(key, others)
      else this.#needed.delete(key)
    }
    this.#kept.delete(cid)
  }
}

/** sha2-256, of 32 bytes. */
const SHA2_256 = String.fromCharCode(0x12, 32)

/** Is that the hash of this block? One that is rotten is found out when it is read. */
const isNamed = (key: string, block: Uint8Array): boolean =>
  key === SHA2_256 + String.fromCharCode(...sha256(block))

const DAG_PB = 0x70
const rootNamed = ({ key }: BlockRecord): CID =>
  CID.createV1(DAG_PB, multihashOf(Uint8Array.from(key, (letter) => letter.charCodeAt(0))))

/** By its hash: two codecs may read the same bytes. */
const keyOf = ({ multihash }: CID): string => String.fromCharCode(...multihash.bytes)
