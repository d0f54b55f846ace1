/**
 * How fast a source delivers, as measured: the time to its first byte, and bytes a millisecond from
 * then on. Old measurements fade, so that a line which recovers is noticed.
 */

/** Weight of what was known before a new measurement. */
const MEMORY = 0.8
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 8_000
/** What is thought of somebody never asked. */
const UNKNOWN_LATENCY_MS = 100
const UNKNOWN_RATE = 100

export class Pace {
  blocks = 0
  bytes = 0
  /** When its last block came, `performance.now()`. */
  at = -Infinity
  /** Times in a row that it failed. */
  failures = 0
  /** Times in a row that it took a want and said nothing. */
  silences = 0
  /** Not asked before. */
  pausedUntil = -Infinity
  #latencyMs: number | undefined
  #recentBytes = 0
  #recentMs = 0

  /** Has it been measured at all? */
  get known(): boolean {
    return this.#recentMs > 0
  }

  get latencyMs(): number {
    return this.#latencyMs ?? UNKNOWN_LATENCY_MS
  }

  /** Bytes a millisecond, once it delivers. */
  get rate(): number {
    return this.#recentMs > 0 ? this.#recentBytes / this.#recentMs : UNKNOWN_RATE
  }

  /** Milliseconds until so many bytes would be here. */
  timeFor(bytes: number): number {
    return this.latencyMs + bytes / this.rate
  }

  answered(latencyMs: number): void {
    const before = this.#latencyMs ?? latencyMs
    this.#latencyMs = before * MEMORY + latencyMs * (1 - MEMORY)
  }

  /** A whole, true block that took so long since the one before it, or since the first byte. */
  delivered(bytes: number, ms: number): void {
    this.blocks += 1
    this.bytes += bytes
    this.at = performance.now()
    this.failures = 0
    this.silences = 0
    this.#recentBytes = this.#recentBytes * MEMORY + bytes
    // A burst out of a buffer says nothing about the line: no time at all is not believed.
    this.#recentMs = this.#recentMs * MEMORY + Math.max(ms, bytes / 1e6)
  }

  failed(): void {
    this.failures += 1
    const pause = FIRST_PAUSE_MS * 2 ** (this.failures - 1)
    this.pausedUntil = performance.now() + Math.min(pause, LONGEST_PAUSE_MS)
  }
}
