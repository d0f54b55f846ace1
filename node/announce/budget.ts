/** A token bucket: `burst` at once, then `perSecond`. */
export class Budget {
  readonly #perMs: number
  readonly #burst: number
  readonly #now: () => number
  #left: number
  #at: number

  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now = Date.now) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#now = now
    this.#left = burst
    this.#at = now()
  }

  /** False when the budget is used up. */
  take(): boolean {
    this.#fill()
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  /** How long until there is something to take, ms. */
  waitMs(): number {
    this.#fill()
    return Math.max(0, Math.ceil((1 - this.#left) / this.#perMs))
  }

  #fill(): void {
    const now = this.#now()
    // A clock that was set back has not taken time away.
    const passed = Math.max(0, now - this.#at)
    this.#left = Math.min(this.#burst, this.#left + passed * this.#perMs)
    this.#at = now
  }
}
