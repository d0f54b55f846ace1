/** The hellos of the peers we are connected to. Peer ids cost nothing, so there is room for so many. */
import type { PeerName } from '../domain/ports.ts'
import type { Hello } from './hello.ts'

const LIMIT = 500

export class Hellos {
  /** Oldest first. */
  readonly #heard = new Map<PeerName, Hello>()

  get size(): number {
    return this.#heard.size
  }

  of(peer: PeerName): Hello | undefined {
    return this.#heard.get(peer)
  }

  /** The oldest is forgotten when there are too many: it may be asked again. */
  hear(peer: PeerName, hello: Hello): void {
    this.#heard.delete(peer)
    this.#heard.set(peer, hello)
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > LIMIT && oldest !== undefined) this.#heard.delete(oldest)
  }

  forget(peer: PeerName): void {
    this.#heard.delete(peer)
  }
}
