/** The worker that keeps looking at the chain: `catchUp` now, on `poke`, and every `pollMs`. */
import { StaleEndpointError } from '../domain/errors.ts'
import { Alarm } from './alarm.ts'
import { backoff } from './backoff.ts'
import { catchUp, type FollowPowers } from './follow.ts'

/**
 * `behind`: has not yet reached the head since it started or since the chain was lost; with a
 * reason, its endpoint is the one behind. That is no silence: what is sent there still arrives, and
 * a chain that was set back by hand gets its next block only from somebody who sends.
 */
export type FollowState =
  | { state: 'behind'; reason?: string }
  | { state: 'following' }
  | { state: 'unreachable'; reason: string }

export interface FollowerOptions {
  pollMs: number
  /** Hears how many events were new, each time there were some. */
  onAdvance?: (events: number) => void
  onState?: (state: FollowState) => void
}

const RETRY = { firstMs: 500, maxMs: 10_000 }

export class Follower implements AsyncDisposable {
  readonly #powers: FollowPowers
  readonly #options: FollowerOptions
  readonly #alarm = new Alarm()
  readonly #end = new AbortController()
  #state: FollowState = { state: 'behind' }
  #running: Promise<void> | undefined
  #looking: Promise<boolean> | undefined

  constructor(powers: FollowPowers, options: FollowerOptions) {
    this.#powers = powers
    this.#options = options
  }

  get state(): FollowState {
    return this.#state
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** Look now: something was heard of that the chain should know. */
  poke(): void {
    this.#alarm.ring()
  }

  /** Looks now, and resolves when it has looked. Never throws: `state` says how it went. */
  async look(): Promise<void> {
    await this.#lookOnce(this.#end.signal)
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      failures = (await this.#lookOnce(signal)) ? 0 : failures + 1
      const { pollMs } = this.#options
      const pause = failures === 0 ? pollMs : backoff(failures - 1, Math.random(), RETRY)
      await this.#alarm.sleep(pause, signal)
    }
  }

  /** One look at a time. Whoever asks during one gets the next: theirs may have begun too early. */
  async #lookOnce(signal: AbortSignal): Promise<boolean> {
    await this.#looking?.catch(() => false)
    this.#looking ??= this.#look(signal).finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Did the chain answer? */
  async #look(signal: AbortSignal): Promise<boolean> {
    try {
      const events = await catchUp(this.#powers, { signal })
      this.#enter({ state: 'following' })
      if (events > 0) this.#options.onAdvance?.(events)
      return true
    } catch (failure) {
      if (signal.aborted) return true
      const reason = failure instanceof Error ? failure.message : String(failure)
      const stale = failure instanceof StaleEndpointError
      this.#enter({ state: stale ? 'behind' : 'unreachable', reason })
      return false
    }
  }

  #enter(next: FollowState): void {
    const changed = JSON.stringify(next) !== JSON.stringify(this.#state)
    this.#state = next
    if (changed) this.#options.onState?.(next)
  }
}
