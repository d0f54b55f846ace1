/**
 * The peer of this page: songs by their fingerprint, fetched from whoever has them, checked, stored
 * on this device and played through the service worker. All tabs of a shop share one.
 *
 * @example
 * const peer = await openShopPeer({ sharing: false })
 * await peer.ready
 * audio.src = peer.play(track.listening.cid)
 */
import type { HeardRelease } from '../../../node/index.ts'
import { controlled } from './controlled.ts'
import { InsecurePageError, PeerSilentError } from './errors.ts'
import { Leader } from './leader.ts'
import { leaderId, Link, type Word } from './link.ts'
import { Sharing } from './sharing.ts'
import { tellShell } from './shell.ts'
import type { PeerStatus, ServedBy, StorageStatus } from './status.ts'

export interface ShopPeerOptions {
  /** The node that serves this page. */
  origin?: string
  /** May other listeners help, and see this device's network address? The listener's own choice. */
  sharing: boolean
  /** Bytes to store at most. Default: 1 GiB, or half of what the browser gives. */
  budget?: number
  /** Multiplies how long silence is borne. For tests. */
  patience?: number
  /** How long to wait until it is ready, ms. */
  readyMs?: number
}

export interface KeepOptions {
  /** Hears how many bytes of it are here. */
  onBytes?: (bytes: number) => void
  signal?: AbortSignal
}

const READY_MS = 15_000
/** The first song goes first. */
const SHELL_MS = 2_000
const never = new AbortController().signal

export class ShopPeer {
  /**
   * Nothing may be played before. Rejects, in bounded time, with `InsecurePageError`,
   * `NotControlledError` or `PeerSilentError`.
   */
  readonly ready: Promise<void>
  readonly #origin: string
  readonly #leader: Leader
  readonly #sharing: Sharing
  readonly #link: Link
  readonly #closed = new AbortController()
  readonly #hearers = new Set<(status: PeerStatus) => void>()
  #status: PeerStatus | undefined

  constructor(options: ShopPeerOptions) {
    const { origin = location.origin, sharing, budget, patience = 1 } = options
    this.#origin = origin
    this.#link = new Link({ carry: (port) => this.#carry(port) })
    this.#sharing = new Sharing(origin, sharing, this.#link)
    this.#leader = new Leader({ origin, budget, patience }, this.#sharing.answers)
    this.ready = this.#start(options.readyMs ?? READY_MS)
    this.ready.catch(() => undefined) // whoever plays awaits it
  }

  /** Where `<audio>` and `<img>` find a file. */
  play(cid: string): string {
    return new URL(`ipfs/${cid}`, `${this.#origin}/`).href
  }

  /** Stores all of it for later, as long as there is room. */
  async fetchAhead(cid: string, signal: AbortSignal): Promise<void> {
    await this.#last('ahead', cid, { signal })
  }

  /** Brings all of it here, to stay. Throws `DiskFullError` when there is no room. */
  async keep(cid: string, options: KeepOptions = {}): Promise<void> {
    // Asked when there is something to lose; a no changes nothing but the risk.
    void navigator.storage.persist().catch(() => false)
    await this.#last('keep', cid, options)
  }

  async isKept(cid: string): Promise<boolean> {
    return (await this.#link.call<boolean>('kept', cid, this.#closed.signal)) ?? false
  }

  /** It need not stay. */
  async drop(cid: string): Promise<void> {
    await this.#link.call('drop', cid, this.#closed.signal)
  }

  async storage(): Promise<StorageStatus> {
    const status = await this.#link.call<PeerStatus>('status', undefined, this.#closed.signal)
    if (!status) throw new PeerSilentError()
    return status.storage
  }

  /** The listener's choice, for all tabs. */
  async setSharing(on: boolean): Promise<void> {
    this.#sharing.chosen = on
    await this.#link.call('share', on, this.#closed.signal)
  }

  /** Who delivered these files to this device. */
  async servedBy(files: readonly string[], signal: AbortSignal): Promise<ServedBy[]> {
    return (await this.#link.call<ServedBy[]>('served', files, signal)) ?? []
  }

  /** Undefined until the peer first answered. */
  status(): PeerStatus | undefined {
    return this.#status
  }

  /** At once if something is known, and after every change. Gives how to stop. */
  onStatus(listener: (status: PeerStatus) => void): () => void {
    this.#hearers.add(listener)
    if (this.#status) listener(this.#status)
    return () => void this.#hearers.delete(listener)
  }

  /**
   * Releases that were announced while listeners may help: at once those of late, then each as it
   * comes, whichever shop has it and whether or not this one is there. Their titles are what their
   * manifests say; no chain was asked. Gives how to stop.
   */
  onNews(listener: (heard: readonly HeardRelease[]) => void): () => void {
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, this.#closed.signal])
    const hear = async () => {
      const told = new Set<string>()
      for await (const all of this.#link.stream<HeardRelease[]>('news', undefined, signal)) {
        const fresh = all.filter(({ release, manifest }) => !told.has(`${release} ${manifest}`))
        for (const { release, manifest } of fresh) told.add(`${release} ${manifest}`)
        if (fresh.length > 0) listener(fresh)
      }
    }
    hear().catch(() => undefined) // nobody listens any more
    return () => stop.abort()
  }

  /** Is this the page that fetches for all tabs? */
  get leads(): boolean {
    return this.#leader.leads
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#link.close()
    await this.#sharing.close()
    this.#leader.close()
  }

  async #start(ms: number): Promise<void> {
    // Old browsers have neither, whatever the types say; nor do pages without https.
    if (!isSecureContext || !('serviceWorker' in navigator)) throw new InsecurePageError()
    const signal = AbortSignal.any([AbortSignal.timeout(ms), this.#closed.signal])
    this.#leader.start()
    void this.#listen()
    const answered = this.#link.call('ready', undefined, signal).catch((cause: unknown) => {
      throw new PeerSilentError({ cause })
    })
    await Promise.all([controlled(new URL('sw.js', `${this.#origin}/`), signal), answered])
    // The first song finds the way open.
    navigator.serviceWorker.controller?.postMessage({ megabox: 'warm' } satisfies Word)
    setTimeout(tellShell, SHELL_MS)
  }

  async #carry(port: MessagePort): Promise<boolean> {
    if (this.#leader.leads) return this.#leader.carry(port)
    if ((await leaderId()) === undefined) return false
    const { active } = await navigator.serviceWorker.ready
    active?.postMessage({ megabox: 'connect' } satisfies Word, [port])
    return active !== null
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closed
    try {
      for await (const status of this.#link.stream<PeerStatus>('status', undefined, signal)) {
        this.#status = status
        this.#sharing.heard(status.sharing)
        for (const hear of this.#hearers) hear(status)
      }
    } catch {
      // Closed: nobody listens any more.
    }
  }

  async #last(ask: 'ahead' | 'keep', cid: string, { onBytes, signal = never }: KeepOptions) {
    const until = AbortSignal.any([signal, this.#closed.signal])
    for await (const bytes of this.#link.stream<number>(ask, cid, until)) onBytes?.(bytes)
  }
}

export const openShopPeer = async (options: ShopPeerOptions): Promise<ShopPeer> =>
  new ShopPeer(options)
