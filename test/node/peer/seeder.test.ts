import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import type { ListedFile } from '../../../node/domain/catalogue.ts'
import { DiskFullError, OversizedFileError } from '../../../node/domain/errors.ts'
import { parseReleaseId } from '../../../node/domain/ids.ts'
import type { KeepOptions } from '../../../node/domain/ports.ts'
import { Seeder, type SeederOptions } from '../../../node/peer/seeder.ts'
import { cidOf, digestOf } from '../../support/manifests.ts'

const fileOf = (name: string, bytes = 10, release = 'release'): ListedFile => ({
  cid: cidOf(name),
  release: parseReleaseId(digestOf(release)),
  mime: 'audio/flac',
  bytes,
  name,
})

/** A listing, a store and a network in memory. Files in `gone` cannot be had. */
class Shelf {
  readonly listed: ListedFile[]
  readonly held: string[] = []
  readonly gone = new Set<string>()
  readonly oversized = new Set<string>()
  /** What the index answers instead of files. */
  broken: Error | undefined
  readonly tried: string[] = []
  stored = 0
  most = 0
  /** How long one file takes to come, ms. */
  slow = 0

  constructor(...files: ListedFile[]) {
    this.listed = files
  }

  seeder(options: Partial<SeederOptions> = {}): Seeder {
    return new Seeder(
      {
        index: {
          unheld: async (limit) => {
            if (this.broken) throw this.broken
            return this.listed.filter(({ name }) => !this.held.includes(name)).slice(0, limit)
          },
          hold: async (cid) => void this.held.push(this.#named(cid)),
        },
        files: { keep: (cid, keepOptions) => this.#keep(cid, keepOptions) },
        stored: () => this.stored,
      },
      { budget: Infinity, retryMs: 20, ...options },
    )
  }

  async #keep(cid: CID, { signal, maxBytes = 0 }: KeepOptions = {}): Promise<void> {
    const name = this.#named(cid)
    this.tried.push(name)
    await pause(this.slow, undefined, signal && { signal })
    if (this.oversized.has(name)) throw new OversizedFileError(name)
    if (this.gone.has(name)) throw new Error('nobody has it')
    this.stored += maxBytes
    this.most = Math.max(this.most, this.stored)
  }

  #named(cid: CID): string {
    const file = this.listed.find((each) => each.cid.equals(cid))
    if (!file) throw new Error('only listed files are asked for')
    return file.name
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 200; tries++) await pause(5)
  assert.ok(holds())
}

