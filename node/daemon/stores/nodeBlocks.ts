/** A node's blocks: leaves of music as files, small blocks in a database. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AbortOptions } from '@libp2p/interface'
import { BaseBlockstore } from 'blockstore-core'
import type { Pair } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { BlockSource, StoreSize, StoredBlock } from '../../index.ts'
import { FileBlocks } from './fileBlocks.ts'
import type { SeenDigests } from './seenDigests.ts'
import { SMALL_BYTES, SmallBlocks } from './smallBlocks.ts'
import type { OpenOptions } from './sqliteSchema.ts'

export class NodeBlocks extends BaseBlockstore implements BlockSource, Disposable {
  readonly #files: FileBlocks
  readonly #small: SmallBlocks
  /** Of both: most of what is asked for was never here. */
  readonly #seen: SeenDigests

  private constructor(files: FileBlocks, small: SmallBlocks, seen: SeenDigests) {
    super()
    this.#files = files
    this.#small = small
    this.#seen = seen
  }

  /** `onDamage` hears when the small blocks were lost, now or later. */
  static async open(
    directory: string,
    options: OpenOptions = {},
  ): Promise<{ blocks: NodeBlocks; held: StoreSize }> {
    await mkdir(directory, { recursive: true })
    // First: the other holds nothing open that a failure would leave so.
    const { blocks: files, held } = await FileBlocks.open(directory)
    const small = SmallBlocks.open(join(directory, 'small.sqlite'), options)
    held.blocks += small.held.blocks
    held.bytes += small.held.bytes
    return { blocks: new NodeBlocks(files, small.blocks, small.seen), held }
  }

  mayHave(cid: CID): boolean {
    return this.#seen.has(cid) || this.#files.mayHave(cid)
  }

  override async has(cid: CID): Promise<boolean> {
    return (await this.lengthOf(cid)) !== undefined
  }

  async lengthOf(cid: CID): Promise<number | undefined> {
    const small = this.#seen.has(cid) ? this.#small.lengthOf(cid) : undefined
    return small ?? this.#files.lengthOf(cid)
  }

  override async put(
    cid: CID,
    value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options: AbortOptions = {},
  ): Promise<CID> {
    options.signal?.throwIfAborted()
    const block = value instanceof Uint8Array ? value : Buffer.concat(await Array.fromAsync(value))
    if (block.length >= SMALL_BYTES) return this.#files.put(cid, block, options)
    this.#seen.add(cid)
    this.#small.put(cid, block)
    return cid
  }

  override async *get(cid: CID, options: AbortOptions = {}): AsyncGenerator<Uint8Array> {
    options.signal?.throwIfAborted()
    const small = this.#seen.has(cid) ? this.#small.get(cid) : undefined
    if (small) yield small
    else yield* this.#files.get(cid, options)
  }

  override async delete(cid: CID): Promise<void> {
    this.#small.delete(cid)
    await this.#files.delete(cid)
  }

  async settle(): Promise<void> {
    this.#small.settle()
  }

  async *list(): AsyncGenerator<StoredBlock> {
    yield* this.#small.list()
    yield* this.#files.list()
  }

  override async *getAll(options?: AbortOptions): AsyncGenerator<Pair> {
    for await (const { cid } of this.list()) yield { cid, bytes: this.get(cid, options) }
  }

  [Symbol.dispose](): void {
    this.#small[Symbol.dispose]()
  }
}
