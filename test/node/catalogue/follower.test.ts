import { expect } from 'chai'
import {
  Follower,
  type FollowerOptions,
  type FollowState,
} from '../../../node/catalogue/follower.ts'
import { ChainUnavailableError } from '../../../node/domain/errors.ts'
import {
  FakeLedger,
  makeArtist,
  makeManifest,
  minted,
  type Happening,
} from '../../support/manifests.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'

const NEVER_MS = 1_000_000

describe('Follower', () => {
  let ledger: FakeLedger
  let index: MemoryIndex
  let asked: number
  let song: Happening
  beforeEach(async () => {
    ledger = new FakeLedger()
    index = new MemoryIndex()
    song = minted(await makeManifest(await makeArtist('Ada'), 'Song'))
    asked = 0
    const head = ledger.head.bind(ledger)
    ledger.head = async () => {
      asked++
      return head()
    }
  })

  const followerOf = (options: Partial<FollowerOptions> = {}) =>
    new Follower({ ledger, index }, { pollMs: NEVER_MS, ...options })
  /** Every question fails until the answer given is called. */
  const lose = (): (() => void) => {
    const head = ledger.head.bind(ledger)
    ledger.head = async () => {
      asked++
      throw new ChainUnavailableError('no endpoint answers')
    }
    return () => {
      ledger.head = head
    }
  }
  const until = async (is: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 600 && !(await is()); i++) await new Promise((done) => setTimeout(done, 5))
    expect(await is()).to.equal(true)
  }
  const waiting = async () => (await index.counts()).waiting

  describe('started', () => {
    it('looks at once', async () => {
      ledger.mine([song])
      await using follower = followerOf()
      expect(follower.state).to.deep.equal({ state: 'behind' })
      follower.start()
      await until(() => follower.state.state === 'following')
      expect(await waiting()).to.equal(1)
    })

    it('looks at once when poked, and says how much was new', async () => {
      const news: number[] = []
      await using follower = followerOf({ onAdvance: (events) => news.push(events) })
      follower.start()
      await until(() => follower.state.state === 'following')
      ledger.mine([song])
      follower.poke()
      await until(() => news.length > 0)
      expect(news).to.deep.equal([1])
    })

    it('looks on its own every now and then', async () => {
      await using follower = followerOf({ pollMs: 5 })
      follower.start()
      await until(() => follower.state.state === 'following')
      ledger.mine([song])
      await until(async () => (await waiting()) === 1)
    })

    it('twice looks no more often than started once', async () => {
      await using follower = followerOf()
      follower.start()
      follower.start()
      await until(() => follower.state.state === 'following')
      await new Promise((done) => setTimeout(done, 20))
      expect(asked).to.equal(1)
    })
  })

  describe('stopped', () => {
    it('looks no more', async () => {
      const follower = followerOf({ pollMs: 1 })
      follower.start()
      await until(() => asked > 2)
      await follower.stop()
      const before = asked
      follower.poke()
      await new Promise((done) => setTimeout(done, 20))
      expect(asked).to.equal(before)
    })

    it('ends at once, also in the middle of a question that hangs', async () => {
      ledger.head = () => new Promise(() => undefined)
      const states: FollowState[] = []
      const follower = followerOf({ onState: (state) => states.push(state) })
      follower.start()
      await follower.stop()
      expect(states, 'it is no fault of the chain').to.deep.equal([])
    })

    it('ends at once when it was never started', async () => {
      await followerOf().stop()
    })
  })

  describe('asked to look', () => {
    it('has looked when it answers, also when it was never started', async () => {
      await using follower = followerOf()
      ledger.mine([song])
      await follower.look()
      expect(await waiting()).to.equal(1)
    })

    it('by many during one look, looks once more for all of them', async () => {
      await using follower = followerOf()
      let answer: () => void = () => undefined
      const head = ledger.head.bind(ledger)
      ledger.head = async () => {
        const found = await head()
        await new Promise<void>((done) => (answer = done))
        return found
      }
      const first = follower.look()
      await until(() => asked === 1)
      // It may be too late for the look that is under way: the next one must see it.
      ledger.mine([song])
      const others = Promise.all(Array.from({ length: 10 }, () => follower.look()))
      ledger.head = head
      answer()
      await first
      await others
      expect(await waiting()).to.equal(1)
      expect(asked).to.equal(2)
    })

    it('does not throw when the chain does not answer, and says so', async () => {
      lose()
      await using follower = followerOf()
      await follower.look()
      expect(follower.state).to.have.property('state', 'unreachable')
    })
  })

  it('says that the chain is unreachable and why, once, and that it is back', async () => {
    const found = lose()
    const states: FollowState[] = []
    await using follower = followerOf({ onState: (state) => states.push(state) })
    await follower.look()
    await follower.look()
    expect(states).to.have.length(1)
    expect(states[0])
      .to.have.property('reason')
      .that.matches(/no endpoint answers/)
    found()
    await follower.look()
    await follower.look()
    expect(states.slice(1)).to.deep.equal([{ state: 'following' }])
  })

  it('says that its endpoint is behind, and keeps what it has', async () => {
    ledger.mine([song])
    await using follower = followerOf()
    await follower.look()
    ledger.reorganise(0)
    await follower.look()
    expect(follower.state).to.have.property('state', 'behind')
    expect(follower.state)
      .to.have.property('reason')
      .that.matches(/endpoint is behind/)
    expect(await waiting()).to.equal(1)
  })

  it('waits before it asks again what did not answer, longer than between two looks', async () => {
    const found = lose()
    await using follower = followerOf({ pollMs: 1 })
    follower.start()
    await new Promise((done) => setTimeout(done, 200))
    expect(asked).to.equal(1)
    found()
    await until(() => follower.state.state === 'following')
    await until(() => asked > 5)
  })
})
