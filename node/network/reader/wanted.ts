/** A block a transfer waits for: who was asked for it, who lacks it, and the promise of it. */
import type { CID } from 'multiformats/cid'
import type { PeerName } from '../../domain/ports.ts'
import type { Source } from './source.ts'

/** A question under way in which this block was asked for. */
export interface Asked {
  readonly source: Source
  /** Milliseconds until this block should be here; Infinity when nothing moves. */
  eta(wanted: Wanted): number
}

/** Whoever lacks it may be fetching it just now. */
const LACK_MS = 2_000

export class Wanted {
  readonly cid: CID
  readonly key: string
  /** How long it will be, as far as can be said. */
  readonly bytes: number
  /** Its place among those wanted. */
  readonly order: number
  readonly asked = new Set<Asked>()
  readonly block: Promise<Uint8Array>
  settled = false
  readonly #lackedUntil = new Map<PeerName, number>()
  #resolve: (block: Uint8Array) => void = () => undefined
  #reject: (error: Error) => void = () => undefined

  constructor(cid: CID, bytes: number, order: number) {
    this.cid = cid
    this.key = cid.toString()
    this.bytes = bytes
    this.order = order
    this.block = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // It is awaited in its turn, or never.
    this.block.catch(() => undefined)
  }

  lackedBy(source: PeerName): boolean {
    return (this.#lackedUntil.get(source) ?? 0) > performance.now()
  }

  lack(source: PeerName): void {
    this.#lackedUntil.set(source, performance.now() + LACK_MS)
  }

  here(block: Uint8Array): void {
    this.settled = true
    this.#resolve(block)
  }

  failed(error: Error): void {
    this.settled = true
    this.#reject(error)
  }
}
