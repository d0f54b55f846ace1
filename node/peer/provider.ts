/**
 * Tells the nodes' table of every release that is listed and held here, soon after it is, and again
 * twice a day, since records expire. One after the other, slowly: nobody waits for it.
 */
import type { CID } from 'multiformats/cid'
import { Alarm } from '../catalogue/alarm.ts'
import { filesOf } from '../catalogue/filesOf.ts'
import { decodeManifest } from '../domain/manifest.ts'
import type { Abortable, Blocks, Index } from '../domain/ports.ts'

const EVERY_MS = 12 * 3_600_000
/** When nobody took note, or files are still on their way. */
const RETRY_MS = 60_000
/** Between two releases. */
const PACE_MS = 500

export interface ProviderPowers {
  index: Pick<Index, 'live' | 'file'>
  blocks: Pick<Blocks, 'has' | 'get'>
  /** Gives how many nodes took note. */
  provide(root: CID, options: Abortable): Promise<number>
}

export interface ProviderOptions {
  onProblem?: (problem: unknown) => void
  everyMs?: number
  retryMs?: number
  paceMs?: number
}

export class Provider implements AsyncDisposable {
  readonly #powers: ProviderPowers
  readonly #options: Required<Pick<ProviderOptions, 'everyMs' | 'retryMs' | 'paceMs'>>
  readonly #onProblem: (problem: unknown) => void
  readonly #end = new AbortController()
  readonly #alarm = new Alarm()
  /** When to tell of a release again, `performance.now()`. */
  readonly #due = new Map<string, number>()
  #running: Promise<void> | undefined

  constructor(powers: ProviderPowers, options: ProviderOptions = {}) {
    this.#powers = powers
    const { onProblem = () => undefined, ...pace } = options
    this.#onProblem = onProblem
    this.#options = { everyMs: EVERY_MS, retryMs: RETRY_MS, paceMs: PACE_MS, ...pace }
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** Something was listed, or is held now. */
  poke(): void {
    this.#alarm.ring()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#round(signal).catch((problem: unknown) => this.#onProblem(problem))
      await this.#alarm.sleep(this.#options.retryMs, signal)
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    for (const root of await this.#pending()) {
      if (signal.aborted) return
      const told = await this.#tellIfHeld(root, signal).catch((problem: unknown) => {
        // The next may be sound.
        if (!signal.aborted) this.#onProblem(problem)
      })
      if (told === undefined) continue
      // Nobody is there to take note: the rest would wait in vain, too.
      if (told === 0) return
      await new Alarm().sleep(this.#options.paceMs, signal)
    }
  }

  /** What is due. What is no longer live is forgotten. */
  async #pending(): Promise<CID[]> {
    const pending: CID[] = []
    const live = new Set<string>()
    for await (const root of this.#powers.index.live()) {
      live.add(root.toString())
      if ((this.#due.get(root.toString()) ?? 0) <= performance.now()) pending.push(root)
    }
    for (const root of this.#due.keys()) if (!live.has(root)) this.#due.delete(root)
    return pending
  }

  /** How many took note; undefined when it is not held. */
  async #tellIfHeld(root: CID, signal: AbortSignal): Promise<number | undefined> {
    if (!(await this.#isHeld(root))) return undefined
    const told = await this.#powers.provide(root, { signal })
    // Up to a tenth earlier, so that what was listed together is not told of together for ever.
    const wait = this.#options.everyMs * (1 - Math.random() / 10)
    if (told > 0) this.#due.set(root.toString(), performance.now() + wait)
    return told
  }

  /** Its manifest is listed, and of each of its files the root is here. */
  async #isHeld(root: CID): Promise<boolean> {
    const { index, blocks } = this.#powers
    if (!(await blocks.has(root)) || !(await index.file(root))) return false
    const { release } = decodeManifest(await blocks.get(root, { offline: true }))
    for (const { cid } of filesOf(release)) if (!(await blocks.has(cid))) return false
    return true
  }
}
