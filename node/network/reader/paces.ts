/** What was measured of each peer, for as long as it is worth remembering. */
import type { PeerName } from '../../domain/ports.ts'
import { Pace } from './pace.ts'

const MAX_PACES = 1000

export class Paces {
  readonly #paces = new Map<PeerName, Pace>()

  /** Peer ids are free: whoever was not looked at for longest is forgotten when there are too many. */
  of(peer: PeerName): Pace {
    const pace = this.#paces.get(peer) ?? new Pace()
    this.#paces.delete(peer)
    this.#paces.set(peer, pace)
    const [oldest] = this.#paces.keys()
    if (this.#paces.size > MAX_PACES && oldest !== undefined) this.#paces.delete(oldest)
    return pace
  }
}
