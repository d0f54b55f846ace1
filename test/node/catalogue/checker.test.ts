import { expect } from 'chai'
import { Checker, type CatalogueNews } from '../../../node/catalogue/checker.ts'
import { listedFiles } from '../../../node/catalogue/filesOf.ts'
import type { Candidate, Outcome } from '../../../node/domain/catalogue.ts'
import { digestOf, makeArtist, makeManifest, minted, type Made } from '../../support/manifests.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'

describe('Checker', () => {
  let index: MemoryIndex
  let made: Made[]
  let news: CatalogueNews[]
  let now: number
  beforeEach(async () => {
    index = new MemoryIndex()
    const artist = await makeArtist('Ada')
    made = await Promise.all(Array.from({ length: 6 }, (_, i) => makeManifest(artist, `Song ${i}`)))
    news = []
    now = 0
  })

  const mint = async (...which: Made[]) => {
    const block = (await index.recent()).length
    const events = which.map((one, logIndex) => ({ ...minted(one), block, logIndex }))
    await index.advance({ number: block, hash: digestOf(`${block}`) }, events)
  }
  const soundOf = ({ digest }: Candidate): Outcome => {
    const found = made.find((one) => one.digest === digest)
    if (!found) throw new Error('nobody has it')
    const { manifest, release } = found
    const files = listedFiles(release, manifest.release, () => undefined)
    return { status: 'listed', manifest, files }
  }
  const checkerOf = (
    check: (candidate: Candidate, signal: AbortSignal) => Promise<Outcome>,
    atOnce = 4,
  ) => {
    const options = { atOnce, onNews: (one: CatalogueNews) => news.push(one) }
    return new Checker({ index, clock: { now: () => now }, check }, options)
  }
  const until = async (is: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 400 && !(await is()); i++) await new Promise((done) => setTimeout(done, 5))
    expect(await is()).to.equal(true)
  }
  const listed = async () => (await index.counts()).listed

  it('lists what is sound, refuses what is not, and tells both', async () => {
    await mint(...made)
    const bad = made[2]?.digest
    await using checker = checkerOf(async (candidate) =>
      candidate.digest === bad ? { status: 'refused', reason: 'magic: no' } : soundOf(candidate),
    )
    checker.start()
    await until(() => news.length === 6)
    expect(await index.counts()).to.deep.equal({ listed: 5, waiting: 0, refused: 1 })
    expect(news.filter(({ type }) => type === 'release:refused')).to.deep.equal([
      { type: 'release:refused', release: made[2]?.release, reason: 'magic: no' },
    ])
  })

  it('begins at once when poked', async () => {
    await using checker = checkerOf(async (candidate) => soundOf(candidate))
    checker.start()
    await mint(...made)
    checker.poke()
    await until(async () => (await listed()) === 6)
  })

  it('checks only a few at a time', async () => {
    await mint(...made)
    let [running, most] = [0, 0]
    await using checker = checkerOf(async (candidate) => {
      most = Math.max(most, ++running)
      await new Promise((done) => setTimeout(done, 5))
      running--
      return soundOf(candidate)
    }, 2)
    checker.start()
    await until(async () => (await listed()) === 6)
    expect(most).to.equal(2)
  })

  it('goes on with the others while one hangs', async () => {
    await mint(...made)
    const hanging = made[0]?.digest
    await using checker = checkerOf(async (candidate, signal) => {
      if (candidate.digest !== hanging) return soundOf(candidate)
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')))
      })
    }, 2)
    checker.start()
    await until(async () => (await listed()) === 5)
  })

  it('gives the next place to a new release, however often old ones are announced', async () => {
    const [fresh, ...old] = made
    if (!fresh) throw new Error('six were made')
    await mint(...old)
    const tried: string[] = []
    await using checker = checkerOf(async (candidate) => {
      tried.push(candidate.digest)
      if (candidate.digest === fresh.digest) return soundOf(candidate)
      await new Promise((done) => setTimeout(done, 5))
      return { status: 'later', reason: 'nobody', retryAt: 1e9 }
    })
    checker.start()
    await until(async () => ((await index.nextDue()) ?? 0) > 0)
    await mint(fresh)
    const from = tried.length
    for (let round = 0; round < 20; round++) {
      for (const { digest } of old) await index.hurry(digest)
      checker.poke()
      await new Promise((done) => setTimeout(done, 2))
    }
    await until(async () => (await listed()) === 1)
    expect(tried[from]).to.equal(fresh.digest)
    // Each of the old ones once for all the announcements.
    await until(() => tried.length === from + 1 + old.length)
    await new Promise((done) => setTimeout(done, 30))
    expect(tried).to.have.length(from + 1 + old.length)
  })

  it('never checks one candidate twice at the same time', async () => {
    await mint(...made)
    const running = new Set<string>()
    let doubled = false
    await using checker = checkerOf(async (candidate) => {
      doubled ||= running.has(candidate.digest)
      running.add(candidate.digest)
      checker.poke()
      await new Promise((done) => setTimeout(done, 5))
      running.delete(candidate.digest)
      return soundOf(candidate)
    })
    checker.start()
    await until(async () => (await listed()) === 6)
    expect(doubled).to.equal(false)
  })

  it('tries again later after an unexpected failure', async () => {
    await mint(...made.slice(0, 1))
    let tries = 0
    await using checker = checkerOf(async (candidate) => {
      if (tries++ === 0) throw new Error('a bug')
      return soundOf(candidate)
    })
    checker.start()
    await until(async () => ((await index.nextDue()) ?? 0) > 0)
    expect(await listed()).to.equal(0)
    now = 10_000
    checker.poke()
    await until(async () => (await listed()) === 1)
  })

  it('wakes by itself when a candidate becomes due', async () => {
    await mint(...made.slice(0, 1))
    now = Date.now()
    let tries = 0
    await using checker = checkerOf(async (candidate) => {
      now = Date.now()
      if (tries++ === 0) return { status: 'later', reason: 'nobody', retryAt: now + 30 }
      return soundOf(candidate)
    })
    const clock = setInterval(() => (now = Date.now()), 5)
    checker.start()
    await until(async () => (await listed()) === 1)
    clearInterval(clock)
  })

  it('settles nothing after it was stopped', async () => {
    await mint(...made)
    const checker = checkerOf(async (candidate) => {
      await new Promise((done) => setTimeout(done, 20))
      return soundOf(candidate)
    })
    checker.start()
    await new Promise((done) => setTimeout(done, 5))
    await checker.stop()
    expect(await index.counts()).to.deep.equal({ listed: 0, waiting: 6, refused: 0 })
  })
})
