import { expect } from 'chai'
import * as fc from 'fast-check'
import { catchUp, type FollowPowers } from '../../../node/catalogue/follow.ts'
import type { BlockRef, ChainEvent } from '../../../node/domain/chain.ts'
import { ChainUnavailableError, StaleEndpointError } from '../../../node/domain/errors.ts'
import { parseReleaseId } from '../../../node/domain/ids.ts'
import { digestOf, FakeLedger, type Happening } from '../../support/manifests.ts'

/** Of the index, what following needs; and what it was told. */
class Taken {
  blocks: BlockRef[] = []
  events: ChainEvent[] = []
  ranges: number[] = []

  async recent() {
    return this.blocks.toReversed().slice(0, 64)
  }
  async advance(head: BlockRef, events: readonly ChainEvent[]) {
    const last = this.blocks.at(-1)
    if (last && last.number >= head.number) throw new Error('an index only goes forward')
    this.ranges.push(head.number - (last?.number ?? -1))
    this.blocks.push(head)
    this.events.push(...events)
  }
  async rewind(block: number) {
    this.blocks = this.blocks.filter(({ number }) => number <= block)
    this.events = this.events.filter((event) => event.block <= block)
  }
}

let happened = 0
const happening = (): Happening => ({
  kind: 'retired',
  release: parseReleaseId(digestOf(`release ${happened++}`)),
})
const allEvents = async (ledger: FakeLedger) => ledger.events(0, (await ledger.head()).number)
const grow = (ledger: FakeLedger, blocks: number) => {
  for (let i = 0; i < blocks; i++) ledger.mine([happening()])
}