describe('seeder', () => {
  it('holds what is listed, oldest first, and says so', async () => {
    const shelf = new Shelf(fileOf('a'), fileOf('b'), fileOf('c'))
    const heard: string[] = []
    await using seeder = shelf.seeder({ onHeld: ({ name }) => heard.push(name) })
    seeder.start()
    await until(() => shelf.held.length === 3)
    assert.deepEqual(shelf.tried, ['a', 'b', 'c'])
    assert.deepEqual(heard.toSorted(), ['a', 'b', 'c'])
  })

  it('never holds more than its budget, also with two files on their way at once', async () => {
    const files = [fileOf('a', 60), fileOf('b', 60), fileOf('c', 30), fileOf('d', 500)]
    const shelf = new Shelf(...files)
    shelf.slow = 5
    await using seeder = shelf.seeder({ budget: 100 })
    seeder.start()
    await until(() => shelf.held.length === 2)
    await pause(60)
    assert.deepEqual(shelf.held.toSorted(), ['a', 'c'])
    assert.equal(shelf.most, 90)
  })

  it('says when what is listed would fit, if only there were room', async () => {
    const shelf = new Shelf(fileOf('a', 60), fileOf('never', 500))
    shelf.stored = 50
    let full = 0
    const onFull = () => {
      full += 1
      // Somebody sweeps.
      shelf.stored = 0
    }
    await using seeder = shelf.seeder({ budget: 100, onFull })
    seeder.start()
    await until(() => shelf.held.includes('a'))
    await pause(60)
    // What is larger than the whole budget is nothing to make room for.
    assert.equal(full, 1)
  })

  it('counts what it held before it started', async () => {
    const shelf = new Shelf(fileOf('a', 60), fileOf('b', 30))
    shelf.stored = 50
    await using seeder = shelf.seeder({ budget: 100 })
    seeder.start()
    await until(() => shelf.held.length === 1)
    await pause(60)
    assert.deepEqual(shelf.held, ['b'])
  })

  it('goes on with others when a file cannot be had, and tries that one again', async () => {
    const shelf = new Shelf(fileOf('lost'), fileOf('b'))
    shelf.gone.add('lost')
    await using seeder = shelf.seeder()
    seeder.start()
    await until(() => shelf.held.includes('b') && shelf.tried.length > 3)
    shelf.gone.clear()
    await until(() => shelf.held.includes('lost'))
  })

  it('does not ask for a lost file again before its time', async () => {
    const shelf = new Shelf(fileOf('lost'))
    shelf.gone.add('lost')
    await using seeder = shelf.seeder({ retryMs: 10_000 })
    seeder.start()
    for (let i = 0; i < 10; i++) {
      await pause(5)
      seeder.poke()
    }
    assert.deepEqual(shelf.tried, ['lost'])
  })

  it('finds a file behind hundreds that cannot be had', async () => {
    const lost = Array.from({ length: 300 }, (_, i) => fileOf(`lost ${i}`))
    const shelf = new Shelf(...lost, fileOf('found'))
    for (const { name } of lost) shelf.gone.add(name)
    await using seeder = shelf.seeder({ retryMs: 60_000 })
    seeder.start()
    await until(() => shelf.held.includes('found'))
  })

  it('waits twice as long after each failure', async () => {
    const shelf = new Shelf(fileOf('lost'))
    shelf.gone.add('lost')
    await using seeder = shelf.seeder({ retryMs: 10 })
    seeder.start()
    const end = performance.now() + 600
    while (performance.now() < end) {
      await pause(2)
      seeder.poke()
    }
    // At 0, 10, 30, 70, 150, 310 and 630 ms, each up to a quarter sooner.
    assert.ok(shelf.tried.length >= 4 && shelf.tried.length <= 7, `${shelf.tried.length} tries`)
  })

  it('takes what was just listed before it goes on with what was listed long ago', async () => {
    const lost = Array.from({ length: 60 }, (_, i) => fileOf(`lost ${i}`, 10, 'dead'))
    const shelf = new Shelf(...lost)
    for (const { name } of lost) shelf.gone.add(name)
    shelf.slow = 10
    await using seeder = shelf.seeder({ retryMs: 60_000 })
    seeder.start()
    await until(() => shelf.tried.length >= 4)
    shelf.listed.push(fileOf('fresh', 10, 'alive'))
    seeder.poke()
    await until(() => shelf.held.includes('fresh'))
    assert.ok(shelf.tried.indexOf('fresh') < 10, `${shelf.tried.indexOf('fresh')} went before`)
  })

  it('tries what was never tried before what failed', async () => {
    const shelf = new Shelf(fileOf('lost', 10, 'a'), fileOf('lost too', 10, 'b'))
    shelf.gone.add('lost').add('lost too')
    await using seeder = shelf.seeder({ retryMs: 40 })
    seeder.start()
    await until(() => shelf.tried.length === 2)
    shelf.slow = 100
    shelf.listed.push(...['c', 'd', 'e', 'f'].map((name) => fileOf(name)))
    seeder.poke()
    await until(() => shelf.held.length === 4)
    assert.deepEqual(shelf.tried.slice(2, 6), ['c', 'd', 'e', 'f'])
  })

  it('never asks again for a file that is larger than its manifest says', async () => {
    const shelf = new Shelf(fileOf('large'), fileOf('b'))
    shelf.oversized.add('large')
    await using seeder = shelf.seeder({ retryMs: 5 })
    seeder.start()
    await until(() => shelf.held.includes('b'))
    await pause(100)
    assert.deepEqual(shelf.tried, ['large', 'b'])
  })

  it('says what is wrong with the index, and goes on when it is mended', async () => {
    const shelf = new Shelf(fileOf('a'))
    const problems: unknown[] = []
    shelf.broken = new Error('the index is shut')
    await using seeder = shelf.seeder({ onProblem: (problem) => problems.push(problem) })
    seeder.start()
    await until(() => problems.length === 1)
    assert.deepEqual(problems, [shelf.broken])
    shelf.broken = undefined
    await until(() => shelf.held.includes('a'))
  })

  it('says that the disk is full, but not that nobody has a file', async () => {
    const shelf = new Shelf(fileOf('lost'))
    shelf.gone.add('lost')
    const problems: unknown[] = []
    await using seeder = new Seeder(
      {
        index: { unheld: async () => shelf.listed, hold: async () => undefined },
        files: {
          keep: async (cid) => {
            throw cid.equals(cidOf('lost')) ? new Error('nobody') : new DiskFullError('here')
          },
        },
        stored: () => 0,
      },
      { budget: Infinity, retryMs: 60_000, onProblem: (problem) => problems.push(problem) },
    )
    seeder.start()
    await pause(20)
    assert.equal(problems.length, 0)
    shelf.listed.push(fileOf('b'))
    seeder.poke()
    await until(() => problems.length > 0)
    assert.equal(problems[0] instanceof DiskFullError, true)
  })

  it('looks at once when something was listed, also while it is looking', async () => {
    const shelf = new Shelf()
    await using seeder = shelf.seeder({ retryMs: 60_000 })
    seeder.start()
    // The first look has begun and seen nothing; it has not yet gone to sleep.
    shelf.listed.push(fileOf('a'))
    seeder.poke()
    await until(() => shelf.held.includes('a'))
    await pause(20)
    shelf.listed.push(fileOf('b'))
    seeder.poke()
    await until(() => shelf.held.includes('b'))
  })

  it('stops while files are on their way, and asks for nothing after', async () => {
    const shelf = new Shelf(...['a', 'b', 'c', 'd'].map((name) => fileOf(name)))
    shelf.slow = 60_000
    const seeder = shelf.seeder()
    seeder.start()
    await until(() => shelf.tried.length === 2)
    await seeder[Symbol.asyncDispose]()
    await pause(40)
    assert.deepEqual([shelf.tried, shelf.held], [['a', 'b'], []])
  })

  it('stops while it sleeps, and when it was never started', async () => {
    const asleep = new Shelf().seeder({ retryMs: 60_000 })
    asleep.start()
    await pause(20)
    await asleep[Symbol.asyncDispose]()
    await new Shelf().seeder()[Symbol.asyncDispose]()
  })
})
