/**
 * The `Files` port: UnixFS with one chunking for ever (DESIGN §5), so that the same bytes have the
 * same CID on every node. CIDv1, raw leaves of 256 KiB, at most 1024 links a node.
 */
import { unixfs } from '@helia/unixfs'
import * as dagPb from '@ipld/dag-pb'
import type { Blockstore } from 'interface-blockstore'
import { exporter } from 'ipfs-unixfs-exporter'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import * as raw from 'multiformats/codecs/raw'
import type { CID } from 'multiformats/cid'
import type {
  Abortable,
  Blocks,
  FetchOptions,
  Files,
  KeepOptions,
  ReadOptions,
} from '../domain/ports.ts'

export const LEAF_BYTES = 256 * 1024
const MAX_LINKS = 1024

/** First note at once: a small window with little read-ahead, then larger ones. */
const FIRST_WINDOW = { bytes: 2 * LEAF_BYTES, concurrency: 2 }
const NEXT_WINDOW = { bytes: 16 * LEAF_BYTES, concurrency: 8 }
const KEEP_CONCURRENCY = 16

export class UnixfsFiles implements Files {
  readonly #blocks: Blocks
  readonly #store: Blockstore

  /** `store` takes what is added; `blocks` finds what is read. */
  constructor(blocks: Blocks, store: Blockstore) {
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
    if (isRecord(cid)) return (await this.#blocks.get(cid, options)).length
    return Number((await this.#entry(cid, options)).size)
  }

  async *read(cid: CID, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
    if (isRecord(cid)) return yield* this.#readRecord(cid, options)
    const entry = await this.#entry(cid, options)
    const end = Math.min(Number(entry.size), (options.offset ?? 0) + (options.length ?? Infinity))
    let offset = options.offset ?? 0
    let window = FIRST_WINDOW
    while (offset < end) {
      const length = Math.min(window.bytes, end - offset)
      yield* entry.content({
        offset,
        length,
        blockReadConcurrency: window.concurrency,
        ...(options.signal && { signal: options.signal }),
        ...(options.offline !== undefined && { offline: options.offline }),
      })
      offset += length
      window = NEXT_WINDOW
    }
  }

  async keep(cid: CID, options: KeepOptions = {}) {
    // Inner nodes add about a thousandth; whoever claims less than the links hold is cut off.
    let left = (options.maxBytes ?? Infinity) * 1.01 + LEAF_BYTES
    const onBytes = (bytes: number) => {
      left -= bytes
      if (left < 0) throw new Error(`${cid.toString()} is larger than its manifest says`)
      options.onBytes?.(bytes)
    }
    let level: CID[] = [cid]
    while (level.length > 0) level = await this.#keepLevel(level, { ...options, onBytes })
  }

  /** Brings these blocks here, a few at a time, and gives the CIDs they link to. */
  async #keepLevel(cids: readonly CID[], { signal, onBytes }: KeepOptions): Promise<CID[]> {
    const queue = [...cids]
    const links: CID[][] = []
    const worker = async () => {
      for (let cid = queue.shift(); cid; cid = queue.shift()) {
        const inner = cid.code === dagPb.code
        if (!inner && (await this.#blocks.has(cid))) continue
        const block = await this.#blocks.get(cid, signal ? { signal } : {})
        onBytes?.(block.length)
        if (inner) links.push(dagPb.decode(block).Links.map(({ Hash }) => Hash))
      }
    }
    await Promise.all(Array.from({ length: KEEP_CONCURRENCY }, worker))
    return links.flat()
  }

  async *#readRecord(cid: CID, { offset = 0, length, ...options }: ReadOptions) {
    const block = await this.#blocks.get(cid, options)
    yield block.subarray(offset, length === undefined ? undefined : offset + length)
  }

  async #entry(cid: CID, { signal, offline }: FetchOptions) {
    const blocks = this.#blocks
    const source = {
      async *get(wanted: CID, options: FetchOptions = {}) {
        yield await blocks.get(wanted, options)
      },
    }
    const entry = await exporter(cid, source, {
      ...(signal && { signal }),
      ...(offline && { offline }),
    })
    if (entry.type === 'file' || entry.type === 'raw') return entry
    throw new Error(`${cid.toString()} is a ${entry.type}, not a file`)
  }
}

/** A block that is no part of a UnixFS file, such as a manifest, is its own bytes. */
const isRecord = ({ code }: CID): boolean => code !== dagPb.code && code !== raw.code
