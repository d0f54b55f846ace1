/**
 * What the page that leads runs in a worker: the store on this device, the light reader, and the
 * answers to every page of this shop and to its service worker. Rendering never delays the music.
 */
import type { CID } from 'multiformats/cid'
import {
  createReader,
  createSniffer,
  type HeardRelease,
  type Reader,
  type Sniffer,
} from '../../../../node/index.ts'
import { cidOf, openFile, type FileQuestion } from '../openFile.ts'
import type { PeerStatus, ServedBy, SharingState, SourceKind } from '../status.ts'
import type { BlockStore } from '../store/blockStore.ts'
import type { Answers } from '../wire.ts'
import { Health } from './health.ts'
import { newsOf } from './news.ts'
import { prepare } from './prepare.ts'
import { Served } from './served.ts'

export interface EngineOptions {
  origin: string
  /** Multiplies how long silence is borne. For tests. */
  patience: number
  persisted(): Promise<boolean>
}

interface Known {
  kind: SourceKind
  address?: string
}

/** A page that opens later hears of these, too. */
const MAX_HEARD = 50

export class Engine {
  readonly reader: Reader
  readonly #store: BlockStore
  readonly #options: EngineOptions
  readonly #health: Health
  readonly #news = newsOf()
  readonly #served = new Served()
  /** Those beside the shop. */
  readonly #known = new Map<string, Known>()
  readonly #typeOf: Sniffer
  readonly #gossip = newsOf()
  /** What was announced, newest last. */
  #heard: HeardRelease[] = []
  sharing: SharingState = 'off'
  given = 0
  /** Is called when one of the peers lied. */
  onLie: (peer: string) => void = () => undefined
  /** Is called with what the listener chose. */
  onShare: (on: boolean) => Promise<void> = async () => undefined

  constructor(store: BlockStore, options: EngineOptions) {
    this.#store = store
    this.#options = options
    this.reader = createReader({
      ...{ store, gateways: [options.origin], patience: options.patience },
      onFailed: (_source, why) => {
        this.#health.blame(why)
        this.changed()
      },
      onDelivered: (source, root, bytes) => this.#served.note(root.toString(), source, bytes),
      onLie: (peer) => {
        this.#served.forget(peer)
        this.onLie(peer)
      },
    })
    this.#typeOf = createSniffer(this.reader.files)
    this.#health = new Health({
      asked: () => this.reader.sources.filter(({ outcast }) => !outcast).length,
      changed: () => this.changed(),
    })
  }

  /** What pages and the service worker may ask. */
  get answers(): Answers {
    const powers = { files: this.reader.files, typeOf: this.#typeOf }
    return {
      ready: async function* () {
        yield true
      },
      open: (what, signal) => {
        const question = what as FileQuestion // said by our own page or service worker
        return this.#health.watch(question.cid, openFile(powers, question, signal), signal)
      },
      ahead: (what, signal) => this.#fetchAhead(cidOf(String(what)), signal),
      keep: (what, signal) => this.#keep(cidOf(String(what)), signal),
      kept: (what) => once(this.#store.isKept(String(what))),
      drop: (what) => this.#drop(String(what)),
      stored: (what) => this.#stored(cidOf(String(what))),
      block: (what, signal) => this.#block(cidOf(String(what)), signal),
      news: (_what, signal) => this.#gossip.each(signal, () => this.#heard),
      served: (what) => once(this.#servedBy(what as string[])), // said by our own page
      share: (what) => this.#share(what === true),
      status: (_what, signal) => this.#statuses(signal),
    }
  }

  /** See `prepare`. */
  prepare(signal: AbortSignal): Promise<void> {
    const powers = { store: this.#store, files: this.reader.files, typeOf: this.#typeOf }
    return prepare(powers, signal)
  }

  know(name: string, known: Known): void {
    this.#known.set(name, known)
    this.changed()
  }

  forget(name: string): void {
    this.#known.delete(name)
    this.changed()
  }

  /** Of releases that were announced. */
  hear(heard: readonly HeardRelease[]): void {
    if (heard.length === 0) return
    this.#heard = [...this.#heard, ...heard].slice(-MAX_HEARD)
    this.#gossip.changed()
  }

  changed(): void {
    this.#news.changed()
  }

  async #status(): Promise<PeerStatus> {
    const { damaged, contents } = this.#store
    const all = this.reader.sources
    const sources = all.map(({ name, blocks, bytes, outcast: lied }) => {
      const address = this.#known.get(name)?.address
      return { name, kind: this.#kindOf(name), blocks, bytes, lied, ...(address && { address }) }
    })
    const sum = (pick: 'blocks' | 'bytes') => all.reduce((total, one) => total + one[pick], 0)
    const { trouble } = this.#health
    return {
      sharing: this.sharing,
      sources,
      verified: { blocks: sum('blocks'), bytes: sum('bytes') },
      given: this.given,
      ...(trouble && { trouble }),
      storage: { ...contents, damaged, persisted: await this.#options.persisted() },
    }
  }

  #kindOf(name: string): SourceKind {
    return name === this.#options.origin ? 'shop' : (this.#known.get(name)?.kind ?? 'node')
  }

  async #servedBy(files: readonly string[]): Promise<ServedBy[]> {
    const served = await this.#served.of(files)
    return [...served].map(([name, bytes]) => ({ name, bytes, kind: this.#kindOf(name) }))
  }

  #statuses(signal: AbortSignal): AsyncGenerator<PeerStatus> {
    return this.#news.each(signal, () => this.#status())
  }

  /** Everything of a file, stored. Gives how many bytes are here, now and then. */
  async *#fetchAhead(cid: CID, signal: AbortSignal): AsyncGenerator<number> {
    const gone = new AbortController()
    const stop = AbortSignal.any([signal, gone.signal])
    let bytes = 0
    let told = -1
    const came = newsOf()
    const onBytes = (more: number) => {
      bytes += more
      came.changed()
    }
    const work = this.reader.files.keep(cid, { signal: stop, onBytes }).finally(came.end)
    work.catch(() => undefined) // it is thrown below
    try {
      for await (const now of came.each(stop, () => bytes)) {
        if (now !== told) yield (told = now)
      }
      await work
      if (bytes !== told) yield bytes
    } finally {
      gone.abort()
      this.changed()
    }
  }

  async *#keep(cid: CID, signal: AbortSignal): AsyncGenerator<number> {
    const { files } = this.reader
    const bytes = await files.size(cid, { signal })
    if (!this.#store.isKept(cid.toString())) this.#store.reserve(bytes)
    yield* this.#fetchAhead(cid, signal)
    const blocks: CID[] = []
    for await (const block of files.blocksOf(cid, { offline: true, signal })) blocks.push(block)
    await this.#store.keep(cid.toString(), bytes, blocks)
    this.changed()
  }

  /** A block for another listener: only what lies here. */
  async *#stored(cid: CID): AsyncGenerator<Uint8Array> {
    const block = await this.#store.read(cid)
    if (block) yield block
  }

  /** Any block, from whoever has it. */
  async *#block(cid: CID, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield await this.reader.blocks.get(cid, { signal })
  }

  async *#share(on: boolean): AsyncGenerator<boolean> {
    await this.onShare(on)
    yield on
  }

  async *#drop(cid: string): AsyncGenerator<boolean> {
    await this.#store.drop(cid)
    this.changed()
    yield true
  }
}

async function* once<Value>(value: Value | Promise<Value>): AsyncGenerator<Value> {
  yield await value
}
