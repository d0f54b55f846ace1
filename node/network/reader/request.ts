/** One question that is under way: what is still to come of it, and when. */
import type { Pace } from './pace.ts'
import type { Source } from './source.ts'
import type { Asked, Wanted } from './wanted.ts'

/** Silent for so long, beside four of its usual waits, is stalled: others are asked as well. */
const STALL_MS = 300
/** And for so long has failed. */
const SILENT_MS = 2_500
/** An answer that is whole may take so long to say so. */
const CLOSING_MS = 500

export class Request implements Asked, Disposable {
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
  #holding = 0
  #closing: ReturnType<typeof setTimeout> | undefined

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

  /** Since the last byte of it came, or since it was asked; 0 while we hold it back. */
  get silentMs(): number {
    return this.#holding > 0 ? 0 : performance.now() - this.#lastByteAt
  }

  /** Silent for longer than it usually takes. */
  get stalled(): boolean {
    return this.silentMs > STALL_MS + 4 * this.#pace.latencyMs
  }

  /** Not to be waited for any more. */
  get silent(): boolean {
    return this.silentMs > SILENT_MS + 4 * this.#pace.latencyMs
  }

  /** Nothing more of it is read until `work` is done: its silence is not the source's. */
  async heldFor(work: Promise<unknown>): Promise<void> {
    this.#holding += 1
    try {
      await work
    } finally {
      this.#holding -= 1
      this.#lastByteAt = performance.now()
    }
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
    if (this.stalled) return Infinity
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

  /** As `stop`; what has come whole may end in peace, so that its stream serves the next question. */
  leave(): void {
    if (this.#items.size > 0) this.stop()
    else this.#closing ??= setTimeout(() => this.stop(), CLOSING_MS)
  }

  /** It is over. */
  [Symbol.dispose](): void {
    clearTimeout(this.#closing)
  }
}
