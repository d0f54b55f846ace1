import assert from 'node:assert/strict'
import * as dagPb from '@ipld/dag-pb'
import { MemoryBlockstore } from 'blockstore-core'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { OversizedFileError, UnsoundFileError } from '../../../node/domain/errors.ts'
import { LEAF_BYTES } from '../../../node/domain/layout.ts'
import { UnixfsFiles } from '../../../node/network/unixfsFiles.ts'
import { blocksOf } from '../../support/network.ts'

const BIG = 2 * LEAF_BYTES + 5

/** Blocks that are all here: what is wrong is wrong with the file. */
class Shelf {
  readonly store = new MemoryBlockstore()
  readonly files = new UnixfsFiles(blocksOf(this.store), this.store)

  async put(block: Uint8Array, code: number = raw.code): Promise<CID> {
    const cid = CID.createV1(code, await sha256.digest(block))
    await this.store.put(cid, block)
    return cid
  }

  async node(
    links: readonly { cid: CID; size: number }[],
    changes: { type?: 'file' | 'directory'; data?: Uint8Array; sizes?: number[] } = {},
  ): Promise<CID> {
    const { type = 'file', data, sizes = links.map(({ size }) => size) } = changes
    const entry = new UnixFS({ type, blockSizes: sizes.map(BigInt), ...(data && { data }) })
    const Links = links.map(({ cid, size }) => ({ Name: '', Hash: cid, Tsize: size }))
    return this.put(dagPb.encode({ Data: entry.marshal(), Links }), dagPb.code)
  }

  leaf(size: number, fill: number): Promise<CID> {
    return this.put(new Uint8Array(size).fill(fill))
  }
}

const drain = async (files: UnixfsFiles, cid: CID): Promise<number> => {
  let bytes = 0
  for await (const part of files.read(cid)) bytes += part.length
  return bytes
}

/** Each way to ask for a file refuses it at once. */
async function refused(shelf: Shelf, cid: CID): Promise<void> {
  await assert.rejects(shelf.files.keep(cid, { maxBytes: 2 ** 40 }), UnsoundFileError)
  await assert.rejects(drain(shelf.files, cid), UnsoundFileError)
}

describe('layout', () => {
  let shelf: Shelf
  let full: CID
  let last: CID

  beforeEach(async () => {
    shelf = new Shelf()
    full = await shelf.leaf(LEAF_BYTES, 1)
    last = await shelf.leaf(5, 2)
  })

  const leaves = () => [
    { cid: full, size: LEAF_BYTES },
    { cid: full, size: LEAF_BYTES },
    { cid: last, size: 5 },
  ]

  it('is what our own files have, whatever their length', async () => {
    for (const length of [0, 1, LEAF_BYTES, LEAF_BYTES + 1, 3 * LEAF_BYTES, 5_000_000]) {
      const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)))
      const { cid } = await shelf.files.add(
        (async function* () {
          for (let left = length; left > 0; left -= bytes.length) yield bytes.slice(0, left)
        })(),
      )
      assert.equal(await shelf.files.size(cid), length)
      assert.equal(await drain(shelf.files, cid), length)
      await shelf.files.keep(cid, { maxBytes: length })
    }
  })

  it('holds for a tree of two levels', async () => {
    // 1025 leaves: the second node of the lower level holds one.
    const lower = Array.from({ length: 1024 }, () => ({ cid: full, size: LEAF_BYTES }))
    const first = await shelf.node(lower)
    const second = await shelf.node([{ cid: last, size: 5 }])
    const bytes = 1024 * LEAF_BYTES + 5
    const root = await shelf.node([
      { cid: first, size: 1024 * LEAF_BYTES },
      { cid: second, size: 5 },
    ])
    assert.equal(await shelf.files.size(root), bytes)
    const tail: Uint8Array[] = []
    for await (const part of shelf.files.read(root, { offset: bytes - 6 })) tail.push(part)
    assert.deepEqual(Buffer.concat(tail), Buffer.from([1, 2, 2, 2, 2, 2]))
  })

  it('accepts the sound tree that the next tests spoil', async () => {
    const cid = await shelf.node(leaves())
    assert.equal(await drain(shelf.files, cid), BIG)
    await shelf.files.keep(cid, { maxBytes: BIG })
    await assert.rejects(shelf.files.keep(cid, { maxBytes: BIG - 1 }), OversizedFileError)
  })

  it('refuses links that hold nothing, however many', async () => {
    const nothing = Array.from({ length: 1000 }, () => ({ cid: full, size: 0 }))
    await refused(shelf, await shelf.node([...leaves(), ...nothing]))
  })

  it('refuses a tree that doubles at each level and would never end', async () => {
    let below = await shelf.node(leaves())
    for (let level = 0; level < 60; level++) {
      below = await shelf.node([
        { cid: below, size: 0 },
        { cid: below, size: 0 },
        { cid: full, size: LEAF_BYTES },
        { cid: last, size: 5 },
      ])
    }
    await refused(shelf, below)
  })

  it('refuses leaves that are cut otherwise, lengths that lie and lengths that are missing', async () => {
    const small = await shelf.leaf(10, 3)
    await refused(shelf, await shelf.node([{ cid: small, size: 10 }, ...leaves()]))
    await refused(shelf, await shelf.node(leaves(), { sizes: [LEAF_BYTES, LEAF_BYTES, 6] }))
    await refused(shelf, await shelf.node(leaves(), { sizes: [LEAF_BYTES, LEAF_BYTES] }))
    await refused(shelf, await shelf.node([{ cid: last, size: 5 }]))
  })

  it('refuses leaves at different depths', async () => {
    const inner = await shelf.node([{ cid: last, size: 5 }])
    await refused(shelf, await shelf.node([...leaves().slice(0, 2), { cid: inner, size: 5 }]))
  })

  it('refuses folders, bytes inside nodes, large nodes and leaves, and what is no UnixFS', async () => {
    await refused(shelf, await shelf.node(leaves(), { type: 'directory' }))
    await refused(shelf, await shelf.node(leaves(), { data: new Uint8Array(10) }))
    await refused(shelf, await shelf.leaf(LEAF_BYTES + 1, 4))
    await refused(shelf, await shelf.put(new Uint8Array([1, 2, 3]), dagPb.code))
    await refused(shelf, await shelf.put(new Uint8Array(97 * 1024), dagPb.code))
  })

  it('refuses links by a shortened hash: such a block could never be checked', async () => {
    const short = CID.createV1(
      raw.code,
      Digest.create(sha256.code, full.multihash.digest.slice(0, 20)),
    )
    await refused(shelf, await shelf.node([{ cid: short, size: LEAF_BYTES }, ...leaves().slice(1)]))
  })

  it('stops reading when it is told to', async () => {
    const cid = await shelf.node(leaves())
    const stop = new AbortController()
    const reading = shelf.files.read(cid, { signal: stop.signal })
    await reading.next()
    stop.abort()
    await assert.rejects(async () => {
      while ((await reading.next()).done !== true);
    })
  })
})
