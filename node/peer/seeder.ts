/**
 * Keeps a copy of what is listed until the operator's budget is used up: a release survives its
 * publisher because those who list it hold it, too. Oldest first, but what nobody has must not keep
 * the rest waiting: a file that was never tried goes before one that failed, and one of a release
 * of which another file failed goes after those of releases that may be alive.
 */
import { backoff } from '../catalogue/backoff.ts'
import type { ListedFile } from '../domain/catalogue.ts'
import { DiskFullError, UnsoundFileError } from '../domain/errors.ts'
import type { ReleaseId } from '../domain/ids.ts'
import type { Files, Index } from '../domain/ports.ts'

const AT_ONCE = 2
const LOOK_AT = 200
const RETRY_MS = 5_000
const MAX_RETRY_MS = 3_600_000

export interface SeederPowers {
  index: Pick<Index, 'unheld' | 'hold'>
  files: Pick<Files, 'keep'>
  /** Bytes this node holds now. */
  stored: () => number
}

export interface SeederOptions {
  /** Bytes this node may hold. */
  budget: number
  onHeld?: (file: ListedFile) => void
  /** Hears that a file would fit into the budget, but not into what is left of it. */
  onFull?: () => void
  /** Hears what is wrong with this node, such as a full disk. That a file is nowhere is not. */
  onProblem?: (problem: unknown) => void
  /** How long to wait before looking again. Doubles, up to an hour, for what could not be had. */
  retryMs?: number
}

interface Failed {
  times: number
  /** When to try again. */
  at: number
}

export class Seeder implements AsyncDisposable {
  readonly #powers: SeederPowers
  readonly #options: SeederOptions
  readonly #end = new AbortController()
  readonly #retryMs: number
  /** Files that could not be had. */
  readonly #failed = new Map<string, Failed>()
  /** How many files of a release could not be had since one could. */
  readonly #dead = new Map<ReleaseId, number>()
  /** Files on their way. */
  readonly #inFlight = new Map<string, Promise<void>>()
  /** Bytes that are on their way, and so not yet stored. */
  #coming = 0
  #pokes = 0
  #wake: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(powers: SeederPowers, options: SeederOptions) {
    this.#powers = powers
    this.#options = options
    this.#retryMs = options.retryMs ?? RETRY_MS
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** Something new was listed. */
  poke(): void {
    this.#pokes += 1
    this.#wake?.()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    this.poke()
    await this.#running
  }

  /** Looks anew for each file, since what was listed meanwhile may come first. */
  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      const before = this.#pokes
      try {
        const next = this.#inFlight.size < AT_ONCE ? await this.#next() : undefined
        failures = 0
        if (next) this.#begin(next, signal)
        else if (this.#pokes === before) await this.#sleep(this.#retryMs, signal)
      } catch (problem) {
        this.#options.onProblem?.(problem)
        await this.#sleep(this.#pause(failures++), signal)
      }
    }
    await Promise.all(this.#inFlight.values())
  }

  /** Among those tried equally often, those of releases that fail least go first, then the oldest. */
  async #next(): Promise<ListedFile | undefined> {
    const now = performance.now()
    // What was put off must not hide what comes after it.
    const limit = LOOK_AT + this.#failed.size + this.#inFlight.size
    const room = this.#room()
    const unheld = await this.#powers.index.unheld(limit)
    const wanted = unheld.filter((file) => {
      const { at = 0 } = this.#failed.get(keyOf(file)) ?? {}
      return file.bytes <= this.#options.budget && at <= now && !this.#inFlight.has(keyOf(file))
    })
    const due = wanted.filter(({ bytes }) => bytes <= room)
    if (due.length < wanted.length) this.#options.onFull?.()
    const times = (file: ListedFile) => this.#failed.get(keyOf(file))?.times ?? 0
    const dead = ({ release }: ListedFile) => this.#dead.get(release) ?? 0
    return due.toSorted((a, b) => times(a) - times(b) || dead(a) - dead(b))[0]
  }

  #begin(file: ListedFile, signal: AbortSignal): void {
    if (signal.aborted) return
    const key = keyOf(file)
    this.#coming += file.bytes
    const done = this.#keep(file, signal).finally(() => {
      this.#coming -= file.bytes
      this.#inFlight.delete(key)
      this.poke()
    })
    this.#inFlight.set(key, done)
  }

  async #keep(file: ListedFile, signal: AbortSignal): Promise<void> {
    const { cid, bytes, release } = file
    try {
      await this.#powers.files.keep(cid, { maxBytes: bytes, signal })
      this.#dead.delete(release)
    } catch (problem) {
      if (signal.aborted) return
      if (problem instanceof DiskFullError) this.#options.onProblem?.(problem)
      this.#dead.set(release, (this.#dead.get(release) ?? 0) + 1)
      this.#putOff(file, problem)
      return
    }
    try {
      await this.#powers.index.hold(cid)
      this.#failed.delete(keyOf(file))
      this.#options.onHeld?.(file)
    } catch (problem) {
      this.#options.onProblem?.(problem)
      this.#putOff(file, problem)
    }
  }

  /** What is no such file, or larger than its manifest says, will never be otherwise. */
  #putOff(file: ListedFile, why: unknown): void {
    const key = keyOf(file)
    const times = this.#failed.get(key)?.times ?? 0
    const wait = why instanceof UnsoundFileError ? Infinity : this.#pause(times)
    this.#failed.set(key, { times: times + 1, at: performance.now() + wait })
  }

  #pause(failures: number): number {
    const range = { firstMs: this.#retryMs, maxMs: Math.max(this.#retryMs, MAX_RETRY_MS) }
    return backoff(failures, Math.random(), range)
  }

  #room(): number {
    return this.#options.budget - this.#powers.stored() - this.#coming
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (signal.aborted) this.#wake()
    })
  }
}

/** A file is what its manifest says: another may name the same CID with its true length. */
const keyOf = ({ cid, bytes }: ListedFile): string => `${cid.toString()} ${bytes}`
