/**
 * Keeps a copy of what is listed, oldest first, until the operator's budget is used up: a release
 * survives its publisher because those who list it hold it, too.
 */
import type { ListedFile } from '../domain/catalogue.ts'
import type { Files, Index } from '../domain/ports.ts'

const AT_ONCE = 2
const LOOK_AT = 200
const RETRY_MS = 5_000

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
  /** How long to wait before looking again, also for what could not be had. */
  retryMs?: number
}

export class Seeder implements AsyncDisposable {
  readonly #powers: SeederPowers
  readonly #options: SeederOptions
  readonly #end = new AbortController()
  readonly #retryMs: number
  /** Files that could not be had lately, by CID, and when to try again. */
  readonly #later = new Map<string, number>()
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

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const before = this.#pokes
      const due = await this.#due().catch(() => [])
      if (due.length > 0) await this.#keepAll(due, signal)
      else if (this.#pokes === before) await this.#sleep(signal)
    }
  }

  async #due(): Promise<ListedFile[]> {
    const now = performance.now()
    const room = this.#room()
    // What was put off must not hide what comes after it.
    const unheld = await this.#powers.index.unheld(LOOK_AT + this.#later.size)
    return unheld.filter(
      ({ cid, bytes }) => bytes <= room && (this.#later.get(cid.toString()) ?? 0) <= now,
    )
  }

  async #keepAll(files: readonly ListedFile[], signal: AbortSignal): Promise<void> {
    const queue = [...files]
    const worker = async () => {
      for (let file = queue.shift(); file && !signal.aborted; file = queue.shift()) {
        await this.#keep(file, signal)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }

  async #keep(file: ListedFile, signal: AbortSignal): Promise<void> {
    const { cid, bytes } = file
    if (bytes > this.#room()) return
    this.#coming += bytes
    try {
      await this.#powers.files.keep(cid, { maxBytes: bytes, signal })
      await this.#powers.index.hold(cid)
      this.#later.delete(cid.toString())
      this.#options.onHeld?.(file)
    } catch {
      this.#later.set(cid.toString(), performance.now() + this.#retryMs)
    } finally {
      this.#coming -= bytes
    }
  }

  #room(): number {
    return this.#options.budget - this.#powers.stored() - this.#coming
  }

  #sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#retryMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (signal.aborted) this.#wake()
    })
  }
}
