/**
 * The reading half of the `Files` port, for every peer and for pages that only listen: UnixFS in the
 * one shape of domain/layout.ts, so that a file's length bounds what reading or keeping it can cost.
 */
import * as dagPb from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { OversizedFileError } from '../domain/errors.ts'
import { checkLeaf, LEAF_BYTES, partsOf, rootOf, type Part } from '../domain/layout.ts'
import type { FetchOptions, Files, KeepOptions, ReadOptions } from '../domain/ports.ts'
import type { OpenOptions, PeerBlocks } from './reader/peerBlocks.ts'
import type { Transfer } from './reader/transfer.ts'
import { windowFor } from './reader/window.ts'

/** Leaves wanted at once by a copy: enough for several sources, far from all of a big file. */
const KEEP_AT_ONCE = 64

/** A leaf, and which of its bytes are wanted. */
interface Slice {
  leaf: Part
  from: number
  to: number
}

export interface OpenAt extends FetchOptions {
  offset?: number
}

/** A file whose root is here. */
export interface OpenFile {
  bytes: number
  /** Verified bytes from one place to before another, fetched as they are read; once. */
  read(from: number, to: number): AsyncGenerator<Uint8Array>
}

/** Gives the block of a node or leaf. */
type Fetch = (part: Part) => Promise<Uint8Array>

export class UnixfsReader implements Omit<Files, 'add'> {
  readonly #blocks: Pick<PeerBlocks, 'open' | 'transfer'>

  constructor(blocks: Pick<PeerBlocks, 'open' | 'transfer'>) {
    this.#blocks = blocks
  }

  async size(cid: CID, options: FetchOptions = {}): Promise<number> {
    return (await this.open(cid, options)).bytes
  }

  async *read(cid: CID, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
    const { offset = 0, length = Infinity, ...how } = options
    const file = await this.open(cid, { ...how, offset })
    yield* file.read(offset, offset + length)
  }

  /**
   * Its length, and a way to its bytes that does not look for its root again. `offset`: where reading
   * begins, if that is known; what lies there comes in the same question.
   */
  async open(cid: CID, { offset = 0, ...how }: OpenAt = {}): Promise<OpenFile> {
    const { root, block, known } = await this.#open(cid, offset, how)
    const read = (from: number, to: number) => {
      const end = Math.min(root.bytes, to)
      if (root.height > 0) return this.#below(root, { known, start: from, end }, how)
      return whole(block.subarray(from, Math.max(from, end)))
    }
    return { bytes: root.bytes, read }
  }

  async keep(cid: CID, { signal, maxBytes = Infinity, onBytes }: KeepOptions = {}) {
    const { root } = await this.#open(cid, 0, { ...(signal && { signal }), stored: true })
    if (root.bytes > maxBytes) throw new OversizedFileError(cid.toString())
    if (root.height === 0) {
      onBytes?.(root.bytes)
      return
    }
    using transfer = this.#blocks.transfer(cid, { signal, bulk: true })
    const fetch = fetcher(transfer)
    const coming = new Set<Promise<void>>()
    for await (const { leaf } of slicesOf(root, { start: 0, end: root.bytes }, fetch)) {
      // Also what is here already: a leaf may be sound, and yet not fit its place.
      const kept = fetch(leaf).then((block) => {
        const { length } = checkLeaf(leaf, block)
        onBytes?.(length)
        coming.delete(kept)
      })
      kept.catch(() => undefined) // it stays in `coming`, and ends it all there
      coming.add(kept)
      if (coming.size >= KEEP_AT_ONCE) await Promise.race(coming)
    }
    transfer.complete = true
    await Promise.all(coming)
  }

  /** The blocks a file is made of, each once for every place it has; leaves are not looked at. */
  async *blocksOf(cid: CID, how: FetchOptions = {}): AsyncGenerator<CID> {
    const { root, known } = await this.#open(cid, 0, how)
    using transfer = this.#blocks.transfer(cid, how)
    yield* blocksBelow(root, fetcher(transfer, known))
  }

  async *#below(
    root: Part,
    { known, start, end }: { known: Map<string, Uint8Array>; start: number; end: number },
    how: FetchOptions,
  ): AsyncGenerator<Uint8Array> {
    if (start >= end) return
    using transfer = this.#blocks.transfer(root.cid, how)
    const fetch = fetcher(transfer, known)
    const slices = slicesOf(root, { start, end }, fetch)
    for await (const { item, result } of windowFor(slices, transfer, ({ leaf }) => fetch(leaf))) {
      yield checkLeaf(item.leaf, result).subarray(item.from, item.to)
    }
  }

  async #open(cid: CID, offset: number, how: OpenOptions) {
    const known = await this.#blocks.open(cid, { from: offset, to: offset + 1 }, how)
    const block = known.get(cid.toString()) ?? new Uint8Array()
    const root = isRecord(cid) ? { cid, height: 0, bytes: block.length } : rootOf(cid, block)
    return { root, block, known }
  }
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}

/** What came with the root is not asked for again, and let go once it has been used. */
const fetcher =
  (transfer: Transfer, known = new Map<string, Uint8Array>()): Fetch =>
  async ({ cid, height, bytes }) => {
    const key = cid.toString()
    const block = known.get(key)
    if (!block) return transfer.want(cid, height === 0 ? bytes : LEAF_BYTES)
    known.delete(key)
    return block
  }

/** The leaves that hold the bytes from `start` to `end` of a part, in order. */
async function* slicesOf(
  part: Part,
  { start, end }: { start: number; end: number },
  fetch: Fetch,
): AsyncGenerator<Slice> {
  if (part.height === 0) {
    yield { leaf: part, from: Math.max(0, start), to: Math.min(part.bytes, end) }
    return
  }
  let at = 0
  for (const below of partsOf(part, await fetch(part))) {
    const next = at + below.bytes
    if (next > start && at < end)
      yield* slicesOf(below, { start: start - at, end: end - at }, fetch)
    at = next
  }
}

async function* blocksBelow(part: Part, fetch: Fetch): AsyncGenerator<CID> {
  yield part.cid
  if (part.height === 0) return
  for (const below of partsOf(part, await fetch(part))) yield* blocksBelow(below, fetch)
}

/** A block that is no part of a UnixFS file, such as a manifest, is its own bytes. */
const isRecord = ({ code }: CID): boolean => code !== dagPb.code && code !== raw.code
