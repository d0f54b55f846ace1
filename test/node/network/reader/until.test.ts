import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Until } from '../../../../node/network/reader/until.ts'

describe('a signal for one piece of work', () => {
  it('aborts with the reason of whichever aborts first, also before it began', () => {
    const [one, other] = [new AbortController(), new AbortController()]
    using until = new Until([one.signal, undefined, other.signal])
    assert.equal(until.signal.aborted, false)
    other.abort('enough')
    one.abort('too late')
    assert.equal(until.signal.reason, 'enough')
    using late = new Until([one.signal])
    assert.equal(late.signal.reason, 'too late')
  })

  it('aborts when time is up, and not once the work is over', async () => {
    using until = new Until([], 10)
    const over = new Until([], 10)
    over[Symbol.dispose]()
    await pause(50)
    assert.equal((until.signal.reason as Error).name, 'TimeoutError')
    assert.equal(over.signal.aborted, false)
  })

  it('is forgotten by a signal that lives on', () => {
    const long = new AbortController()
    {
      using until = new Until([long.signal], 60_000)
      assert.equal(getEventListeners(long.signal, 'abort').length, 1)
      assert.equal(until.signal.aborted, false)
    }
    assert.equal(getEventListeners(long.signal, 'abort').length, 0)
  })
})
