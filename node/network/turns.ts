/** Who asks for a block right now, and which blocks are on their way out: never the same one. */

export class Turns {
  readonly #asking = new Map<string, number>()
  readonly #leaving = new Map<string, Promise<void>>()

  isBusy(key: string): boolean {
    return this.#asking.has(key) || this.#leaving.has(key)
  }

  isLeaving(key: string): boolean {
    return this.#leaving.has(key)
  }

  /** `work` on a block that does not begin to leave meanwhile; one that leaves is gone first. */
  async ask<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    while (this.#leaving.has(key)) await this.#leaving.get(key)?.catch(() => undefined)
    this.#asking.set(key, (this.#asking.get(key) ?? 0) + 1)
    try {
      return await work()
    } finally {
      const others = (this.#asking.get(key) ?? 1) - 1
      if (others > 0) this.#asking.set(key, others)
      else this.#asking.delete(key)
    }
  }

  leave(key: string, work: () => Promise<void>): Promise<void> {
    return shared(this.#leaving, key, work)
  }
}

/** All who want the same wait for one `begin`. */
export function shared<Result>(
  underway: Map<string, Promise<Result>>,
  key: string,
  begin: () => Promise<Result>,
): Promise<Result> {
  const known = underway.get(key)
  if (known) return known
  const work = begin().finally(() => underway.delete(key))
  underway.set(key, work)
  return work
}
