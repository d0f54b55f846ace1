import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { hedge } from '../../../node/network/hedge.ts'

const after = (ms: number) => (who: string, signal: AbortSignal) =>
  pause(ms, who, { signal, ref: false })

describe('hedge', () => {
  it('asks only the first when it answers in time', async () => {
    const asked: string[] = []
    const answer = await hedge(
      ['a', 'b'],
      async (who) => {
        asked.push(who)
        return who
      },
      { patienceMs: 50 },
    )
    assert.equal(answer, 'a')
    assert.deepEqual(asked, ['a'])
  })

  it('overtakes a slow one and calls it off', async () => {
    let calledOff = false
    const answer = await hedge(
      ['slow', 'quick'],
      async (who, signal) => {
        signal.addEventListener('abort', () => (calledOff ||= who === 'slow'))
        return after(who === 'slow' ? 5000 : 5)(who, signal)
      },
      { patienceMs: 20 },
    )
    assert.equal(answer, 'quick')
    assert.ok(calledOff)
  })

  it('goes on at once after a failure', async () => {
    const started = performance.now()
    const answer = await hedge(
      ['broken', 'whole'],
      async (who) => {
        if (who === 'broken') throw new Error('broken')
        return who
      },
      { patienceMs: 5000 },
    )
    assert.equal(answer, 'whole')
    assert.ok(performance.now() - started < 1000)
  })

  it('fails with every reason when all have failed, and at once when there is nobody', async () => {
    const fail = async (who: string): Promise<string> => {
      throw new Error(who)
    }
    await assert.rejects(hedge(['a', 'b'], fail, { patienceMs: 10 }), (error: AggregateError) => {
      assert.deepEqual(
        error.errors.map((each: Error) => each.message),
        ['a', 'b'],
      )
      return true
    })
    await assert.rejects(hedge([], fail, { patienceMs: 10 }), AggregateError)
  })

  it('asks who comes late while the others are silent', async () => {
    const answer = await hedge(
      ['silent'],
      async (who, signal) => after(who === 'silent' ? 5000 : 5)(who, signal),
      { patienceMs: 20, late: (offer) => void pause(50).then(() => offer('late')) },
    )
    assert.equal(answer, 'late')
  })

  it('stops when the caller does', async () => {
    const signal = AbortSignal.timeout(20)
    await assert.rejects(hedge(['a'], after(5000), { patienceMs: 10, signal }), {
      name: 'TimeoutError',
    })
  })
})
