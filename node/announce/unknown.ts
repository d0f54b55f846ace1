/**
 * Announcements of what our view of the chain does not know, perhaps only not yet. Gossip never
 * delivers an ignored message again, so they are remembered and looked for again a few times
 * (DESIGN §7). One look at the chain answers for all of them, and looks have one budget, whoever
 * asks: strangers must not be able to run up the bill of an endpoint.
 */
import type { Bytes32, ReleaseId } from '../domain/ids.ts'
import { Budget } from './budget.ts'

/** Slow enough for a metered endpoint; in a flood an honest release still waits 2 s at most. */
const LOOKS = { perSecond: 1 / 2, burst: 3 }
const MAX_REMEMBERED = 256
const MAX_TRIES = 5
const FIRST_RETRY_MS = 1000

export interface Named {
  release: ReleaseId
  digest: Bytes32
}

export interface UnknownPowers {
  /** Looks at the chain now. */
  look: () => Promise<void>
  /** Does the chain name it now? If so, what follows from it is done. */
  found: (named: Named) => Promise<boolean>
  now: () => number
}

export class Unknown implements AsyncDisposable {
  readonly #powers: UnknownPowers
  readonly #looks: Budget
  /** Oldest first. */
  readonly #remembered = new Map<string, Named & { tries: number; at: number }>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #trying: Promise<void> | undefined
  #stopped = false

  constructor(powers: UnknownPowers) {
    this.#powers = powers
    this.#looks = new Budget(LOOKS, powers.now)
  }

  /** Looks at the chain unless there were too many looks lately. Did it? */
  async look(): Promise<boolean> {
    if (this.#stopped || !this.#looks.take()) return false
    await this.#powers.look()
    return true
  }

  /** Looks for it again later: soon when nobody has `looked` yet. */
  remember(named: Named, { looked }: { looked: boolean }): void {
    const key = `${named.release} ${named.digest}`
    if (this.#stopped || this.#remembered.has(key)) return
    const at = this.#powers.now() + (looked ? FIRST_RETRY_MS : 0)
    this.#remembered.set(key, { ...named, tries: 0, at })
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MAX_REMEMBERED) break
      this.#remembered.delete(oldest)
    }
    this.#schedule()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#remembered.clear()
    await this.#trying
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#stopped || this.#trying || this.#remembered.size === 0) return
    const next = Math.min(...[...this.#remembered.values()].map(({ at }) => at))
    const wait = Math.max(next - this.#powers.now(), this.#looks.waitMs())
    this.#timer = setTimeout(() => {
      // What is not found out now is tried again; the chain's state is told elsewhere.
      this.#trying = this.#try()
        .catch(() => undefined)
        .finally(() => {
          this.#trying = undefined
          this.#schedule()
        })
    }, wait)
  }

  async #try(): Promise<void> {
    const now = this.#powers.now()
    const due = [...this.#remembered].filter(([, { at }]) => at <= now)
    if (due.length === 0 || !(await this.look())) return
    for (const [key, one] of due) {
      one.tries += 1
      one.at = now + FIRST_RETRY_MS * 2 ** one.tries
      const done = (await this.#powers.found(one)) || one.tries >= MAX_TRIES
      if (done) this.#remembered.delete(key)
    }
  }
}
