/**
 * Which addresses are dialled at all. libp2p would also dial what a peer claims of itself; a claim
 * must not make us knock on our own machine's or network's doors. So: what the operator named, what
 * `neighbours` has looked at, and public IP addresses; no names, which may point anywhere.
 */
import type { Multiaddr } from '@multiformats/multiaddr'
import { isPlain, reachOf } from './reach.ts'

const MAX_PERMITTED = 1000

/** Without the peer id: it says who should answer, not where. */
const placeOf = (address: string): string => address.replace(/\/p2p\/[^/]+$/, '')

export class DialRules {
  readonly #permitted = new Set<string>()

  permit(address: string): void {
    const place = placeOf(address)
    // The newest stay; whoever is still needed is permitted again when it is dialled.
    this.#permitted.delete(place)
    this.#permitted.add(place)
    const [oldest] = this.#permitted
    if (this.#permitted.size > MAX_PERMITTED && oldest !== undefined) this.#permitted.delete(oldest)
  }

  refuses(address: Multiaddr): boolean {
    if (this.#permitted.has(placeOf(address.toString()))) return false
    return !isPlain(address) || reachOf(address) !== 'public'
  }
}
