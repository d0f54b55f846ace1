/** One question that is under way: what is still to come of it, and when. */
import type { Pace } from './pace.ts'
import type { Source } from './source.ts'
import type { Asked, Wanted } from './wanted.ts'

/** Silent for so long, beside four of its usual waits, is stalled. */
const STALL_MS = 300

export class Request implements Asked {
  readonly source: Source
  readonly #pace: Pace
  readonly #items: Map<string, Wanted>
  readonly #over = new AbortController()
  readonly #started = performance.now()
  #bytesToCome: number
  #bytesCame = 0
  #taken = 0
  #firstByteAt: number | undefined
  #lastByteAt = this.#started

  constructor(source: Source, pace: Pace, items: readonly Wanted[]) {
    this.source = source
    this.#pace = pace
    this.#items = new Map(items.map((item) => [item.key, item]))
    this.#bytesToCome = items.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  get signal(): AbortSignal {
    return this.#over.signal
  }

  /** What has not come, in the order asked. */
  get left(): Wanted[] {
    return [...this.#items.values()]
  }

  /** Everything it was asked for is here, by whatever way. */
  get done(): boolean {
    for (const { settled } of this.#items.values()) if (!settled) return false
    return true
  }

  /** So little is to come that the next question would arrive just in time. */
  get nearlyDone(): boolean {
    return this.#bytesToCome <= this.#pace.rate * this.#pace.latencyMs * 1.5
  }

  /** Not one of its blocks came. */
  get fruitless(): boolean {
    return this.#taken === 0 && this.#items.size > 0
  }

  /** Bytes a millisecond since it was asked. */
  get rate(): number {
    return this.#bytesCame / Math.max(1, performance.now() - this.#started)
  }

  /** Since the last byte of it came, or since it was asked. */
  get silentMs(): number {
    return performance.now() - this.#lastByteAt
  }

  /** True when it has just become nearly done. */
  heard(bytes: number): boolean {
    const wasFar = !this.nearlyDone
    this.#lastByteAt = performance.now()
    if (this.#firstByteAt === undefined) {
      this.#firstByteAt = this.#lastByteAt
      this.#pace.answered(this.#firstByteAt - this.#started)
    }
    this.#bytesCame += bytes
    this.#bytesToCome -= bytes
    return wasFar && this.nearlyDone
  }

  /** Milliseconds for a block that has just come whole, not counting the wait before the answer. */
  timeOfBlock(): number {
    return performance.now() - Math.max(this.#firstByteAt ?? this.#started, this.#pace.at)
  }

  take(key: string): Wanted | undefined {
    const item = this.#items.get(key)
    if (this.#items.delete(key)) this.#taken += 1
    return item
  }

  eta(wanted: Wanted): number {
    if (this.silentMs > STALL_MS + 4 * this.#pace.latencyMs) return Infinity
    let bytes = 0
    for (const item of this.#items.values()) {
      bytes += item.bytes
      if (item === wanted) break
    }
    const waiting = this.#firstByteAt === undefined ? this.#pace.latencyMs : 0
    const rate = this.#firstByteAt === undefined ? this.#pace.rate : Math.max(this.rate, 1e-6)
    return waiting + bytes / rate
  }

  /** Nobody waits for the rest any more: the sender is told to stop. */
  stop(): void {
    this.#over.abort()
  }
}
