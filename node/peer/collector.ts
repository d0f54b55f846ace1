/**
 * Sweeps out blocks that nothing refers to. Blocks have references, never owners: what a live
 * manifest, a pin or an unfinished draft reaches stays, however many share it, and so does what was
 * put, read or asked for lately. So whatever begins to matter while this works is safe: it had to be
 * touched to matter.
 */
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { Alarm } from '../catalogue/alarm.ts'
import { CannotCollectError } from '../domain/errors.ts'
import type { Clock, Index, Keeping, Stock, StoredBlock } from '../domain/ports.ts'
import { References } from './references.ts'

export interface CollectorPowers {
  index: Pick<Index, 'live' | 'held' | 'letGo'>
  stock: Stock
  keeping: Keeping
  clock: Clock
  /** Why the catalogue does not know all that is live just now; undefined when it does. */
  unsure: () => string | undefined
}

export interface CollectorOptions {
  everyMs?: number
  /** The least time between two sweeps that were asked for because there was no room. */
  pauseMs?: number
  /** A block written so lately stays, whoever refers to it: this process may be younger than that. */
  youngMs?: number
  onCollected?: (collected: Collected) => void
  /** Hears of each block that was here, belongs to what is to stay whole, and is gone. */
  onLost?: (lost: CID) => void
  /** Hears what rotted, and is not wanted any more. */
  onUnwanted?: (damaged: readonly CID[]) => void
  onProblem?: (problem: unknown) => void
}

export interface Amount {
  blocks: number
  bytes: number
}

export interface Collected {
  dryRun: boolean
  /** Removed, or what would be. */
  freed: Amount
  /** Nothing refers to it, but it was used lately. */
  spared: Amount
  /** Something refers to it, or someone reads the file it belongs to. */
  kept: Amount
}

export interface CollectProgress {
  step: 'marking' | 'sweeping'
  /** Referred to, or looked at, so far. */
  blocks: number
}

export interface CollectOptions {
  /** Count only. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (progress: CollectProgress) => void
}

const EVERY_MS = 3_600_000
const PAUSE_MS = 600_000
const YOUNG_MS = 3_600_000
const TELL_EVERY = 1000

export class Collector implements AsyncDisposable {
  readonly #powers: CollectorPowers
  readonly #options: CollectorOptions
  readonly #end = new AbortController()
  readonly #alarm = new Alarm()
  #last = -Infinity
  #running: Promise<void> | undefined
  #queue: Promise<unknown> = Promise.resolve()
  /** What the sweep under way will leave. */
  #referred: References | undefined

