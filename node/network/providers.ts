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

export class Providers {
  readonly #records = new Map<PeerName, Record>()

  delivered(peer: PeerName, ms: number, bytes: number): void {
    const record = this.of(peer)
    this.#records.set(peer, {
      ms: record.ms * 0.8 + ms * 0.2,
      failures: 0,
      silences: 0,
      blocks: record.blocks + 1,
      bytes: record.bytes + bytes,
      at: performance.now(),
    })
  }

  failed(peer: PeerName): void {
    const record = this.of(peer)
    this.#records.set(peer, { ...record, failures: record.failures + 1 })
  }

  /** Gives how often in a row it has been silent. */
  silent(peer: PeerName): number {
    const record = this.of(peer)
    const silences = record.silences + 1
    this.#records.set(peer, { ...record, silences })
    return silences
  }

  of(peer: PeerName): Readonly<Record> {
    return this.#records.get(peer) ?? UNKNOWN
  }

  /** When the last block came from anyone. */
  get lastDelivery(): number {
    return Math.max(-Infinity, ...Array.from(this.#records.values(), ({ at }) => at))
  }

  forget(peer: PeerName): void {
    this.#records.delete(peer)
  }

  /** Best first. A failure weighs as much as a second of waiting. */
  ranked(peers: readonly PeerName[]): PeerName[] {
    const cost = (peer: PeerName) => {
      const { ms, failures } = this.of(peer)
      return ms + Math.min(failures, 30) * FAILURE_MS
    }
    return peers.toSorted((a, b) => cost(a) - cost(b))
  }
}
