/**
 * Brings many blocks from several sources at once. Each source is asked for runs of blocks as long
 * as its measured pace allows, the next run just before the last has come. A block that its source
 * keeps waiting for is asked for elsewhere; whoever lies is cut off; what is left of a failed
 * question goes back to the others.
 */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import { DiskFullError, UnreachableError } from '../../domain/errors.ts'
import { LEAF_BYTES } from '../../domain/layout.ts'
import { chooseFor, overtakeBy, type Field } from './choose.ts'
import { expected } from './expected.ts'
import { CRAWL } from './measured.ts'
import { Request } from './request.ts'
import { LackingError, SilentSourceError, type Source } from './source.ts'
import type { Sources } from './sources.ts'
import { Until } from './until.ts'
import { Wanted } from './wanted.ts'

/** Sources of one transfer at a time, and questions under way to one of them. */
const MAX_SOURCES = 8
const MAX_REQUESTS = 2
const TICK_MS = 100
/** A tick so late says that this process was busy: what came meanwhile is not heard yet. */
const LATE_MS = 500
/** Blocks of one question on their way to the store. */
const MAX_PUTS = 8
/** A transfer that does more than crawl is not given up before then. */
const DEADLINE_MS = 120_000
const SEEK_MS = 5_000

export interface TransferPowers {
  sources: Sources
  /** What is stored here; undefined when it is not. */
  stored(cid: CID): Promise<Uint8Array | undefined>
  store(block: CarBlock): Promise<void>
  /** The node is going down. */
  closed?: AbortSignal
  /** Looks beyond those who are connected. */
  seek?: ((root: CID, signal: AbortSignal) => void) | undefined
}

export interface TransferOptions {
  signal?: AbortSignal | undefined
  /** Only what is stored here. */
  offline?: boolean
  /** All are wanted and in no order: a block counts as here once it is stored. */
  bulk?: boolean
  /** Gives a block up as soon as everybody said they lack it. */
  hasty?: boolean
  /** How long nothing at all may come. */
  patienceMs: number
}

export class Transfer implements Disposable {
  /** The reader waits for the next block. */
  starving = false
  /** Nothing more will be wanted. */
  complete = false
  readonly #root: CID
  readonly #powers: TransferPowers
  readonly #options: TransferOptions
  readonly #wanted = new Map<string, Wanted>()
  #missing: Wanted[] = []
  readonly #requests = new Set<Request>()
  readonly #end = new AbortController()
  readonly #changes: Disposable
  readonly #until: Until
  /** Those who delivered something of this. */
  readonly #helped = new Set<Source>()
  #timer: ReturnType<typeof setInterval> | undefined
  #wants = 0
  #sinceBlock = performance.now()
  #tickedAt = performance.now()
  #seekAt = performance.now() + 3 * TICK_MS
  #pumping = false

  constructor(root: CID, powers: TransferPowers, options: TransferOptions) {
    this.#root = root
    this.#powers = powers
    this.#options = options
    this.#changes = powers.sources.onChange(() => this.#pump())
    this.#until = new Until([options.signal, powers.closed])
    const { signal } = this.#until
    signal.addEventListener('abort', () => this[Symbol.dispose](), { once: true })
    if (signal.aborted) this[Symbol.dispose]()
  }