  constructor(powers: CollectorPowers, options: CollectorOptions = {}) {
    this.#powers = powers
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  /** There is no room: sweeps soon, unless it did lately. */
  poke(): void {
    const { pauseMs = PAUSE_MS } = this.#options
    if (performance.now() - this.#last >= pauseMs) this.#alarm.ring()
  }

  /** Something was lost, or came back: looks at once what else is missing. */
  lookForLost(): void {
    this.#alarm.ring()
  }

  /** Sweeps now, one after the other. Throws `CannotCollectError` while it is not known what is live. */
  collect(options: CollectOptions = {}): Promise<Collected> {
    const before = this.#queue
    const work = (async () => {
      await before.catch(() => undefined)
      return this.#collect(options)
    })()
    this.#queue = work
    return work
  }

  /** These just became wanted: a sweep under way, which did not know, leaves what they refer to. */
  async spare(roots: readonly CID[]): Promise<void> {
    for (const root of roots) await this.#referred?.from(root)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#running
    await this.#queue.catch(() => undefined)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { everyMs = EVERY_MS, onProblem } = this.#options
    for (;;) {
      await this.#alarm.sleep(everyMs, signal)
      if (signal.aborted) return
      await this.collect().catch((problem: unknown) => {
        // Not known yet what is live: the next time will do.
        if (!signal.aborted && !(problem instanceof CannotCollectError)) onProblem?.(problem)
      })
    }
  }

  async #collect({ dryRun = false, signal, onProgress }: CollectOptions): Promise<Collected> {
    const ended = this.#end.signal
    const until = signal ? AbortSignal.any([signal, ended]) : ended
    this.#last = performance.now()
    // Before the marking: whatever still counts as held is marked, and so stays.
    if (this.#powers.unsure() === undefined) await this.#powers.index.letGo()
    const onBlocks = (blocks: number) => onProgress?.({ step: 'marking', blocks })
    const referred = new References(this.#powers.stock, { signal: until, onBlocks })
    this.#referred = referred
    try {
      await referred.fromAll({ whole: this.#whole(), other: this.#other() })
      for (const lost of referred.lost) this.#options.onLost?.(lost)
      this.#refuseUnsure()
      await this.#refuseBroken(referred)
      const tell = (blocks: number) => onProgress?.({ step: 'sweeping', blocks })
      const collected = await this.#sweep(referred, { dryRun, signal: until, tell })
      if (!dryRun) this.#options.onCollected?.(collected)
      return collected
    } finally {
      this.#referred = undefined
    }
  }

  async *#whole(): AsyncGenerator<CID> {
    const { index, keeping } = this.#powers
    yield* index.held()
    for (const pin of await keeping.pins.list())
      if (pin.whole === true) yield* [pin.cid, ...pin.files]
    yield* await keeping.drafts.list()
  }

  async *#other(): AsyncGenerator<CID> {
    const { index, keeping, stock } = this.#powers
    yield* stock.nodesInUse()
    yield* index.live()
    for (const { cid, files } of await keeping.pins.list()) yield* [cid, ...files]
  }

  /** A catalogue that is being rebuilt knows of nothing, and would have everything swept. */
  #refuseUnsure(): void {
    const why = this.#powers.unsure()
    if (why !== undefined) throw new CannotCollectError(why)
  }

  /**
   * What was lost may come back, and the songs below it with it. What rotted and is not wanted any
   * more is forgotten.
   */
  async #refuseBroken({ blocks, missing, lost }: References): Promise<void> {
    const { damaged } = this.#powers.keeping
    const node = lost.find(({ code }) => code !== raw.code)
    if (node) throw new CannotCollectError(`${node.toString()} was lost and is being fetched again`)
    const unwanted: CID[] = []
    for (const cid of await damaged.list()) {
      if (missing.has(cid)) {
        throw new CannotCollectError(`${cid.toString()} was damaged and is being fetched again`)
      }
      if (!blocks.has(cid)) unwanted.push(cid)
    }
    for (const cid of unwanted) await damaged.remove(cid)
    this.#options.onUnwanted?.(unwanted)
  }

  async #sweep(
    live: References,
    { dryRun, signal, tell }: { dryRun: boolean; signal: AbortSignal; tell: (n: number) => void },
  ): Promise<Collected> {
    const { stock } = this.#powers
    const found = { freed: none(), spared: none(), kept: none() }
    let looked = 0
    for await (const block of stock.list()) {
      signal.throwIfAborted()
      if (looked++ % TELL_EVERY === 0) tell(looked)
      if (live.blocks.has(block.cid)) count(found.kept, block)
      else if (this.#isYoung(block) || stock.inUse(block.cid)) count(found.spared, block)
      else if (dryRun || (await stock.drop(block.cid))) count(found.freed, block)
      else count(found.spared, block)
    }
    tell(looked)
    return { dryRun, ...found }
  }

  #isYoung({ at }: StoredBlock): boolean {
    const { youngMs = YOUNG_MS } = this.#options
    return this.#powers.clock.now() - at < youngMs
  }
}

const none = (): Amount => ({ blocks: 0, bytes: 0 })

function count(amount: Amount, { bytes }: StoredBlock): void {
  amount.blocks += 1
  amount.bytes += bytes
}
