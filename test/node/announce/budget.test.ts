import assert from 'node:assert/strict'
import { Budget } from '../../../node/announce/budget.ts'

const RATE = { perSecond: 10, burst: 3 }

/** A budget and the clock it goes by, in ms. */
function budgetAt(start: number) {
  const clock = { now: start }
  return { clock, budget: new Budget(RATE, () => clock.now) }
}

const taken = (budget: Budget, tries: number) =>
  Array.from({ length: tries }, () => budget.take()).filter(Boolean).length

describe('budget', () => {
  it('gives a burst at once and then no more', () => {
    assert.equal(taken(budgetAt(0).budget, 10), 3)
  })

  it('fills up with time, at its rate, to no more than a burst', () => {
    const { budget, clock } = budgetAt(1000)
    taken(budget, 10)
    clock.now += 99
    assert.equal(taken(budget, 10), 0)
    clock.now += 1
    assert.equal(taken(budget, 10), 1)
    clock.now += 3_600_000
    assert.equal(taken(budget, 10), 3)
  })

  it('loses nothing by asking often', () => {
    const { budget, clock } = budgetAt(0)
    taken(budget, 10)
    let got = 0
    for (let ms = 0; ms < 1000; ms++) {
      clock.now += 1
      got += taken(budget, 1)
    }
    assert.ok(got === 10 || got === 9, `${got}`)
  })

  it('says how long until there is something to take', () => {
    const { budget, clock } = budgetAt(0)
    assert.equal(budget.waitMs(), 0)
    taken(budget, 3)
    assert.equal(budget.waitMs(), 100)
    clock.now += budget.waitMs()
    assert.equal(budget.take(), true)
  })

  it('does not starve when the clock is set back', () => {
    const { budget, clock } = budgetAt(10_000_000)
    clock.now -= 3_600_000
    assert.equal(taken(budget, 10), 3)
    clock.now += 100
    assert.equal(taken(budget, 10), 1)
  })
})