  /** Bytes a second of all sources in play. */
  get rate(): number {
    const sources = new Set([...this.#requests].map(({ source }) => source))
    let sum = 0
    for (const source of sources) sum += this.#powers.sources.paceOf(source).rate
    return sum * 1000
  }

  /** A verified block, stored or soon stored. `bytes`: how long it should be. */
  want(cid: CID, bytes: number): Promise<Uint8Array> {
    const known = this.#wanted.get(cid.toString())
    if (known) return known.block
    const wanted = new Wanted(cid, bytes, this.#wants++)
    // Until now the reader made us wait, not the sources.
    if (this.#wanted.size === 0) this.#sinceBlock = performance.now()
    if (this.#end.signal.aborted) wanted.failed(this.#reason())
    else {
      this.#wanted.set(wanted.key, wanted)
      void this.#look(wanted)
    }
    return wanted.block
  }

  [Symbol.dispose](): void {
    if (this.#end.signal.aborted) return
    this.#end.abort()
    this.#until[Symbol.dispose]()
    this.#changes[Symbol.dispose]()
    clearInterval(this.#timer)
    this.#giveUp(this.#reason())
  }

  #reason(): Error {
    const reason: unknown = this.#until.signal.reason
    return reason instanceof Error ? reason : new DOMException('The reader left', 'AbortError')
  }

  async #look(wanted: Wanted): Promise<void> {
    const stored = await this.#powers.stored(wanted.cid)
    if (wanted.settled) return
    if (stored) {
      this.#sinceBlock = performance.now()
      this.#settle(wanted, stored)
    } else if (this.#options.offline) this.#fail(wanted)
    else {
      this.#putBack([wanted])
      this.#pumpSoon()
    }
  }

  /** Several are wanted in one go: they are asked for together. */
  #pumpSoon(): void {
    if (this.#pumping) return
    this.#pumping = true
    queueMicrotask(() => {
      this.#pumping = false
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#end.signal.aborted || this.#wanted.size === 0) return
    if (!this.#timer) this.#tickedAt = performance.now()
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS)
    const sources = this.#powers.sources.for(this.#root).slice(0, MAX_SOURCES)
    // Who was quick and has fallen silent is not what the others are measured by.
    const stalled = new Set(
      [...this.#requests].filter((one) => one.stalled).map((one) => one.source),
    )
    const moving = sources.filter((source) => !stalled.has(source))
    const proven = moving
      .map((source) => this.#powers.sources.paceOf(source))
      .filter(({ known }) => known)
    const field = {
      best: Math.min(...proven.map((pace) => pace.timeFor(LEAF_BYTES))),
      among: Math.max(1, moving.length),
      bulk: this.#options.bulk === true,
      hurry: this.#options.bulk ? this.complete : this.starving,
    }
    for (const source of sources) this.#feed(source, field)
  }

  #feed(source: Source, field: Field): void {
    const mine = [...this.#requests].filter((request) => request.source === source)
    if (mine.length >= MAX_REQUESTS || mine.some(({ nearlyDone }) => !nearlyDone)) return
    const pace = this.#powers.sources.paceOf(source)
    const fresh = chooseFor(source, pace, this.#missing, field)
    const late = () => overtakeBy(source, pace, this.#wanted.values(), field)
    const items = fresh.length > 0 ? fresh : late()
    if (items.length > 0) void this.#ask(source, items)
  }

  async #ask(source: Source, items: readonly Wanted[]): Promise<void> {
    const { sources } = this.#powers
    using request = new Request(source, sources.paceOf(source), items)
    this.#requests.add(request)
    const asked = new Set(items)
    for (const item of items) item.asked.add(request)
    this.#missing = this.#missing.filter((item) => !asked.has(item))
    try {
      await this.#receive(request, items)
      if (!request.signal.aborted) this.#lacked(request)
    } catch (error) {
      if (!request.signal.aborted) this.#failed(request, error)
    } finally {
      this.#requests.delete(request)
      for (const item of items) item.asked.delete(request)
      this.#putBack(request.left.filter(({ settled, asked: { size } }) => !settled && size === 0))
      this.#pump()
    }
  }

  async #receive(request: Request, items: readonly Wanted[]): Promise<void> {
    const { source, signal } = request
    const cids = items.map(({ cid }) => cid)
    const onBytes = (bytes: number) => {
      if (request.heard(bytes)) this.#pumpSoon()
    }
    const puts = new Set<Promise<void>>()
    const answer = source.ask(cids, { signal, onBytes })
    for await (const block of expected(answer, cids, source.name)) {
      this.#powers.sources.delivered(source, this.#root, {
        bytes: block.bytes.length,
        ms: request.timeOfBlock(),
      })
      this.#sinceBlock = performance.now()
      this.#helped.add(source)
      const item = request.take(block.cid.toString())
      if (!item || item.settled) continue
      item.asked.delete(request)
      const put = this.#take(item, block).finally(() => puts.delete(put))
      puts.add(put)
      if (puts.size >= MAX_PUTS) await request.heldFor(Promise.race(puts))
      if (request.left.length > 0 && request.done) break
    }
    await request.heldFor(Promise.all(puts))
  }

  /** A listener hears a block before it is stored; a copy that is to be kept must be. */
  async #take(item: Wanted, block: CarBlock): Promise<void> {
    const { bulk = false } = this.#options
    if (!bulk) this.#settle(item, block.bytes)
    try {
      await this.#powers.store(block)
      if (bulk) this.#settle(item, block.bytes)
    } catch (error) {
      // Music goes on when the disk is full.
      if (bulk) item.failed(error instanceof Error ? error : new DiskFullError('the block store'))
      this.#forget(item)
    }
  }

  #settle(item: Wanted, block: Uint8Array): void {
    this.#forget(item)
    item.here(block)
    // Whoever was asked for it as well, and for nothing else, need not send it.
    for (const request of this.#requests) {
      if (item.asked.has(request) && request.done) this.#leave(request)
    }
  }

  /** The same block may be wanted anew by then: that want is not this one. */
  #forget(item: Wanted): void {
    if (this.#wanted.get(item.key) === item) this.#wanted.delete(item.key)
  }

  #lacked(request: Request): void {
    const { sources } = this.#powers
    const { source, left } = request
    for (const item of left) item.lack(source.name)
    // Of a batch, what is named first is nobody's root.
    if (this.#options.hasty) return
    if (left.length === 0) sources.holders.note(this.#root, source.name, true)
    else if (request.fruitless && !this.#helped.has(source)) {
      sources.holders.note(this.#root, source.name, false)
    }
  }

  #failed(request: Request, error: unknown): void {
    if (error instanceof LackingError) this.#lacked(request)
    else this.#powers.sources.failed(request.source, error)
  }

  #putBack(items: readonly Wanted[]): void {
    if (items.length === 0) return
    this.#missing.push(...items)
    this.#missing.sort((a, b) => a.order - b.order)
  }

  #tick(): void {
    if (this.#wanted.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    if (this.#hopeless()) {
      this.#giveUp(new UnreachableError(this.#root.toString()))
      return
    }
    this.#dropSilent()
    if (this.#options.hasty) this.#dropLacked()
    if (this.#requests.size === 0) this.#seek()
    this.#pump()
  }

  /** Whoever falls silent has failed: what it owes is asked of others, and it is not asked first. */
  #dropSilent(): void {
    const since = performance.now() - this.#tickedAt
    this.#tickedAt += since
    if (since > LATE_MS) return
    for (const request of this.#requests) {
      if (request.silent && !request.source.lastResort) this.#leave(request)
    }
  }

  /** Nobody waits for it any more; whoever had to be overtaken is not asked first again. */
  #leave(request: Request): void {
    const { source, stalled } = request
    if (stalled && request.left.length > 0 && !source.lastResort) {
      this.#powers.sources.failed(source, new SilentSourceError(source.name))
    }
    request.leave()
  }

  #hopeless(): boolean {
    const since = performance.now() - this.#sinceBlock
    const { patienceMs } = this.#options
    // Who was quick and fell silent does not crawl, whatever it sent before.
    const crawls = [...this.#requests].some(
      ({ rate, silentMs }) => rate >= CRAWL && silentMs < patienceMs,
    )
    return since > (crawls ? DEADLINE_MS : patienceMs)
  }

  #dropLacked(): void {
    const sources = this.#powers.sources.for(this.#root)
    if (sources.length === 0) return
    for (const item of this.#missing) {
      if (sources.every(({ name }) => item.lackedBy(name))) this.#fail(item)
    }
    this.#missing = this.#missing.filter(({ settled }) => !settled)
  }

  /** Nobody who is connected is any help. */
  #seek(): void {
    const now = performance.now()
    if (now < this.#seekAt) return
    this.#seekAt = now + SEEK_MS
    this.#powers.sources.askAround(this.#root, this.#end.signal)
    this.#powers.seek?.(this.#root, this.#end.signal)
  }

  #fail(item: Wanted): void {
    this.#forget(item)
    item.failed(new UnreachableError(item.key))
  }

  #giveUp(error: Error): void {
    this.#missing = []
    for (const item of this.#wanted.values()) item.failed(error)
    this.#wanted.clear()
    for (const request of this.#requests) this.#leave(request)
  }
}
