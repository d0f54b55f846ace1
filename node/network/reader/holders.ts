/**
 * Who has what, as far as we were told or saw: peers that served or announced a root, and those
 * that said they do not have it. Bounded, and a no is forgotten soon: whoever lists it may seed it.
 */
import type { CID } from 'multiformats/cid'
import type { PeerName } from '../../domain/ports.ts'

const MAX_ROOTS = 2000
const MAX_PEERS = 64
const NO_LASTS_MS = 5_000

interface Known {
  holds: boolean
  at: number
}

export class Holders {
  readonly #roots = new Map<string, Map<PeerName, Known>>()
  readonly #now: () => number

  constructor(now = () => performance.now()) {
    this.#now = now
  }

  note(root: CID, peer: PeerName, holds: boolean): void {
    const key = root.toString()
    const peers = this.#roots.get(key) ?? new Map<PeerName, Known>()
    putLast(this.#roots, key, peers, MAX_ROOTS)
    putLast(peers, peer, { holds, at: this.#now() }, MAX_PEERS)
  }

  knows(root: CID, peer: PeerName): boolean | undefined {
    const known = this.#roots.get(root.toString())?.get(peer)
    if (!known) return undefined
    return known.holds || this.#now() - known.at < NO_LASTS_MS ? known.holds : undefined
  }
}

/** A map keeps the order of insertion: what was noted longest ago is forgotten first. */
function putLast<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
