/**
 * The `Files` port: UnixFS in the one shape of layout.ts, so that the same bytes have the same CID
 * on every node, and a file's length bounds what reading or keeping it can cost.
 */
import { unixfs } from '@helia/unixfs'
import * as dagPb from '@ipld/dag-pb'
import type { Blockstore } from 'interface-blockstore'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { OversizedFileError } from '../domain/errors.ts'
import type {
  Abortable,
  Blocks,
  FetchOptions,
  Files,
  KeepOptions,
  ReadOptions,
} from '../domain/ports.ts'
import { checkLeaf, LEAF_BYTES, MAX_LINKS, partsOf, rootOf, type Part } from '../domain/layout.ts'
import { readAhead } from './readAhead.ts'

/** First note at once: little read-ahead at the start, more once it flows. */
const FIRST_LEAVES = { count: 2, ahead: 2 }
const READ_AHEAD = 8
const KEEP_AT_ONCE = 16

/** A leaf, and which of its bytes are wanted. */
interface Slice {
  leaf: Part
  from: number
  to: number
}

export class UnixfsFiles implements Files {
  readonly #blocks: Pick<Blocks, 'get'>
  readonly #store: Blockstore

  /** `store` takes what is added; `blocks` finds what is read. */
  constructor(blocks: Pick<Blocks, 'get'>, store: Blockstore) {
    this.#blocks = blocks
    this.#store = store
  }

  async add(source: AsyncIterable<Uint8Array>, { signal }: Abortable = {}) {
    let bytes = 0
    async function* counted() {
      for await (const chunk of source) {
        bytes += chunk.length
        yield chunk
      }
    }
    const cid = await unixfs({ blockstore: this.#store }).addByteStream(counted(), {
      cidVersion: 1,
      rawLeaves: true,
      reduceSingleLeafToSelf: true,
      chunker: fixedSize({ chunkSize: LEAF_BYTES }),
      layout: balanced({ maxChildrenPerNode: MAX_LINKS }),
      ...(signal && { signal }),
    })
    return { cid, bytes }
  }

  async size(cid: CID, options: FetchOptions = {}): Promise<number> {
    const block = await this.#blocks.get(cid, options)
    return isRecord(cid) ? block.length : rootOf(cid, block).bytes
  }

  async *read(cid: CID, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
    const { offset = 0, length = Infinity, ...how } = options
    const block = await this.#blocks.get(cid, how)
    if (isRecord(cid)) {
      yield block.subarray(offset, offset + length)
      return
    }
    const root = rootOf(cid, block)
    const end = Math.min(root.bytes, offset + length)
    if (offset >= end) return
    const fetch = async ({ leaf, from, to }: Slice) =>
      checkLeaf(leaf, await this.#blocks.get(leaf.cid, how)).subarray(from, to)
    const ahead = (done: number) => (done < FIRST_LEAVES.count ? FIRST_LEAVES.ahead : READ_AHEAD)
    yield* readAhead(this.#slices(root, offset, end, how), fetch, ahead)
  }

  async keep(cid: CID, { signal, maxBytes = Infinity, onBytes }: KeepOptions = {}) {
    const over = new AbortController()
    const how = { signal: signal ? AbortSignal.any([signal, over.signal]) : over.signal }
    const root = await this.#rootFor(cid, how)
    if (root.bytes > maxBytes) throw new OversizedFileError(cid.toString())
    const bring = async ({ leaf }: Slice) => {
      // Also what is here already: a leaf may be sound, and yet not fit its place.
      const { length } = checkLeaf(leaf, await this.#blocks.get(leaf.cid, how))
      onBytes?.(length)
    }
    const bringing = readAhead(this.#slices(root, 0, root.bytes, how), bring, () => KEEP_AT_ONCE)
    try {
      // What it brings is stored on the way.
      while ((await bringing.next()).done !== true) how.signal.throwIfAborted()
    } finally {
      over.abort()
    }
  }

  async #rootFor(cid: CID, how: FetchOptions): Promise<Part> {
    const block = await this.#blocks.get(cid, how)
    return isRecord(cid) ? { cid, height: 0, bytes: block.length } : rootOf(cid, block)
  }

  /** The leaves that hold the bytes from `start` to `end` of a part, in order. */
  async *#slices(part: Part, start: number, end: number, how: FetchOptions): AsyncGenerator<Slice> {
    how.signal?.throwIfAborted()
    if (part.height === 0) {
      yield { leaf: part, from: Math.max(0, start), to: Math.min(part.bytes, end) }
      return
    }
    let at = 0
    for (const below of partsOf(part, await this.#blocks.get(part.cid, how))) {
      const next = at + below.bytes
      if (next > start && at < end) yield* this.#slices(below, start - at, end - at, how)
      at = next
    }
  }
}

/** A block that is no part of a UnixFS file, such as a manifest, is its own bytes. */
const isRecord = ({ code }: CID): boolean => code !== dagPb.code && code !== raw.code
