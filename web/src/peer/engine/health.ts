/** Notices when the music waits: after a second it says so, why, and how many are asked. */
import { MegaboxError } from '../../../../node/index.ts'
import type { Trouble, TroubleReason } from '../status.ts'

const STALL_MS = 1_000

export interface HealthPowers {
  /** Who can be asked now. */
  asked(): number
  changed(): void
}

export class Health {
  readonly #powers: HealthPowers
  readonly #stalled = new Map<object, { cid: string; since: number }>()
  #failed: Trouble | undefined
  #why: TroubleReason = 'silent'

  constructor(powers: HealthPowers) {
    this.#powers = powers
  }

  /** What those who are asked said or did last. */
  blame(why: unknown): void {
    this.#why = reasonOf(why)
  }

  get trouble(): Trouble | undefined {
    const [first] = this.#stalled.values()
    if (!first) return this.#failed
    const tried = this.#powers.asked()
    const reason = tried === 0 && this.#why === 'silent' ? 'nobody' : this.#why
    return { state: 'stalled', reason, cid: first.cid, tried, since: first.since }
  }

  /** Passes on what `source` gives, and watches how long it takes. */
  async *watch<Piece>(
    cid: string,
    source: AsyncGenerator<Piece>,
    signal: AbortSignal,
  ): AsyncGenerator<Piece> {
    try {
      for (;;) {
        const step = await this.#soon(cid, source.next())
        if (step.done === true) return
        if (this.#failed?.cid === cid) this.#failed = undefined
        this.#powers.changed()
        yield step.value
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(cid, error)
      throw error
    } finally {
      await source.return(undefined)
    }
  }

  async #soon<Result>(cid: string, work: Promise<Result>): Promise<Result> {
    const token = {}
    const timer = setTimeout(() => {
      this.#stalled.set(token, { cid, since: Date.now() - STALL_MS })
      this.#powers.changed()
    }, STALL_MS)
    try {
      const result = await work
      if (this.#stalled.size > 0) this.#why = 'silent'
      return result
    } finally {
      clearTimeout(timer)
      if (this.#stalled.delete(token)) this.#powers.changed()
    }
  }

  #fail(cid: string, error: unknown): void {
    const own = reasonOf(error)
    const reason = own === 'refused' ? this.#why : own
    this.#failed = { state: 'failed', reason, cid, tried: this.#powers.asked(), since: Date.now() }
    this.#powers.changed()
  }
}

/** By name, since some of these classes never leave their room. */
function reasonOf(error: unknown): TroubleReason {
  const name = error instanceof MegaboxError ? error.name : ''
  if (name === 'LyingPeerError') return 'lied'
  if (name === 'SilentSourceError') return 'silent'
  if (name === 'UnsoundFileError' || name === 'UsageError') return 'unsound'
  if (name === 'DiskFullError') return 'full'
  return 'refused'
}
