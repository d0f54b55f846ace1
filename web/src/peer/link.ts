/**
 * The way to the page that leads, wherever one is: opened when it is needed, opened anew when that
 * page has gone. What is asked twice does no harm, so it is simply asked again.
 */
import { Asker, PeerGoneError } from './wire.ts'

/** The one lock: the page that holds it has the store and the reader. */
export const LEADER_LOCK = 'megabox:peer'

/**
 * What pages and the service worker say to each other. `connect`: carry the port that comes with it
 * to the page that leads. `leading`: say through the port whether you do. `warm`: find that page
 * before you need it. `claim`: answer for me, who was opened past you.
 */
export interface Word {
  megabox: 'connect' | 'leading' | 'warm' | 'claim'
}

export const isWord = (data: unknown, word: Word['megabox']): boolean =>
  typeof data === 'object' && data !== null && 'megabox' in data && data.megabox === word

/**
 * Who holds the lock, as far as the browser tells; undefined while nobody does. Chromium's name for
 * it is none that a service worker could look up.
 */
export async function leaderId(): Promise<string | undefined> {
  const { held = [] } = await navigator.locks.query()
  return held.find(({ name }) => name === LEADER_LOCK)?.clientId
}

/** Somebody leads, or is about to. */
export async function isLed(): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query()
  return [...held, ...pending].some(({ name }) => name === LEADER_LOCK)
}

/** Said to all when a page begins to lead: what led to the one before leads nowhere. */
export function tellOfNewLeader(): void {
  const channel = new BroadcastChannel(LEADER_LOCK)
  channel.postMessage('new')
  channel.close()
}

/** Ports do not tell in every browser that their other side is gone. */
const LOOK_MS = 500
const RETRY_MS = 60

export interface LinkPowers {
  /** Carries the port to whoever leads; false when nobody does now. */
  carry(port: MessagePort): Promise<boolean>
}

export class Link {
  readonly #powers: LinkPowers
  #current: Promise<Asker | undefined> | undefined

  readonly #news = new BroadcastChannel(LEADER_LOCK)

  constructor(powers: LinkPowers) {
    this.#powers = powers
    this.#news.onmessage = () => {
      this.lose()
      void this.asker()
    }
  }

  /** Undefined while nobody leads. */
  async asker(): Promise<Asker | undefined> {
    const current = await this.#current
    if (current && !current.lost) return current
    this.#current = this.#open().catch(() => undefined)
    return this.#current
  }

  /** As `Asker.stream`, from the start again when the page that answered is closed meanwhile. */
  async *stream<Piece>(ask: string, what: unknown, signal: AbortSignal): AsyncGenerator<Piece> {
    for (;;) {
      signal.throwIfAborted()
      const asker = await this.asker()
      try {
        if (asker) return yield* asker.stream<Piece>(ask, what, signal)
      } catch (error) {
        if (!(error instanceof PeerGoneError)) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  async call<Piece>(ask: string, what: unknown, signal: AbortSignal): Promise<Piece | undefined> {
    for await (const piece of this.stream<Piece>(ask, what, signal)) return piece
    return undefined
  }

  /** The next question opens another way. */
  lose(): void {
    void this.#current?.then((asker) => asker?.lose())
    this.#current = undefined
  }

  /** For good. */
  close(): void {
    this.#news.close()
    this.lose()
  }

  async #open(): Promise<Asker | undefined> {
    const leader = await leaderId()
    if (leader === undefined) return undefined
    const { port1, port2 } = new MessageChannel()
    const asker = new Asker(port1)
    if (!(await this.#powers.carry(port2))) return undefined
    const watch = setInterval(() => {
      if (asker.lost) clearInterval(watch)
      else if (asker.busy) void leaderId().then((now) => now !== leader && asker.lose())
    }, LOOK_MS)
    return asker
  }
}