describe('catalogue follow', () => {
  it('takes in everything from the first block to the head, and then only what is new', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5)
    expect(await catchUp({ ledger, index })).to.equal(5)
    expect(await catchUp({ ledger, index })).to.equal(0)
    grow(ledger, 2)
    expect(await catchUp({ ledger, index })).to.equal(2)
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('reads long histories in ranges, the last blocks on their own', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5000)
    await catchUp({ ledger, index })
    expect(index.ranges).to.deep.equal([2000, 2000, 969, 32])
    expect(index.events).to.have.length(5000)
  })

  it('goes on where it stopped when it is interrupted', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5000)
    const advance = index.advance.bind(index)
    index.advance = async (head, events) => {
      if (index.blocks.length === 1) throw new Error('the disk is full')
      await advance(head, events)
    }
    const failure: unknown = await catchUp({ ledger, index }).catch((e: unknown) => e)
    expect(failure).to.be.instanceOf(Error)
    index.advance = advance
    expect(await catchUp({ ledger, index })).to.equal(3000 + 1)
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('asks for less when an endpoint refuses a range, and for more again after', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 3000)
    const events = ledger.events.bind(ledger)
    ledger.events = async (from, to) => {
      if (from < 1000 && to - from >= 300) throw new Error('query returned too many results')
      return events(from, to)
    }
    await catchUp({ ledger, index })
    expect(Math.max(...index.ranges.slice(0, 3))).to.be.at.most(300)
    expect(Math.max(...index.ranges)).to.be.greaterThan(500)
    ledger.events = events
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('gives up with the cause when even small ranges are refused', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 100)
    let asked = 0
    ledger.events = async () => {
      asked++
      throw new ChainUnavailableError('no endpoint answers')
    }
    const failure: unknown = await catchUp({ ledger, index }).catch((e: unknown) => e)
    expect(failure).to.be.instanceOf(ChainUnavailableError)
    expect(asked).to.be.lessThan(12)
  })

  it('forgets events of blocks that were reorganised away, and no others', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    for (let i = 0; i < 6; i++) {
      grow(ledger, 1)
      await catchUp({ ledger, index })
    }
    let forgotten = -1
    const rewind = index.rewind.bind(index)
    index.rewind = async (block) => {
      forgotten = block
      await rewind(block)
    }
    ledger.reorganise(4)
    grow(ledger, 3)
    await catchUp({ ledger, index })
    expect(forgotten).to.equal(4)
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('follows a chain that became shorter with other blocks', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    for (let i = 0; i < 6; i++) {
      grow(ledger, 1)
      await catchUp({ ledger, index })
    }
    ledger.reorganise(2)
    grow(ledger, 2)
    await catchUp({ ledger, index })
    expect((await ledger.head()).number).to.equal(4)
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  /** What stands between us and a chain that has not changed: an endpoint that lags or restarts. */
  const endpoints: [what: string, lag: (ledger: FakeLedger) => FollowPowers['ledger']][] = [
    ['lags a few blocks behind', (ledger) => upTo(ledger, 4)],
    ['was started anew and has the first block only', (ledger) => upTo(ledger, 0)],
    [
      'names an older head than the blocks it has',
      (ledger) => ({ ...upTo(ledger, 6), head: upTo(ledger, 4).head }),
    ],
    [
      'names a newer head than the blocks it has',
      (ledger) => ({ ...upTo(ledger, 4), head: () => ledger.head() }),
    ],
  ]
  for (const [what, lag] of endpoints) {
    it(`forgets nothing and says why when the endpoint ${what}`, async () => {
      const [ledger, index] = [new FakeLedger(), new Taken()]
      for (let i = 0; i < 6; i++) {
        grow(ledger, 1)
        await catchUp({ ledger, index })
      }
      const [blocks, events] = [[...index.blocks], [...index.events]]
      const failure: unknown = await catchUp({ ledger: lag(ledger), index }, { pauseMs: 0 }).catch(
        (e: unknown) => e,
      )
      expect(failure).to.be.instanceOf(StaleEndpointError)
      expect(index.blocks).to.deep.equal(blocks)
      expect(index.events).to.deep.equal(events)
      expect(await catchUp({ ledger, index })).to.equal(0)
    })
  }

  it('forgets nothing when the blocks of an endpoint have holes', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    for (let i = 0; i < 3; i++) {
      grow(ledger, 1)
      await catchUp({ ledger, index })
    }
    const events = [...index.events]
    const holed = {
      ...upTo(ledger, 3),
      block: async (number: number) => (number === 3 ? withOtherHashes(ledger)(number) : undefined),
    }
    const failure: unknown = await catchUp({ ledger: holed, index }, { pauseMs: 0 }).catch(
      (e: unknown) => e,
    )
    expect(failure).to.be.instanceOf(StaleEndpointError)
    expect(index.events).to.deep.equal(events)
  })

  it('asks again after a pause before it forgets everything', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    for (let i = 0; i < 3; i++) {
      grow(ledger, 1)
      await catchUp({ ledger, index })
    }
    const rewound: number[] = []
    index.rewind = async (block) => {
      rewound.push(block)
    }
    const block = ledger.block.bind(ledger)
    let wrong = 3
    const other = withOtherHashes(ledger)
    ledger.block = async (number) => (wrong-- > 0 ? other(number) : block(number))
    expect(await catchUp({ ledger, index }, { pauseMs: 0 })).to.equal(0)
    expect(rewound).to.deep.equal([])
  })

  it('stops in that pause when the signal is aborted, and has forgotten nothing', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 3)
    await catchUp({ ledger, index })
    const elsewhere = { ...upTo(ledger, 3), block: withOtherHashes(ledger) }
    const end = new AbortController()
    const looking = catchUp({ ledger: elsewhere, index }, { pauseMs: 1e6, signal: end.signal })
    setTimeout(() => end.abort(new Error('stop')), 10)
    const failure: unknown = await looking.catch((e: unknown) => e)
    expect(failure).to.have.property('message', 'stop')
    expect(index.events).to.have.length(3)
  })

  it('starts over when it knows no block of the chain any more', async () => {
    const [before, index] = [new FakeLedger(), new Taken()]
    grow(before, 6)
    await catchUp({ ledger: before, index })
    const ledger = new FakeLedger()
    ledger.reorganise(-1)
    grow(ledger, 7)
    Object.assign(ledger, { block: withOtherHashes(ledger), head: headOf(ledger) })
    await catchUp({ ledger, index }, { pauseMs: 0 })
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('keeps nothing of a range whose end was reorganised away while it was read', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5)
    const events = ledger.events.bind(ledger)
    ledger.events = async (from, to) => {
      ledger.events = events
      ledger.reorganise(3)
      grow(ledger, 6)
      return events(from, to)
    }
    await catchUp({ ledger, index })
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('keeps nothing of a range when what comes before it was reorganised away meanwhile', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5)
    await catchUp({ ledger, index })
    grow(ledger, 3)
    const head = ledger.head.bind(ledger)
    ledger.head = async () => {
      ledger.head = head
      // Below what was found to be there a moment ago: the range alone does not tell.
      ledger.reorganise(3)
      grow(ledger, 6)
      return head()
    }
    await catchUp({ ledger, index }, { pauseMs: 0 })
    expect(index.events).to.deep.equal(await allEvents(ledger))
  })

  it('stops asking when the signal is aborted', async () => {
    const [ledger, index] = [new FakeLedger(), new Taken()]
    grow(ledger, 5)
    const failure: unknown = await catchUp(
      { ledger, index },
      { signal: AbortSignal.abort(new Error('stop')) },
    ).catch((e: unknown) => e)
    expect(failure).to.have.property('message', 'stop')
    expect(index.blocks).to.deep.equal([])
  })

  it('ends with exactly the events of the chain, whenever and however it reorganises', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const [ledger, index] = [new FakeLedger(), new Taken()]
        // Between any two questions to the ledger, the next thing of the history may happen.
        const shaken = shake(ledger, history)
        const soon = { pauseMs: 0 }
        for (let look = 0; look < 3; look++) {
          await catchUp({ ledger: shaken, index }, soon).catch(() => 0)
        }
        history.length = 0
        // A chain cut short is one that lags, until other blocks stand where the old ones stood.
        const missing = (index.blocks.at(-1)?.number ?? 0) - (await ledger.head()).number
        grow(ledger, Math.max(0, missing))
        await catchUp({ ledger, index }, soon)
        expect(index.events).to.deep.equal(await allEvents(ledger))
        expect(index.blocks.at(-1)?.hash).to.equal((await ledger.head()).hash)
      }),
      { numRuns: 300 },
    )
  })
})

