import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { NotFoundError } from 'interface-store'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { sha256 } from '../../../../node/crypto/hash.ts'
import { FileBlocks } from '../../../../node/daemon/stores/fileBlocks.ts'
import { DiskFullError } from '../../../../node/domain/errors.ts'
import { CheckedStore } from '../../../../node/network/checkedStore.ts'

const cidOf = (block: Uint8Array) => CID.createV1(0x55, Digest.create(0x12, sha256(block)))

/** Different for each seed, and in each place. */
const blockOf = (seed: number, bytes = 1000) =>
  Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 0xff)

async function read(blocks: FileBlocks, cid: CID): Promise<Uint8Array> {
  for await (const block of blocks.get(cid)) return block
  throw new Error('nothing came')
}

const WRITER = `
const { FileBlocks } = await import(process.argv[1])
const { CID } = await import('multiformats/cid')
const Digest = await import('multiformats/hashes/digest')
const { createHash, randomBytes } = await import('node:crypto')
const { blocks } = await FileBlocks.open(process.argv[2])
console.log('writing')
await Promise.all(Array.from({ length: 16 }, async () => {
  for (;;) {
    const block = randomBytes(262144)
    const digest = createHash('sha256').update(block).digest()
    await blocks.put(CID.createV1(0x55, Digest.create(0x12, digest)), block)
  }
}))
`

describe('blocks in files', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-blocks-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('gives back what was put, whatever its length', async () => {
    const { blocks } = await FileBlocks.open(folder)
    for (const bytes of [0, 1, 131_073, 262_143, 262_144, 262_145, 262_146, 2_000_000]) {
      const block = blockOf(1, bytes)
      const cid = cidOf(block)
      await blocks.put(cid, block)
      assert.ok(Buffer.from(block).equals(await read(blocks, cid)), `${bytes} bytes`)
      assert.equal(await blocks.lengthOf(cid), bytes)
    }
  })

  it('says when a block is not there, and forgets what is deleted', async () => {
    const { blocks } = await FileBlocks.open(folder)
    const cid = cidOf(blockOf(1))
    assert.equal(await blocks.has(cid), false)
    await assert.rejects(read(blocks, cid), NotFoundError)
    await blocks.delete(cid)
    await blocks.put(cid, blockOf(1))
    await blocks.delete(cid)
    assert.equal(await blocks.has(cid), false)
  })

  it('lies where it always lay: by multihash, in a folder of its last two letters', async () => {
    const { blocks } = await FileBlocks.open(folder)
    const block = new TextEncoder().encode('Night Ferry')
    await blocks.put(cidOf(block), block)
    const [shard = ''] = (await readdir(folder)).filter((name) => name !== 'tmp')
    const [file = ''] = await readdir(join(folder, shard))
    assert.match(file, /^BCIQ[A-Z2-7]{52}\.data$/)
    assert.equal(shard, file.slice(-7, -5))
    assert.deepEqual(new Uint8Array(await readFile(join(folder, shard, file))), block)
  })

  it('finds what an earlier process stored, and how much that is', async () => {
    const before = await FileBlocks.open(folder)
    const stored = [blockOf(1), blockOf(2, 5000), blockOf(3, 7)]
    for (const block of stored) await before.blocks.put(cidOf(block), block)
    await writeFile(join(folder, 'notes.txt'), 'not ours')
    const shard = (await readdir(folder)).find((name) => name.length === 2) ?? ''
    await writeFile(join(folder, shard, 'nonsense.data'), 'no name of a block')
    const { blocks, held } = await FileBlocks.open(folder)
    assert.deepEqual(held, { blocks: 3, bytes: 6007 })
    for (const block of stored)
      assert.equal((await read(blocks, cidOf(block))).length, block.length)
    const listed = await Array.fromAsync(blocks.list())
    assert.deepEqual(
      listed.map(({ cid }) => cid.toString()).toSorted(),
      stored.map((block) => cidOf(block).toString()).toSorted(),
    )
    assert.ok(listed.every(({ at }) => Math.abs(Date.now() - at) < 60_000))
  })

  it('leaves no torn block behind when its process is killed while it writes', async () => {
    const source = new URL('../../../../node/daemon/stores/fileBlocks.ts', import.meta.url)
    for (let round = 0; round < 3; round++) {
      const words = ['--input-type=module', '-e', WRITER, source.href, folder]
      const writer = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(writer.stdout, 'data')
      await pause(150 + 50 * round)
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      const { blocks, held } = await FileBlocks.open(folder)
      assert.ok(held.blocks > 0)
      for await (const { cid } of blocks.list()) {
        assert.ok(cidOf(await read(blocks, cid)).equals(cid), 'a torn block')
      }
      assert.deepEqual(await readdir(join(folder, 'tmp')), [])
    }
  }).timeout(60_000)

  it('clears away what was being written when the process was killed', async () => {
    await mkdir(join(folder, 'tmp'), { recursive: true })
    await writeFile(join(folder, 'tmp', '17'), new Uint8Array(1000))
    const { held } = await FileBlocks.open(folder)
    assert.deepEqual(held, { blocks: 0, bytes: 0 })
    assert.deepEqual(await readdir(join(folder, 'tmp')), [])
  })

  it('on a full disk keeps what it has, says why, and leaves nothing half written', async function () {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
    if (mounted.status !== 0) this.skip()
    try {
      const { blocks } = await FileBlocks.open(folder)
      const store = new CheckedStore(blocks)
      const stored: CID[] = []
      let failure: unknown
      for (let i = 0; failure === undefined; i++) {
        const block = blockOf(i, 200_000)
        await store.put(cidOf(block), block).then(
          (cid) => stored.push(cid),
          (error: unknown) => (failure = error),
        )
      }
      assert.ok(failure instanceof DiskFullError)
      assert.match(String(failure.cause), /ENOSPC/)
      assert.equal(stored.length, store.size.blocks)
      assert.ok(stored.length >= 4)
      assert.deepEqual(await readdir(join(folder, 'tmp')), [])
      const reopened = await FileBlocks.open(folder)
      assert.deepEqual(reopened.held, store.size)
      for (const cid of stored) assert.ok(cidOf(await read(reopened.blocks, cid)).equals(cid))
      // What made room is used at once.
      await store.delete(stored[0] ?? cidOf(blockOf(0)))
      const last = blockOf(99, 100_000)
      await store.put(cidOf(last), last)
    } finally {
      spawnSync('umount', ['-l', folder])
    }
  })
})
