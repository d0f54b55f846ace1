import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { base32upper } from 'multiformats/bases/base32'
import * as Digest from 'multiformats/hashes/digest'
import { startAnvil } from '../support/anvil.ts'
import { infoList, wav } from '../support/audio.ts'
import { eventually, Stage, type Node } from './megabox.ts'

interface Published {
  manifest: string
  tracks: { cid: string; bytes: number }[]
}
interface Status {
  blocks: number
  bytes: number
  releases: number
}
interface Amount {
  blocks: number
  bytes: number
}
interface Collected {
  freed: Amount
  kept: Amount
  spared: Amount
}

const STRAY = Buffer.alloc(1000, 'nobody refers to this')

/** A node's disk over time. Each step stands on the ones before, so they run in order. */
describe('what lies on a node’s disk', function () {
  this.timeout(60_000)
  let stage: Stage
  let chain: Awaited<ReturnType<typeof startAnvil>>
  let elsewhere: Awaited<ReturnType<typeof startAnvil>>
  let a: Node
  let b: Node
  let published: Published
  let song: Buffer

  before(async () => {
    stage = await Stage.open()
    chain = await startAnvil()
    elsewhere = await startAnvil()
  })
  after(async () => {
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
    await elsewhere[Symbol.asyncDispose]()
  })

  const listening = (node: Node) =>
    fetch(`${node.ready.http}/ipfs/${published.tracks[0]?.cid ?? ''}`)
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
  const status = async (name: string) => (await stage.run<Status>(name, 'status', '--json')).json
  const gc = async (name: string, ...words: string[]) =>
    (await stage.run<Collected>(name, 'gc', '--json', ...words)).json
  const joining = (node: Node) => ['--join', node.ready.multiaddrs[0] ?? '', '--chain', chain.url]
  const blockFiles = async (name: string) => {
    const folder = join(stage.data(name), 'blocks')
    const names = await readdir(folder, { recursive: true })
    return names.filter((file) => file.endsWith('.data')).map((file) => join(folder, file))
  }
  /** What is young is spared: now nothing is. */
  const age = async (name: string) => {
    for (const file of await blockFiles(name)) await utimes(file, 1_700_000_000, 1_700_000_000)
    const small = new DatabaseSync(join(stage.data(name), 'blocks', 'small.sqlite'))
    small.exec('UPDATE blocks SET at = 0')
    small.close()
  }

  it('is all wanted after a release was published and held', async () => {
    a = await stage.up('a', '--chain', chain.url)
    const folder = stage.data('album')
    await mkdir(folder)
    const sound = wav({ seconds: 20, rate: 44_100 }, infoList({ INAM: 'One', IART: 'Quay' }))
    song = Buffer.from(sound)
    await writeFile(join(folder, '1.wav'), song)
    published = (await stage.run<Published>('a', 'publish', folder, '--json')).json
    b = await stage.up('b', ...joining(a))
    const { blocks } = await status('a')
    await eventually(
      20_000,
      () => status('b'),
      (now) => now.blocks === blocks,
    )
    for (const name of ['a', 'b']) {
      const { freed, kept } = await gc(name)
      assert.deepEqual([freed.blocks, kept.blocks], [0, blocks])
    }
  })

  it('loses what nothing refers to, and says how much that was', async () => {
    const digest = Digest.create(0x12, createHash('sha256').update(STRAY).digest())
    const name = base32upper.encode(digest.bytes)
    const shard = join(stage.data('b'), 'blocks', name.slice(-2))
    await mkdir(shard, { recursive: true })
    await writeFile(join(shard, `${name}.data`), STRAY)
    await b.stop()
    b = await stage.up('b', ...joining(a))
    const { blocks } = await status('b')
    assert.equal((await gc('b')).spared.blocks, 1, 'what is young stays')
    await utimes(join(shard, `${name}.data`), 1_700_000_000, 1_700_000_000)
    assert.deepEqual((await gc('b', '--dry-run')).freed, { blocks: 1, bytes: STRAY.length })
    assert.equal((await status('b')).blocks, blocks)
    assert.deepEqual((await gc('b')).freed, { blocks: 1, bytes: STRAY.length })
    assert.equal((await status('b')).blocks, blocks - 1)
    const { stdout } = await stage.run('b', 'gc')
    assert.match(stdout, /^Freed +0\.0 MB in 0 blocks\nKept /)
  })

  it('is whole again after it rotted, as soon as that is noticed', async () => {
    await b.stop()
    const files = await blockFiles('b')
    for (const file of files) {
      const bytes = await readFile(file)
      bytes[7] = (bytes[7] ?? 0) ^ 1
      await writeFile(file, bytes)
    }
    b = await stage.up('b', ...joining(a))
    // What a peer sends along with what was missing is not read from the disk the first time.
    for (let i = 0; i < 2; i++) assert.ok((await bytesOf(await listening(b))).equals(song))
    await eventually(
      20_000,
      async () => [...b.log().matchAll(/"block:(damaged|healed)"/g)].map(([, what]) => what),
      (heard) => heard.length === 2 * files.length,
    )
    await a.stop()
    assert.ok((await bytesOf(await listening(b))).equals(song))
  })

  it('stays while it is pinned, and is served, though no chain here names it', async () => {
    let c = await stage.up('c', '--join', b.ready.multiaddrs[0] ?? '', '--chain', elsewhere.url)
    assert.equal((await listening(c)).status, 404)
    const added = await stage.run('c', 'pin', 'add', published.manifest)
    assert.match(added.stdout, /^Pinned bafy\w+: 2 files, 1\.8 MB\n$/)
    await c.kill()
    await b.stop()
    c = await stage.up('c', '--chain', elsewhere.url)
    const pins = await stage.run<{ cid: string; files: string[] }[]>('c', 'pin', 'ls', '--json')
    const [pin, ...others] = pins.json
    assert.deepEqual(
      [pin?.cid, pin?.files[0], pin?.files.length, others],
      [published.manifest, published.tracks[0]?.cid, 2, []],
      'the song, and the drawing of its loudness',
    )
    await age('c')
    assert.equal((await gc('c')).freed.blocks, 0)
    assert.ok((await bytesOf(await listening(c))).equals(song))

    const removed = await stage.run('c', 'pin', 'rm', published.manifest)
    assert.match(removed.stdout, /^No longer pinned/)
    assert.equal((await listening(c)).status, 404)
    await c.stop()
    await age('c')
    // What was read before is in use for an hour: only a node that forgot that lets go.
    await stage.up('c', '--chain', elsewhere.url)
    assert.ok((await gc('c')).freed.blocks >= 9)
    assert.equal((await status('c')).bytes, 0)
  })

  it('is not touched by words that make no sense', async () => {
    for (const words of [
      ['pin', 'add'],
      ['pin', 'add', 'nonsense'],
      ['pin', 'lose', published.manifest],
      ['gc', 'all'],
    ]) {
      const { code, stderr } = await stage.run('c', ...words)
      assert.ok(code === 2 || code === 1, stderr)
      assert.match(stderr, /^megabox: \S.*\. \S.*\.\n$/)
    }
  })
})
