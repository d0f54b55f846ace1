/**
 * The page's part in sharing: libp2p, loaded only when the listener said yes and only in the page
 * that leads. Until then nobody but this shop is contacted.
 */
import type { HeardRelease } from '../../../node/index.ts'
import type { PeerQuestion, PeersNews } from './engine/peers.ts'
import { newsOf } from './engine/news.ts'
import type { Link } from './link.ts'
import type { SharingState } from './status.ts'
import type { Answers } from './wire.ts'
import type { Swarm } from './swarm/swarm.ts'

/** So many wait at most to be handed to the worker. */
const MAX_HEARD = 64

export class Sharing {
  readonly #origin: string
  readonly #news = newsOf()
  readonly #gossip = newsOf()
  #heard: HeardRelease[] = []
  /** What the listener said last, in whichever tab. */
  chosen: boolean
  #state: SharingState = 'off'
  #swarm: Promise<Swarm> | undefined
  #running: Swarm | undefined

  readonly #link: Pick<Link, 'call'>

  /** `link`: to the worker, for what others want of us. */
  constructor(origin: string, chosen: boolean, link: Pick<Link, 'call'>) {
    this.#origin = origin
    this.#link = link
    this.chosen = chosen
  }

  /** What this page's worker may ask, if it leads. */
  get answers(): Answers {
    return {
      peers: (_what, signal) => this.#peers(signal),
      share: (what) => this.#share(what === true),
      fetch: (what, signal) => this.#fetch(what as PeerQuestion, signal), // our own worker's
      heard: (_what, signal) => this.#gossip.each(signal, () => this.#heard.splice(0)),
      expel: (what) => this.#expel(String(what)),
    }
  }

  /** Another tab may have chosen; should it close, this one goes on as it did. */
  heard(state: SharingState): void {
    if (state === 'on' || state === 'starting') this.chosen = true
  }

  async close(): Promise<void> {
    await this.#stop()
  }

  async *#peers(signal: AbortSignal): AsyncGenerator<PeersNews> {
    if (this.chosen) this.#start()
    yield* this.#news.each(signal, () => {
      const { peers = [], given = 0 } = this.#running ?? {}
      return { sharing: this.#state, given, peers }
    })
  }

  async *#share(on: boolean): AsyncGenerator<boolean> {
    this.chosen = on
    if (on) this.#start()
    else await this.#stop()
    yield on
  }

  async *#fetch(question: PeerQuestion, signal: AbortSignal): AsyncGenerator<number | Uint8Array> {
    if (this.#running) yield* this.#running.fetch(question, signal)
  }

  async *#expel(peer: string): AsyncGenerator<boolean> {
    this.#running?.expel(peer)
    yield true
  }

  #start(): void {
    if (this.#swarm) return
    this.#set('starting')
    const opening = import('./swarm/swarm.ts').then(({ openSwarm }) =>
      openSwarm({
        ...{ origin: this.#origin, link: this.#link, changed: this.#news.changed },
        heard: (release) => {
          this.#heard = [...this.#heard.slice(1 - MAX_HEARD), release]
          this.#gossip.changed()
        },
      }),
    )
    this.#swarm = opening
    opening.then(
      (swarm) => {
        if (this.#swarm !== opening) return
        this.#running = swarm
        this.#set('on')
      },
      () => {
        if (this.#swarm !== opening) return
        this.#swarm = undefined
        this.#set('failed')
      },
    )
  }

  async #stop(): Promise<void> {
    const opening = this.#swarm
    this.#swarm = undefined
    this.#running = undefined
    this.#set('off')
    const swarm = await opening?.catch(() => undefined)
    await swarm?.close()
  }

  #set(state: SharingState): void {
    this.#state = state
    this.#news.changed()
  }
}
