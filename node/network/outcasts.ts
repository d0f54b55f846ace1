/**
 * Peers that took our wants and delivered nothing, or not what was asked. They are dropped and not
 * let back for a while, so that a lying peer costs time once and not again and again.
 */
import type { PeerName } from '../domain/ports.ts'

const BAN_MS = 10 * 60_000
/** More would be somebody making up peers; the oldest are forgiven first. */
const MAX_BANNED = 1000

export class Outcasts {
  readonly #until = new Map<PeerName, number>()
  readonly #now: () => number

  constructor(now = Date.now) {
    this.#now = now
  }

  ban(peer: PeerName): void {
    this.#until.delete(peer)
    this.#until.set(peer, this.#now() + BAN_MS)
    const [oldest] = this.#until.keys()
    if (this.#until.size > MAX_BANNED && oldest !== undefined) this.#until.delete(oldest)
  }

  has(peer: PeerName): boolean {
    const until = this.#until.get(peer)
    if (until === undefined) return false
    if (until > this.#now()) return true
    this.#until.delete(peer)
    return false
  }
}