type Move = { mine: number } | { reorganise: number; then: number } | 'nothing'

const histories: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    fc.record({ mine: fc.nat(3) }),
    // Most questions are answered in peace, or nothing is ever read.
    fc.constant<Move>('nothing'),
    fc.constant<Move>('nothing'),
    fc.record({ reorganise: fc.nat(12), then: fc.nat(6) }),
  ),
  { maxLength: 40 },
)

function shake(ledger: FakeLedger, history: Move[]) {
  const move = async () => {
    const next = history.shift()
    if (next === undefined || next === 'nothing') return
    if ('mine' in next) {
      grow(ledger, next.mine)
      return
    }
    ledger.reorganise((await ledger.head()).number - next.reorganise)
    grow(ledger, next.then)
  }
  return {
    since: 0,
    head: async () => (await move(), ledger.head()),
    block: async (number: number) => (await move(), ledger.block(number)),
    events: async (from: number, to: number) => (await move(), ledger.events(from, to)),
  }
}

/** The same chain as an endpoint tells it that has no block after `last`. */
const upTo = (ledger: FakeLedger, last: number): FollowPowers['ledger'] => ({
  since: 0,
  head: async () => {
    const head = await ledger.block(last)
    if (!head) throw new Error('an endpoint has its own head')
    return head
  },
  block: async (number) => (number <= last ? ledger.block(number) : undefined),
  events: async (from, to) => ledger.events(from, Math.min(to, last)),
})

const withOtherHashes = (ledger: FakeLedger) => {
  const block = ledger.block.bind(ledger)
  return async (number: number) => {
    const found = await block(number)
    return found && { ...found, hash: digestOf(`elsewhere ${found.hash}`) }
  }
}

const headOf = (ledger: FakeLedger) => {
  const head = ledger.head.bind(ledger)
  return async () => {
    const { number, hash } = await head()
    return { number, hash: digestOf(`elsewhere ${hash}`) }
  }
}
