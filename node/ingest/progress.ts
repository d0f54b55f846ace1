/** News of a long piece of work, as a stream: work that calls `tick` becomes progress to iterate. */
import type { Clock } from '../domain/ports.ts'

export interface IngestProgress {
  /** Looking at a file, or storing it. */
  step: 'probe' | 'add'
  file: string
  /** Which file of the step, from 1. */
  index: number
  of: number
  /** Of this file. */
  bytesDone: number
  bytesTotal: number
  bytesPerSecond: number
}

const EVERY_MS = 250

export type Tick = (bytesDone: number) => void

/**
 * Runs `work` and yields at its start, at most four times a second, and at its end. Whoever stops
 * iterating stops the work through `signal`.
 */
export async function* withProgress<T>(
  what: Pick<IngestProgress, 'step' | 'file' | 'index' | 'of' | 'bytesTotal'>,
  work: (tick: Tick, signal: AbortSignal) => Promise<T>,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
): AsyncGenerator<IngestProgress, T> {
  const started = clock.now()
  const stop = new AbortController()
  const report = (bytesDone: number): IngestProgress => {
    const seconds = Math.max(clock.now() - started, 1) / 1000
    return { ...what, bytesDone, bytesPerSecond: Math.round(bytesDone / seconds) }
  }
  yield report(0)
  const news = new Latest()
  let next = started + EVERY_MS
  let bytes = 0
  const tick = (bytesDone: number) => {
    bytes = bytesDone
    if (clock.now() < next) return
    next = clock.now() + EVERY_MS
    news.put(bytesDone)
  }
  const stops = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])])
  const done = work(tick, stops).finally(() => news.close())
  // Seen below; until then the consumer may be busy and a rejection must not count as unhandled.
  done.catch(() => undefined)
  try {
    for await (const bytesDone of news) yield report(bytesDone)
    const result = await done
    yield report(bytes)
    return result
  } finally {
    stop.abort()
  }
}

/** Holds only the newest value: a slow reader misses some and holds nobody up. */
class Latest implements AsyncIterable<number> {
  #value: number | undefined
  #closed = false
  #wake: () => void = () => undefined

  put(value: number): void {
    this.#value = value
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number, void> {
    for (;;) {
      if (this.#closed) return
      const value = this.#value
      this.#value = undefined
      if (value === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
      else yield value
    }
  }
}
