/**
 * Fetches again what was found damaged on disk, so that a node that lists a song has it whole again
 * before anybody asks. Exactly those blocks; tried less and less often while nobody has them.
 */
import type { CID } from 'multiformats/cid'
import { Alarm } from '../catalogue/alarm.ts'
import { backoff } from '../catalogue/backoff.ts'
import type { Blocks, Keeping } from '../domain/ports.ts'

const RETRY_MS = 5_000
const MAX_RETRY_MS = 3_600_000
/** So many are in mind; the rest waits on the disk until these are healed. */
const MAX_WOUNDS = 10_000
const AT_ONCE = 4

export interface HealerPowers {
  blocks: Pick<Blocks, 'get'>
  damaged: Keeping['damaged']
}

export interface HealerOptions {
  retryMs?: number
  maxWounds?: number
  onHealed?: (cid: CID) => void
  onProblem?: (problem: unknown) => void
}

interface Wound {
  cid: CID
  times: number
  /** When to try again. */
  at: number
}

export class Healer implements AsyncDisposable {
  readonly #powers: HealerPowers
  readonly #options: HealerOptions
  readonly #retryMs: number
  readonly #end = new AbortController()
  readonly #alarm = new Alarm()
  readonly #maxWounds: number
  readonly #wounds = new Map<string, Wound>()
  /** There may be wounds on the disk that are not in mind. */
  #more = true
  #running: Promise<void> | undefined

  constructor(powers: HealerPowers, options: HealerOptions = {}) {
    this.#powers = powers
    this.#options = options
    this.#retryMs = options.retryMs ?? RETRY_MS
    this.#maxWounds = options.maxWounds ?? MAX_WOUNDS
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** This block was damaged, and has been dropped, or was lost. */
  notice(cid: CID): void {
    const key = cid.toString()
    if (this.#wounds.has(key)) return
    this.#powers.damaged.add(cid).catch((problem: unknown) => this.#options.onProblem?.(problem))
    if (this.#wounds.size >= this.#maxWounds) {
      this.#more = true
      return
    }
    this.#wounds.set(key, { cid, times: 0, at: 0 })
    this.#alarm.ring()
  }

  /** Nobody wants these any more. */
  forget(cids: readonly CID[]): void {
    for (const cid of cids) this.#wounds.delete(cid.toString())
  }

  /** Each wound was tried once at least. */
  get isThrough(): boolean {
    return [...this.#wounds.values()].every(({ times }) => times > 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#more && this.#wounds.size <= this.#maxWounds / 2) {
        await this.#remember().catch((problem: unknown) => this.#options.onProblem?.(problem))
      }
      const now = performance.now()
      const due = [...this.#wounds.values()].filter(({ at }) => at <= now).slice(0, AT_ONCE)
      await Promise.all(due.map((wound) => this.#heal(wound, signal)))
      if (due.length === 0) await this.#alarm.sleep(this.#pause(), signal)
    }
  }

  /** What an earlier process left unhealed, and what there was no room for. */
  async #remember(): Promise<void> {
    this.#more = false
    for (const cid of await this.#powers.damaged.list()) {
      const key = cid.toString()
      if (this.#wounds.has(key)) continue
      if (this.#wounds.size >= this.#maxWounds) {
        this.#more = true
        return
      }
      this.#wounds.set(key, { cid, times: 0, at: 0 })
    }
  }

  async #heal(wound: Wound, signal: AbortSignal): Promise<void> {
    const { cid } = wound
    const key = cid.toString()
    try {
      await this.#powers.blocks.get(cid, { signal })
    } catch {
      const range = { firstMs: this.#retryMs, maxMs: Math.max(this.#retryMs, MAX_RETRY_MS) }
      const at = performance.now() + backoff(wound.times, Math.random(), range)
      if (this.#wounds.has(key)) this.#wounds.set(key, { cid, times: wound.times + 1, at })
      return
    }
    this.#wounds.delete(key)
    await this.#powers.damaged
      .remove(cid)
      .catch((problem: unknown) => this.#options.onProblem?.(problem))
    this.#options.onHealed?.(cid)
  }

  #pause(): number {
    const next = Math.min(...[...this.#wounds.values()].map(({ at }) => at))
    return Math.max(0, Math.min(next - performance.now(), MAX_RETRY_MS))
  }
}
