import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import * as dagPb from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import * as fc from 'fast-check'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import { FileBlocks } from '../../../node/daemon/stores/fileBlocks.ts'
import { CannotCollectError } from '../../../node/domain/errors.ts'
import { fromHex } from '../../../node/domain/ids.ts'
import type { Keeping } from '../../../node/domain/ports.ts'
import type { StoreOptions } from '../../../node/network/checkedStore.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { Collector, type Collected, type CollectorOptions } from '../../../node/peer/collector.ts'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { pin } from '../../../node/peer/pin.ts'
import { cidOf, makeArtist, makeManifest, makeTrack, type Made } from '../../support/manifests.ts'
import { testNetwork } from '../../support/network.ts'

const SONG = 600_000

const noise = async function* (bytes: number) {
  for (let left = bytes; left > 0; left -= 65_536) {
    yield crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536)))
  }
}
const manifestCid = ({ digest }: Made) => cborCidOf(fromHex(digest))

const linksOf = (node: Uint8Array): CID[] => dagPb.decode(node).Links.map(({ Hash }) => Hash)
const nobodys = CID.createV1(dagPb.code, cidOf('nobody has this').multihash)

/** A node's disk with songs on it, and whoever says what is live. */
class Disk implements AsyncDisposable {
  network: Network
  readonly keeping: Keeping = memoryKeeping()
  readonly live: Made[] = []
  /** Files the catalogue takes for held. */
  readonly held: CID[] = []
  unsure: string | undefined
  readonly #folder: string

  private constructor(network: Network, folder: string) {
    this.network = network
    this.#folder = folder
  }

  /** Everything counts as unused at once, unless a test says otherwise. */
  static async open(keeping: StoreOptions = { useMs: 0 }): Promise<Disk> {
    const folder = await mkdtemp(path(tmpdir(), 'megabox-collector-'))
    const { blocks } = await FileBlocks.open(folder)
    return new Disk(await testNetwork({ listen: [], blockstore: blocks, keeping }), folder)
  }

  collector(options: CollectorOptions = {}): Collector {
    const { live, held } = this
    return new Collector(
      {
        index: {
          live: async function* () {
            for (const made of live) yield manifestCid(made)
          },
          held: async function* () {
            yield* held
          },
          letGo: async () => undefined,
        },
        stock: this.network.stock,
        keeping: this.keeping,
        clock: { now: () => Date.now() },
        unsure: () => this.unsure,
      },
      { youngMs: -1_000, ...options },
    )
  }

