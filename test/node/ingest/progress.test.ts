import assert from 'node:assert/strict'
import { withProgress, type IngestProgress, type Tick } from '../../../node/ingest/progress.ts'

const what = { step: 'add', file: 'a.wav', index: 1, of: 1, bytesTotal: 1000 } as const

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function collect<T>(work: AsyncGenerator<IngestProgress, T>) {
  const news: IngestProgress[] = []
  let step = await work.next()
  for (; !step.done; step = await work.next()) news.push(step.value)
  return { news, result: step.value }
}

describe('ingest progress', () => {
  const clock = { ms: 0, now: () => clock.ms }

  it('tells start, at most four a second, and end', async () => {
    const work = async (tick: Tick) => {
      for (let i = 1; i <= 100; i++) {
        clock.ms += 10
        tick(i * 10)
        await turn()
      }
      return 'done'
    }
    const { news, result } = await collect(withProgress(what, work, { clock }))
    assert.equal(result, 'done')
    assert.deepEqual(
      news.map(({ bytesDone }) => bytesDone),
      [0, 250, 500, 750, 1000, 1000],
    )
    assert.equal(news.at(-1)?.bytesPerSecond, 1000)
  })

  it('throws what the work throws', async () => {
    const work = async () => Promise.reject(new RangeError('x'))
    await assert.rejects(collect(withProgress(what, work, { clock })), RangeError)
  })

  it('stops the work when nobody listens any more', async () => {
    let stopped = false
    const work = async (_: Tick, signal: AbortSignal) => {
      signal.addEventListener('abort', () => (stopped = true))
      return new Promise<void>(() => undefined)
    }
    const news = withProgress(
      what,
      async (tick, signal) => {
        clock.ms += 1000
        tick(1)
        return work(tick, signal)
      },
      { clock },
    )
    await news.next()
    await news.next()
    await news.return(undefined)
    assert.ok(stopped)
  })

  it("passes the caller's signal on", async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    const work = async (_: Tick, given: AbortSignal) => given.throwIfAborted()
    await assert.rejects(collect(withProgress(what, work, { clock, signal })), /enough/)
  })
})
