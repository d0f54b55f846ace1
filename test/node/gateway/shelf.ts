/** Blocks in memory behind an exchange, any UnixFS among them, and CARs read by another's reader. */
import assert from 'node:assert/strict'
import { CarBlockIterator } from '@ipld/car'
import * as dagCbor from '@ipld/dag-cbor'
import * as dagPb from '@ipld/dag-pb'
import { MemoryBlockstore } from 'blockstore-core'
import { UnixFS } from 'ipfs-unixfs'
import { importBytes } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { sha256 } from '../../../node/crypto/hash.ts'
import { UnreachableError } from '../../../node/domain/errors.ts'
import type { FetchOptions } from '../../../node/domain/ports.ts'
import { createExchange } from '../../../node/gateway/exchange.ts'

export interface Cut {
  chunk?: number
  links?: number
  rawLeaves?: boolean
}

export const cidFor = (code: number, bytes: Uint8Array): CID =>
  CID.createV1(code, Digest.create(0x12, sha256(bytes)))

/** Bytes that differ everywhere, so that a wrong offset shows. */
export const pattern = (length: number, seed = 0): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7 + seed) & 0xff)

export function createShelf() {
  const store = new Map<string, Uint8Array>()
  /** The CIDs that were read, in their order. */
  const reads: string[] = []

  const put = (code: number, bytes: Uint8Array): CID => {
    const cid = cidFor(code, bytes)
    store.set(cid.toString(), bytes)
    return cid
  }

  const blocks = {
    async get(cid: CID, { offline, signal }: FetchOptions = {}) {
      assert.equal(offline, true, 'an exchange asks for what is here only')
      signal?.throwIfAborted()
      reads.push(cid.toString())
      const block = store.get(cid.toString())
      if (!block) throw new UnreachableError(cid.toString())
      return block
    },
    has: async (cid: CID) => store.has(cid.toString()),
  }

  async function addFile(
    bytes: Uint8Array,
    { chunk = 256, links = 174, rawLeaves = true }: Cut = {},
  ): Promise<CID> {
    const memory = new MemoryBlockstore()
    const { cid } = await importBytes(bytes, memory, {
      ...{ rawLeaves, cidVersion: 1, reduceSingleLeafToSelf: rawLeaves },
      chunker: fixedSize({ chunkSize: chunk }),
      layout: balanced({ maxChildrenPerNode: links }),
    })
    for await (const pair of memory.getAll()) {
      const parts = []
      for await (const part of pair.bytes) parts.push(part)
      // The store names blocks as raw; the walk asks for them by the codec of the link.
      const block = Uint8Array.from(Buffer.concat(parts))
      for (const code of [raw.code, dagPb.code]) put(code, block)
    }
    return cid
  }

  const addRaw = (bytes: Uint8Array) => put(raw.code, bytes)
  const addCbor = (value: unknown) => put(dagCbor.code, dagCbor.encode(value))
  const addNode = (entry: UnixFS | undefined, links: readonly (readonly [string, CID])[]) =>
    put(
      dagPb.code,
      dagPb.encode(
        dagPb.prepare({
          ...(entry && { Data: entry.marshal() }),
          Links: links.map(([Name, Hash]) => ({ Name, Hash, Tsize: 0 })),
        }),
      ),
    )
  const addFolder = (files: Readonly<Record<string, CID>>) =>
    addNode(new UnixFS({ type: 'directory' }), Object.entries(files))

  const exchange = createExchange({ blocks })
  const ask = (path: string, init?: RequestInit) =>
    exchange(new Request(`http://peer.example${path}`, init))

  return { store, reads, blocks, put, addFile, addRaw, addCbor, addNode, addFolder, exchange, ask }
}

export const bytesOf = async (response: Response): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await response.arrayBuffer())

/** What is in a CAR, each block compared with its CID. */
export async function readCarOf(response: Response): Promise<{ roots: string[]; cids: string[] }> {
  assert.equal(response.status, 200)
  const car = await CarBlockIterator.fromBytes(await bytesOf(response))
  const cids: string[] = []
  for await (const { cid, bytes } of car) {
    assert.deepEqual(sha256(bytes), Uint8Array.from(cid.multihash.digest), cid.toString())
    cids.push(cid.toString())
  }
  return { roots: (await car.getRoots()).map((cid) => cid.toString()), cids }
}

export const cidsOf = async (response: Response): Promise<string[]> =>
  (await readCarOf(response)).cids