  /** Another process on the same disk. */
  async reopen(): Promise<void> {
    await this.network[Symbol.asyncDispose]()
    const { blocks, held } = await FileBlocks.open(this.#folder)
    this.network = await testNetwork({
      ...{ listen: [], blockstore: blocks, held, keeping: { useMs: 0 } },
    })
  }

  async song(bytes = SONG): Promise<CID> {
    return (await this.network.files.add(noise(bytes))).cid
  }

  /** A release of these songs, its manifest stored. */
  async release(title: string, ...songs: CID[]): Promise<Made> {
    const tracks = songs.map((cid, i) => {
      const track = makeTrack(i + 1, `${title} ${i}`)
      return {
        ...track,
        listening: { ...track.listening, cid },
        master: { ...track.master, cid },
      }
    })
    const made = await makeManifest(await makeArtist('Ada'), title, { tracks })
    await this.network.blocks.put(manifestCid(made), made.bytes)
    return made
  }

  async isWhole(cid: CID): Promise<boolean> {
    try {
      for await (const part of this.network.files.read(cid, { offline: true })) {
        if (part.length === 0) return false
      }
      return true
    } catch {
      return false
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.network[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true })
  }
}

describe('collection', () => {
  it('removes what nothing refers to, and keeps what a live manifest names', async () => {
    await using disk = await Disk.open()
    const [kept, gone] = [await disk.song(), await disk.song()]
    disk.live.push(await disk.release('Live', kept))
    await disk.release('Gone', gone)
    const { freed, kept: amount } = await disk.collector().collect()
    // Three leaves and their node, and the manifest.
    assert.deepEqual([freed.blocks, amount.blocks], [5, 5])
    assert.ok(freed.bytes > SONG && freed.bytes < SONG + 2000)
    assert.deepEqual([await disk.isWhole(kept), await disk.isWhole(gone)], [true, false])
    assert.deepEqual(disk.network.stored, amount)
  })

  it('keeps a file that two releases share as long as one of them lives', async () => {
    await using disk = await Disk.open()
    const shared = await disk.song()
    const [one, two] = [await disk.release('One', shared), await disk.release('Two', shared)]
    disk.live.push(one, two)
    await disk.collector().collect()
    disk.live.splice(0, 1)
    await disk.collector().collect()
    assert.ok(await disk.isWhole(shared))
    disk.live.splice(0, 1)
    await disk.collector().collect()
    assert.deepEqual(disk.network.stored, { blocks: 0, bytes: 0 })
  })

  it('keeps the leaf that a dropped file shares with a live one', async () => {
    await using disk = await Disk.open()
    const start = await Array.fromAsync(noise(262_144))
    const songOf = async (end: number) => {
      const parts = [...start, new Uint8Array(1000).fill(end)]
      const { cid } = await disk.network.files.add(
        (async function* () {
          yield* parts
        })(),
      )
      return cid
    }
    const [kept, gone] = [await songOf(1), await songOf(2)]
    disk.live.push(await disk.release('Live', kept))
    const { freed } = await disk.collector().collect()
    assert.equal(freed.blocks, 2)
    assert.deepEqual([await disk.isWhole(kept), await disk.isWhole(gone)], [true, false])
  })

  it('only counts when it is a dry run', async () => {
    await using disk = await Disk.open()
    const gone = await disk.song()
    const { freed, dryRun } = await disk.collector().collect({ dryRun: true })
    assert.deepEqual([freed.blocks, dryRun], [4, true])
    assert.ok(await disk.isWhole(gone))
  })

  it('keeps pins, a manifest with all its files, until they are unpinned', async () => {
    await using disk = await Disk.open()
    const [song, other] = [await disk.song(), await disk.song()]
    const made = await disk.release('Pinned', song)
    const { blocks, files } = disk.network
    const powers = {
      blocks,
      files,
      pins: disk.keeping.pins,
      clock: { now: () => 1 },
      spare: async () => undefined,
    }
    for (const cid of [manifestCid(made), other]) {
      const steps = pin(cid, powers, AbortSignal.timeout(5000))
      let step = await steps.next()
      while (step.done !== true) step = await steps.next()
      assert.equal(step.value.bytes, SONG)
    }
    assert.equal((await disk.collector().collect()).freed.blocks, 0)
    assert.ok(await disk.keeping.pins.has(song))
    await disk.keeping.pins.remove(manifestCid(made))
    await disk.collector().collect()
    assert.deepEqual([await disk.isWhole(song), await disk.isWhole(other)], [false, true])
  })

  it('keeps what an unfinished publishing has stored', async () => {
    await using disk = await Disk.open()
    const [song, cover] = [await disk.song(), await disk.song(1000)]
    const made = await disk.release('Draft', song, cover)
    await disk.keeping.drafts.keep(manifestCid(made))
    assert.equal((await disk.collector().collect()).freed.blocks, 0)
  })

  it('spares what was stored, read or asked for lately, and what is young', async () => {
    await using disk = await Disk.open({ useMs: 3_600_000 })
    const song = await disk.song()
    await disk.song(1000)
    const counted = await disk.collector().collect({ dryRun: true })
    assert.equal(counted.spared.blocks, 1)
    const { spared, freed, kept } = await disk.collector().collect()
    // Whoever used the song's node may be about to read its leaves.
    assert.deepEqual([spared.blocks, freed.blocks, kept.blocks], [1, 0, 4])
    assert.ok(await disk.isWhole(song))
    await using later = await Disk.open()
    await later.song()
    const young = await later.collector({ youngMs: 60_000 }).collect()
    assert.equal(young.spared.blocks, 4)
  })

  it('does not take a song from under whoever listens to it', async () => {
    await using disk = await Disk.open({ useMs: 1_500, hotBytes: 0 })
    const [heard, unheard] = [await disk.song(3_000_000), await disk.song()]
    await pause(3_100)
    let bytes = 0
    for await (const part of disk.network.files.read(heard, { offline: true })) {
      if (bytes === 0) assert.equal((await disk.collector().collect()).freed.blocks, 4)
      bytes += part.length
    }
    assert.equal(bytes, 3_000_000)
    assert.equal(await disk.isWhole(unheard), false)
  }).timeout(20_000)

  it('removes nothing while the catalogue does not know what is live', async () => {
    await using disk = await Disk.open()
    const song = await disk.song()
    disk.unsure = 'the chain is still being read'
    await assert.rejects(disk.collector().collect(), CannotCollectError)
    assert.ok(await disk.isWhole(song))
  })

  it('removes nothing below a node that rotted, which may yet be healed', async () => {
    await using disk = await Disk.open()
    const song = await disk.song()
    disk.live.push(await disk.release('Hurt', song))
    await disk.network.stock.drop(song)
    await disk.keeping.damaged.add(song)
    await assert.rejects(disk.collector().collect(), CannotCollectError)
    assert.equal(disk.network.stored.blocks, 4)
  })

  it('forgets damage to what nobody wants any more', async () => {
    await using disk = await Disk.open()
    await disk.keeping.damaged.add(await disk.song())
    await disk.collector().collect()
    assert.deepEqual(await disk.keeping.damaged.list(), [])
  })

  it('is not misled by a stranger who names a sound file in an odd way', async () => {
    await using disk = await Disk.open()
    const song = await disk.song()
    const sound = await disk.release('Sound', song)
    // Named as raw bytes, as a record, and by a node that lies about its length: all read first.
    const raw = CID.createV1(0x55, song.multihash)
    const liar = dagPb.encode({ Links: [{ Hash: song, Name: '', Tsize: 7 }] })
    const odd = await disk.release('Odd', raw, CID.createV1(0x71, song.multihash))
    const { cid } = await disk.network.files.add(
      (async function* () {
        yield liar
      })(),
    )
    const lying = await disk.release('Lying', CID.createV1(dagPb.code, cid.multihash))
    disk.live.push(odd, lying, sound)
    assert.equal((await disk.collector().collect()).freed.blocks, 0)
    assert.ok(await disk.isWhole(song))
  })

  it('is not misled by a stranger who names a forged hash that begins like that of a song', async () => {
    await using disk = await Disk.open()
    const song = await disk.song()
    const digest = Uint8Array.from(song.multihash.digest).fill(7, 16)
    const forged = CID.createV1(song.code, Digest.create(song.multihash.code, digest))
    disk.live.push(await disk.release('Forged', forged), await disk.release('Live', song))
    assert.equal((await disk.collector().collect()).freed.blocks, 0)
    assert.ok(await disk.isWhole(song))
  })

  it('removes no leaf of a held song whose node was lost, and says what was lost', async () => {
    await using disk = await Disk.open()
    const [song, other] = [await disk.song(), await disk.song()]
    disk.live.push(await disk.release('Hurt', song))
    disk.held.push(song)
    // With the small blocks went the manifest, the node and the last leaf: it is whole otherwise.
    await disk.network.stock.drop(song)
    for (const made of disk.live) await disk.network.stock.drop(manifestCid(made))
    const lost: string[] = []
    const collector = disk.collector({ onLost: (cid) => lost.push(cid.toString()) })
    await assert.rejects(collector.collect(), CannotCollectError)
    assert.deepEqual(lost, [song.toString()])
    assert.equal(disk.network.stored.blocks, 3 + 4)
    assert.ok(await disk.isWhole(other))
  })

  it('says which leaves of a held song were lost, and goes on', async () => {
    await using disk = await Disk.open()
    const [song, gone] = [await disk.song(), await disk.song()]
    disk.held.push(song)
    const leaves = linksOf(await disk.network.blocks.get(song))
    const [leaf = song] = leaves
    await disk.network.stock.drop(leaf)
    await disk.reopen()
    const lost: string[] = []
    const collector = disk.collector({ onLost: (cid) => lost.push(cid.toString()) })
    assert.equal((await collector.collect()).freed.blocks, 4)
    assert.deepEqual(lost, [leaf.toString()])
    assert.equal(await disk.isWhole(gone), false)
  })

  it('removes nothing of a pin that was whole, while what is missing may come back', async () => {
    await using disk = await Disk.open()
    const song = await disk.song()
    await disk.keeping.pins.add({ cid: song, files: [song], at: 0 })
    await disk.keeping.pins.complete(song)
    await disk.network.stock.drop(song)
    await assert.rejects(disk.collector().collect(), CannotCollectError)
    assert.equal(disk.network.stored.blocks, 3)
  })

  it('is not held up by a pin that nobody has ever had', async () => {
    await using disk = await Disk.open()
    await disk.keeping.pins.add({ cid: nobodys, files: [nobodys], at: 0 })
    await disk.song()
    assert.equal((await disk.collector().collect()).freed.blocks, 4)
  })

  it('leaves what is pinned while it sweeps', async () => {
    await using disk = await Disk.open()
    const songs = [await disk.song(), await disk.song()]
    const collector = disk.collector()
    const { blocks, files, stock } = disk.network
    const powers = {
      ...{ blocks, files, pins: disk.keeping.pins, clock: { now: () => 1 } },
      spare: (roots: readonly CID[]) => collector.spare(roots),
    }
    let pinned: CID | undefined
    const drop = stock.drop.bind(stock)
    stock.drop = async (cid) => {
      if (pinned) return drop(cid)
      for (const song of songs) {
        const node = await blocks.get(song)
        const its = [song, ...linksOf(node)].map(({ multihash }) => multihash.digest.join())
        if (!its.includes(cid.multihash.digest.join())) pinned = song
      }
      // As far as its first step: none of its leaves has been read.
      if (pinned) await pin(pinned, powers, AbortSignal.timeout(5000)).next()
      return drop(cid)
    }
    await collector.collect()
    assert.ok(pinned && (await disk.isWhole(pinned)))
  })

  it('never removes what is put or kept while it works', async () => {
    await using disk = await Disk.open({ useMs: 3_600_000, hotBytes: 0 })
    const collector = disk.collector({ youngMs: -1_000 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 3, maxLength: 8 }), async (delays) => {
        const work = delays.map(async (delay) => {
          await pause(delay)
          const song = await disk.song(300_000)
          await disk.network.files.keep(song)
          return song
        })
        const sweeps = [0, 1, 2].map(() => collector.collect())
        const songs = await Promise.all(work)
        await Promise.all(sweeps)
        for (const song of songs) assert.ok(await disk.isWhole(song))
      }),
      { numRuns: 10 },
    )
  })

  it('runs by itself, and when there is no room, but not all the time', async () => {
    await using disk = await Disk.open()
    const runs: Collected[] = []
    await disk.song()
    await using collector = disk.collector({
      pauseMs: 60_000,
      onCollected: (each) => runs.push(each),
    })
    collector.start()
    for (let i = 0; i < 20; i++) {
      collector.poke()
      await pause(20)
    }
    assert.equal(runs.length, 1)
    assert.equal(disk.network.stored.blocks, 0)
    await using hourly = disk.collector({ everyMs: 20, onCollected: (each) => runs.push(each) })
    hourly.start()
    const again = () => runs.length >= 3
    for (let i = 0; !again() && i < 100; i++) await pause(20)
    assert.ok(again())
  })
})
