/** Which connected peers to ask first: those that answered lately, the quick before the slow. */
import type { PeerName } from '../domain/ports.ts'

interface Record {
  /** Smoothed time of an answer, ms. */
  ms: number
  failures: number
  /** Times in a row that it took a want and said nothing. */
  silences: number
  blocks: number
  bytes: number
  /** When its last block came, `performance.now()`. */
  at: number
}

const UNKNOWN: Record = { ms: 100, failures: 0, silences: 0, blocks: 0, bytes: 0, at: -Infinity }
const FAILURE_MS = 1000
const MAX_RECORDS = 1000

export class Providers {
  readonly #records = new Map<PeerName, Record>()
  /** When the last block came from anyone. */
  lastDelivery = -Infinity

  delivered(peer: PeerName, ms: number, bytes: number): void {
    const record = this.of(peer)
    this.lastDelivery = performance.now()
    this.#note(peer, {
      ms: record.ms * 0.8 + ms * 0.2,
      failures: 0,
      silences: 0,
      blocks: record.blocks + 1,
      bytes: record.bytes + bytes,
      at: this.lastDelivery,
    })
  }

  failed(peer: PeerName): void {
    const record = this.of(peer)
    this.#note(peer, { ...record, failures: record.failures + 1 })
  }

  /** Gives how often in a row it has been silent. */
  silent(peer: PeerName): number {
    const record = this.of(peer)
    const silences = record.silences + 1
    this.#note(peer, { ...record, silences })
    return silences
  }

  of(peer: PeerName): Readonly<Record> {
    return this.#records.get(peer) ?? UNKNOWN
  }

  /** Best first. A failure weighs as much as a second of waiting. */
  ranked(peers: readonly PeerName[]): PeerName[] {
    const cost = (peer: PeerName) => {
      const { ms, failures } = this.of(peer)
      return ms + Math.min(failures, 30) * FAILURE_MS
    }
    return peers.toSorted((a, b) => cost(a) - cost(b))
  }

  /** Peer ids are free: the longest unheard of is forgotten when there are too many. */
  #note(peer: PeerName, record: Record): void {
    this.#records.delete(peer)
    this.#records.set(peer, record)
    const [oldest] = this.#records.keys()
    if (this.#records.size > MAX_RECORDS && oldest !== undefined) this.#records.delete(oldest)
  }
}
