/**
 * The worker that checks candidates as they become due, a few at a time. A candidate that hangs
 * holds one place until its deadline; the others go on.
 */
import type { Candidate, Outcome } from '../domain/catalogue.ts'
import type { Place } from '../domain/chain.ts'
import type { ReleaseId } from '../domain/ids.ts'
import type { Clock, Index } from '../domain/ports.ts'
import { Alarm } from './alarm.ts'
import { later } from './check.ts'

export type CatalogueNews =
  | { type: 'release:listed'; release: ReleaseId }
  | { type: 'release:refused'; release: ReleaseId; reason: string }

export interface CheckerPowers {
  index: Pick<Index, 'due' | 'nextDue' | 'settle'>
  clock: Clock
  /** What checks one candidate: `check` with its powers bound. */
  check: (candidate: Candidate, signal: AbortSignal) => Promise<Outcome>
}

export interface CheckerOptions {
  /** How many candidates are checked at a time. */
  atOnce?: number
  onNews?: (news: CatalogueNews) => void
}

/** When the index does not answer, it is asked again after this. */
const INDEX_RETRY_MS = 5_000
/** Between two looks while something due is being checked and places are free. */
const BUSY_MS = 500
/** Clocks are set and machines sleep: nothing is slept over for longer than this. */
const MAX_SLEEP_MS = 60_000

export class Checker implements AsyncDisposable {
  readonly #powers: CheckerPowers
  readonly #options: CheckerOptions
  readonly #alarm = new Alarm()
  readonly #end = new AbortController()
  readonly #checking = new Map<string, Promise<void>>()
  #running: Promise<void> | undefined

  constructor(powers: CheckerPowers, options: CheckerOptions = {}) {
    this.#powers = powers
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** Look now: there are new candidates, or one was hurried. */
  poke(): void {
    this.#alarm.ring()
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#running
    await Promise.all(this.#checking.values())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.#fill(signal).catch(() => INDEX_RETRY_MS)
      await this.#alarm.sleep(pause, signal)
    }
  }

  /** Starts what is due while places are free. Gives how long there is nothing more to do. */
  async #fill(signal: AbortSignal): Promise<number> {
    const { index, clock } = this.#powers
    const free = (this.#options.atOnce ?? 4) - this.#checking.size
    // Whatever ends rings the alarm.
    if (free <= 0) return MAX_SLEEP_MS
    const due = await index.due(clock.now(), free + this.#checking.size)
    const fresh = due.filter((candidate) => !this.#checking.has(keyOf(candidate))).slice(0, free)
    for (const candidate of fresh) this.#begin(candidate, signal)
    if (fresh.length === free) return MAX_SLEEP_MS
    const next = await index.nextDue()
    const wait = next === undefined ? MAX_SLEEP_MS : next - clock.now()
    // Due already and yet not started: it is being checked, or became due this instant.
    return wait > 0 ? Math.min(wait, MAX_SLEEP_MS) : BUSY_MS
  }

  #begin(candidate: Candidate, signal: AbortSignal): void {
    const key = keyOf(candidate)
    const ended = this.#checkOne(candidate, signal).finally(() => {
      this.#checking.delete(key)
      this.#alarm.ring()
    })
    this.#checking.set(key, ended)
  }

  /** Never throws: what could not be settled stays due. */
  async #checkOne(candidate: Candidate, signal: AbortSignal): Promise<void> {
    const { index, clock } = this.#powers
    try {
      const found = await this.#powers
        .check(candidate, signal)
        .catch((failure: unknown) => later(candidate, clock.now(), failure))
      if (signal.aborted) return
      const outcome = await index.settle(candidate, found)
      if (outcome) this.#tell(candidate.release, outcome)
    } catch {
      // Keeps its place for a while: asked again at once, a broken index would be asked for ever.
      await new Alarm().sleep(INDEX_RETRY_MS, signal)
    }
  }

  #tell(release: ReleaseId, outcome: Outcome): void {
    const { onNews } = this.#options
    if (outcome.status === 'listed') onNews?.({ type: 'release:listed', release })
    if (outcome.status === 'refused') {
      onNews?.({ type: 'release:refused', release, reason: outcome.reason })
    }
  }
}

const keyOf = ({ block, logIndex, release }: Place & Pick<Candidate, 'release'>): string =>
  `${block}.${logIndex}.${release}`
