import assert from 'node:assert/strict'
import { Recent } from '../../../node/announce/recent.ts'

describe('recent', () => {
  it('lets each thing through once in a while', () => {
    let now = 0
    const recent = new Recent({ forMs: 100, limit: 10 }, () => now)
    assert.deepEqual([recent.first('a'), recent.first('a'), recent.first('b')], [true, false, true])
    now = 99
    assert.equal(recent.first('a'), false)
    now = 100
    assert.deepEqual([recent.first('a'), recent.first('a')], [true, false])
  })

  it('forgets the oldest when there are too many', () => {
    const recent = new Recent({ forMs: 100, limit: 2 }, () => 0)
    for (const what of ['a', 'b', 'c']) recent.first(what)
    assert.deepEqual([recent.first('c'), recent.first('b')], [false, false])
    assert.equal(recent.first('a'), true)
  })
})
