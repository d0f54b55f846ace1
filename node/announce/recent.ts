/** What was let through lately: each thing once in a while. The oldest are forgotten first. */

export interface RecentOptions {
  /** How long a thing is remembered, ms. */
  forMs: number
  /** How many things at most. */
  limit: number
}

export class Recent {
  readonly #options: RecentOptions
  readonly #now: () => number
  /** When each was let through, oldest first. */
  readonly #seen = new Map<string, number>()

  constructor(options: RecentOptions, now: () => number) {
    this.#options = options
    this.#now = now
  }

  /** True the first time, and again when that is long enough ago. */
  first(what: string): boolean {
    const { forMs, limit } = this.#options
    const now = this.#now()
    const at = this.#seen.get(what)
    if (at !== undefined && now - at < forMs) return false
    this.#seen.delete(what)
    this.#seen.set(what, now)
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= limit) break
      this.#seen.delete(oldest)
    }
    return true
  }
}
