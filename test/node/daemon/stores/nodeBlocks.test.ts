import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { FileBlocks } from '../../../../node/daemon/stores/fileBlocks.ts'
import { NodeBlocks } from '../../../../node/daemon/stores/nodeBlocks.ts'
import { CheckedStore } from '../../../../node/network/checkedStore.ts'

const blockOf = async (length: number) => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
}

const equal = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.compare(one, other) === 0

async function elsewhere(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'megabox-blocks-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
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

  it('go one by one when pages of their database rot while it is open', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => blockOf(8_000)))
    {
      using first = (await NodeBlocks.open(folder)).blocks
      for (const { cid, bytes } of all) await first.put(cid, bytes)
    }
    const damages: string[] = []
    const { blocks } = await NodeBlocks.open(folder, {
      onDamage: ({ movedTo }) => damages.push(movedTo),
    })
    using store = blocks
    const path = join(folder, 'small.sqlite')
    const pages = await readFile(path)
    // All but the first, which says how long the database is.
    await writeFile(path, pages.fill(0xee, 4096))
    const checked = new CheckedStore(store, undefined, { hotBytes: 0 })
    const lost: string[] = []
    checked.onDamaged((cid) => lost.push(cid.toString()))
    for (const { cid } of all) assert.equal(await checked.peek(cid), undefined)
    assert.ok(lost.length > 0)
    for (const { cid, bytes } of all) await checked.put(cid, bytes)
    for (const { cid, bytes } of all) assert.ok(equal(await checked.peek(cid), bytes))
    assert.deepEqual(damages, [`${path}.damaged`])
  })

  it('are put aside when a page is torn that only a look at all of them finds', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => blockOf(8_000)))
    {
      using first = (await NodeBlocks.open(folder)).blocks
      for (const { cid, bytes } of all) await first.put(cid, bytes)
    }
    const path = join(folder, 'small.sqlite')
    const pages = await readFile(path)
    await writeFile(path, pages.fill(0xee, 2 * 4096, 3 * 4096))
    const damages: string[] = []
    const opened = await NodeBlocks.open(folder, {
      onDamage: ({ reason }) => damages.push(reason),
    })
    using store = opened.blocks
    assert.equal(damages.length, 1)
    // What stands on either side of the torn page is saved.
    const saved = all.filter(({ cid }) => store.mayHave(cid))
    assert.equal(opened.held.blocks, saved.length)
    assert.ok(saved.length > 20 && saved.length < 40, `${saved.length} saved`)
    for (const { cid, bytes } of saved) assert.ok((await read(store, cid)).equals(bytes))
  })

  it('are told of although the name of one rotted', async () => {
    const { cid, bytes } = await blockOf(700)
    {
      using first = (await NodeBlocks.open(folder)).blocks
      await first.put(cid, bytes)
    }
    const database = new DatabaseSync(join(folder, 'small.sqlite'))
    database.exec("INSERT INTO blocks (multihash, bytes, at) VALUES (x'12ff', x'00', 0)")
    database.close()
    const { blocks, held } = await NodeBlocks.open(folder)
    using store = blocks
    assert.equal(held.blocks, 1)
    assert.ok((await read(store, cid)).equals(bytes))
  })

  it('survive a power cut once they are settled', async () => {
    const { cid, bytes } = await blockOf(700)
    const { blocks } = await NodeBlocks.open(folder)
    using store = blocks
    await store.put(cid, bytes)
    await store.settle()
    // What was not forced to the disk is gone: the log of the last commits.
    await using after = await elsewhere()
    await copyFile(join(folder, 'small.sqlite'), join(after.path, 'small.sqlite'))
    using again = (await NodeBlocks.open(after.path)).blocks
    assert.ok((await read(again, cid)).equals(bytes))
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
