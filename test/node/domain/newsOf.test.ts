import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { newsOf } from '../../../node/domain/newsOf.ts'

const never = new AbortController().signal

describe('news of long work', () => {
  it('is the latest, then the result', async () => {
    const steps = newsOf(async (tell: (n: number) => void) => {
      for (let i = 1; i <= 3; i++) {
        tell(i)
        await pause(1)
      }
      return 'done'
    }, never)
    assert.deepEqual(await steps.next(), { done: false, value: 3 })
    assert.deepEqual(await steps.next(), { done: true, value: 'done' })
  })

  it('comes also while the work goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const steps = newsOf((tell: (n: number) => void) => {
      tell(1)
      return promise
    }, never)
    assert.deepEqual(await steps.next(), { done: false, value: 1 })
    resolve('done')
    assert.deepEqual(await steps.next(), { done: true, value: 'done' })
  })

  it('ends with what the work throws', async () => {
    const steps = newsOf(async () => {
      throw new TypeError('no')
    }, never)
    await assert.rejects(steps.next(), TypeError)
  })

  it('stops the work when nobody listens any more', async () => {
    let stopped: AbortSignal | undefined
    const steps = newsOf((tell: (n: number) => void, signal) => {
      stopped = signal
      tell(1)
      return new Promise<string>(() => undefined)
    }, never)
    await steps.next()
    await steps.return('left')
    assert.equal(stopped?.aborted, true)
  })
})
