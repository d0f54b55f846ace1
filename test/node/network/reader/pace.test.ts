import assert from 'node:assert/strict'
import { Pace } from '../../../../node/network/reader/pace.ts'
import { Paces } from '../../../../node/network/reader/paces.ts'

describe('the pace of a source', () => {
  it('is what it delivered lately, in bytes a millisecond', () => {
    const pace = new Pace()
    for (let i = 0; i < 20; i++) pace.delivered(1000, 10)
    assert.ok(Math.abs(pace.rate - 100) < 1)
    for (let i = 0; i < 20; i++) pace.delivered(1000, 100)
    assert.ok(pace.rate < 12, 'a line that has become slow is seen to be')
    for (let i = 0; i < 40; i++) pace.delivered(1000, 10)
    assert.ok(pace.rate > 80, 'and one that recovers, too')
  })

  it('counts the wait before the first byte apart', () => {
    const pace = new Pace()
    pace.answered(80)
    pace.delivered(1000, 10)
    assert.ok(Math.abs(pace.timeFor(1000) - 90) < 1)
  })

  it('is not endless because a block came in one burst', () => {
    const pace = new Pace()
    pace.delivered(262_144, 0)
    assert.ok(Number.isFinite(pace.rate))
  })

  it('pauses who fails, longer each time, and forgives who delivers', () => {
    const pace = new Pace()
    pace.failed()
    const first = pace.pausedUntil - performance.now()
    for (let i = 0; i < 9; i++) pace.failed()
    const last = pace.pausedUntil - performance.now()
    assert.ok(first > 0 && last > first * 8 && last <= 8000)
    pace.delivered(1, 1)
    assert.equal(pace.failures, 0)
  })

  it('is remembered of a thousand peers and no more', () => {
    const paces = new Paces()
    const first = paces.of('first')
    for (let i = 0; i < 999; i++) paces.of(`peer ${i}`)
    assert.equal(paces.of('first'), first)
    for (let i = 0; i < 1000; i++) paces.of(`other ${i}`)
    assert.notEqual(paces.of('first'), first)
  })
})
