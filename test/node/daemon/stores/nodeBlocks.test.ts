import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { FileBlocks } from '../../../../node/daemon/stores/fileBlocks.ts'
import { NodeBlocks } from '../../../../node/daemon/stores/nodeBlocks.ts'

const blockOf = async (length: number) => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
}

describe('blocks of a node', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-blocks-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const read = async (blocks: NodeBlocks, cid: CID) =>
    Buffer.concat(await Array.fromAsync(blocks.get(cid)))
  const files = async () =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.data')).length

  it('come back whatever their length, small ones without a file of their own', async () => {
    const all = await Promise.all([0, 1, 800, 16_383, 16_384, 262_144].map(blockOf))
    const opened = await NodeBlocks.open(folder)
    for (const { cid, bytes } of all) await opened.blocks.put(cid, bytes)
    assert.equal(await files(), 2)
    opened.blocks[Symbol.dispose]()

    const { blocks, held } = await NodeBlocks.open(folder)
    using again = blocks
    assert.deepEqual(held, {
      blocks: all.length,
      bytes: all.reduce((sum, { bytes }) => sum + bytes.length, 0),
    })
    for (const { cid, bytes } of all) {
      assert.ok(again.mayHave(cid) && (await again.has(cid)))
      assert.equal(await again.lengthOf(cid), bytes.length)
      assert.ok((await read(again, cid)).equals(bytes))
    }
    const listed = (await Array.fromAsync(again.list())).map(({ bytes }) => bytes)
    assert.deepEqual(
      listed.toSorted((a, b) => a - b),
      [0, 1, 800, 16_383, 16_384, 262_144],
    )
  })

  it('are gone when they are deleted, large or small', async () => {
    const { blocks } = await NodeBlocks.open(folder)
    using store = blocks
    for (const { cid, bytes } of await Promise.all([9, 99_999].map(blockOf))) {
      await store.put(cid, bytes)
      await store.delete(cid)
      assert.equal(await store.has(cid), false)
      await assert.rejects(read(store, cid), { name: 'NotFoundError' })
    }
  })

  it('are found where an older version put them, all in files', async () => {
    const { cid, bytes } = await blockOf(700)
    const { blocks: before } = await FileBlocks.open(folder)
    await before.put(cid, bytes)
    const { blocks, held } = await NodeBlocks.open(folder)
    using store = blocks
    assert.equal(held.blocks, 1)
    assert.ok((await read(store, cid)).equals(bytes))
    await store.delete(cid)
    assert.equal(await store.has(cid), false)
  })

  it('stay when the database of the small ones is damaged: that one is put aside', async () => {
    const [small, large] = await Promise.all([700, 70_000].map(blockOf))
    assert.ok(small && large)
    const { blocks } = await NodeBlocks.open(folder)
    await blocks.put(large.cid, large.bytes)
    blocks[Symbol.dispose]()
    await writeFile(join(folder, 'small.sqlite'), 'this is no database at all')
    const { blocks: after } = await NodeBlocks.open(folder)
    using store = after
    assert.ok((await read(store, large.cid)).equals(large.bytes))
    await store.put(small.cid, small.bytes)
    assert.ok((await read(store, small.cid)).equals(small.bytes))
    assert.match(String(await readFile(join(folder, 'small.sqlite.damaged'))), /no database/)
  })

  it('are more than one page of the list', async () => {
    const { blocks } = await NodeBlocks.open(folder)
    using store = blocks
    const all = await Promise.all(Array.from({ length: 2300 }, () => blockOf(20)))
    for (const { cid, bytes } of all) await store.put(cid, bytes)
    const listed = await Array.fromAsync(store.list())
    assert.equal(new Set(listed.map(({ cid }) => cid.toString())).size, all.length)
  })
})
