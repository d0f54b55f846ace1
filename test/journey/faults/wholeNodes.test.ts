import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { base32upper } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { freePort, startAnvil } from '../../support/anvil.ts'
import { infoList, wav } from '../../support/audio.ts'
import { eventually, Stage, type Node } from '../megabox.ts'
import { sha256Of } from './made.ts'

interface Published {
  manifest: string
  tracks: { cid: string; bytes: number }[]
}
interface Status {
  blocks: number
  bytes: number
}

const MIB = 1024 * 1024
const LEAF = 256 * 1024
/**
 * One that is read in a moment, and two of 48 MiB. When their reader stops, up to 8 MiB have been read
 * ahead and up to 36 stand in the kernel (the largest `tcp_rmem` and `tcp_wmem` of Debian).
 */
const SECONDS = [30, 575, 585]
const ROTTEN = 5

/** Whole daemons, as people run them. Each step stands on the ones before, so they run in order. */
describe('a node among nodes that fail', function () {
  this.timeout(60_000)
  let stage: Stage
  let chain: Awaited<ReturnType<typeof startAnvil>>
  let [artist, seeder, listener]: (Node | undefined)[] = []
  let published: Published
  let songs: Buffer[]
  let rotten: string[]
  let seederPort = 0

  const blocksOf = async (name: string) => {
    const folder = join(stage.data(name), 'blocks')
    const names = await readdir(folder, { recursive: true })
    return names.filter((file) => file.endsWith('.data')).map((file) => join(folder, file))
  }
  const digestIn = (path: string) =>
    Buffer.from(base32upper.decode(path.slice(path.lastIndexOf('/') + 1, -'.data'.length)))
      .subarray(2)
      .toString('hex')
  const status = async (name: string) => (await stage.run<Status>(name, 'status', '--json')).json
  const open = async (node: Node | undefined, track: number) => {
    const url = `${node?.ready.http ?? ''}/ipfs/${published.tracks[track]?.cid ?? ''}`
    const { answer } = await eventually(
      20_000,
      () => fetch(url),
      ({ ok }) => ok,
    )
    return answer
  }
  const assertSong = async (node: Node | undefined, track: number) => {
    const heard = Buffer.from(await (await open(node, track)).arrayBuffer())
    assert.ok(songs[track]?.equals(heard))
  }
  const addressOf = (node: Node | undefined) => node?.ready.multiaddrs[0] ?? ''
  const seed = () =>
    stage.up('seeder', '--chain', chain.url, '--join', addressOf(artist), '--p2p', `${seederPort}`)

  /** Some leaves of the first song on the seeder's disk. */
  const rot = async () => {
    const leaves: string[] = []
    for (const path of await blocksOf('seeder')) {
      const bytes = await readFile(path)
      const isOfTheFirst = bytes.length === LEAF && songs[0]?.includes(bytes)
      if (!isOfTheFirst || leaves.length === ROTTEN) continue
      bytes[LEAF / 2] = (bytes[LEAF / 2] ?? 0) ^ 1
      await writeFile(path, bytes)
      leaves.push(path)
    }
    assert.equal(leaves.length, ROTTEN)
    return leaves
  }

  before(async () => {
    stage = await Stage.open()
    chain = await startAnvil()
    seederPort = await freePort()
    artist = await stage.up('artist', '--chain', chain.url)
    const folder = stage.data('album')
    await mkdir(folder)
    songs = SECONDS.map((seconds, i) =>
      Buffer.from(
        wav(
          { seconds, rate: 44_100, pitch: 200 + i },
          infoList({ INAM: `Song ${i}`, IART: 'Quay' }),
        ),
      ),
    )
    for (const [i, song] of songs.entries()) await writeFile(join(folder, `${i}.wav`), song)
    published = (await stage.run<Published>('artist', 'publish', folder, '--json')).json
    seeder = await seed()
    const { blocks } = await status('artist')
    await eventually(
      20_000,
      () => status('seeder'),
      (now) => now.blocks === blocks,
    )
    await seeder.stop()
    rotten = await rot()
    seeder = await seed()
    const both = ['--join', addressOf(artist), '--join', addressOf(seeder)]
    listener = await stage.up('listener', '--chain', chain.url, ...both, '--seed', '0')
  })
  after(async () => {
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
  })

  it('whose disk rots never gives a wrong byte, and is healed by another', async () => {
    await assertSong(listener, 0)
    for (const path of rotten) {
      const cid = cidOf(digestIn(path))
      const response = await fetch(`${seeder?.ready.http ?? ''}/ipfs/${cid}?format=raw`)
      const bytes = Buffer.from(await response.arrayBuffer())
      if (response.status === 200) assert.equal(sha256Of(bytes), digestIn(path))
      else assert.equal(response.status, 404)
    }
    await eventually(
      10_000,
      async () => [...(seeder?.log() ?? '').matchAll(/"block:(damaged|healed)".*/g)].map(String),
      (heard) => heard.length === 2 * ROTTEN,
    )
    for (const path of rotten) assert.equal(sha256Of(await readFile(path)), digestIn(path))
    // Had a wrong byte come from it, it would have been cut off.
    const { stdout } = await stage.run('listener', 'peers', '--json')
    assert.ok(stdout.includes(seeder?.ready.peerId ?? 'nobody'), stdout)
  })

  it('that is killed while a song comes from it goes unnoticed where another has it', async () => {
    const heard = await heardWith(1, async () => artist?.kill())
    assert.ok(heard.equals(songs[1] ?? Buffer.alloc(0)))
  })

  it('that is killed, was the only one and comes back, is waited for', async () => {
    const heard = await heardWith(2, async () => {
      await seeder?.kill()
      seeder = await seed()
    })
    assert.ok(heard.equals(songs[2] ?? Buffer.alloc(0)))
  })

  /** Hears a song on the listener; `event` happens when a little of it has been heard. */
  async function heardWith(track: number, event: () => Promise<void>): Promise<Buffer> {
    const { body } = await open(listener, track)
    assert.ok(body)
    const parts: Uint8Array[] = []
    let [heard, happened] = [0, false]
    for await (const part of body) {
      parts.push(part)
      heard += part.length
      if (happened || heard < MIB) continue
      happened = true
      const { bytes } = await status('listener')
      const before = songs.slice(0, track).reduce((sum, { length }) => sum + length, 0)
      const all = before + (songs[track]?.length ?? 0)
      assert.ok(bytes < all - 2 * MIB, `${bytes} of ${all} have come already`)
      await event()
    }
    return Buffer.concat(parts)
  }

  it('whose disk is full plays on, keeps nothing torn, and serves what it has', async function () {
    const disk = stage.data('full')
    await mkdir(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]).status !== 0) {
      this.skip()
    }
    try {
      const words = ['--chain', chain.url, '--join', addressOf(seeder), '--seed', '0']
      const full = await stage.up('full', ...words)
      await assertSong(full, 0)
      await assertSong(full, 1)
      const ran = await stage.run('full', 'pin', 'add', published.manifest, '--json')
      assert.equal(ran.code, 1)
      const { error } = JSON.parse(ran.stderr) as { error: { code: string } }
      assert.equal(error.code, 'DiskFullError', ran.stderr)
      const files = await blocksOf('full')
      assert.ok(files.length > 10)
      for (const path of files) assert.equal(sha256Of(await readFile(path)), digestIn(path))
      await Promise.all([seeder?.kill(), listener?.kill()])
      await assertSong(full, 0)
      const { code } = await full.stop()
      assert.equal(code, 0)
    } finally {
      spawnSync('umount', ['-l', disk])
    }
  })
})

/** Of raw bytes. */
const cidOf = (sha256: string) =>
  CID.createV1(raw.code, Digest.create(0x12, Buffer.from(sha256, 'hex'))).toString()
