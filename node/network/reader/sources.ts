/**
 * Who can be asked now, best first. Peers come and go; what was measured of them stays. Who has
 * served or announced a root goes before the others, who are asked whether they have it.
 */
import type { CID } from 'multiformats/cid'
import type { PeerName } from '../../domain/ports.ts'
import type { Outcasts } from '../outcasts.ts'
import { Holders } from './holders.ts'
import type { Pace } from './pace.ts'
import { Paces } from './paces.ts'
import { Until } from './until.ts'
import { LyingPeerError, type LackingError, type Source } from './source.ts'

export interface SourcesPowers {
  /** Those connected now, and gateways. The same source is the same object each time. */
  present(): Source[]
  outcasts: Outcasts
  /** Ends every connection with it. */
  hangUp(peer: PeerName): void
  /** Hears whenever somebody who was asked has failed, or lacks it. */
  onFailed?(peer: PeerName, why: unknown): void
  /** Hears of every true block, and which file it was asked for. */
  onDelivered?(peer: PeerName, root: CID, bytes: number): void
}

/** How long to wait for an answer to "have you got it?". */
const HAVE_MS = 5_000
/** More would be asked for nothing: a song has a few holders nearby, or none. */
const MAX_ASKED = 64

export class Sources {
  readonly paces = new Paces()
  readonly holders = new Holders()
  readonly #powers: SourcesPowers
  readonly #listeners = new Set<() => void>()
  /** When the last true block came from anyone. */
  lastDelivery = -Infinity

  constructor(powers: SourcesPowers) {
    this.#powers = powers
  }

  paceOf({ name }: Source): Pace {
    return this.paces.of(name)
  }

  /** Best first: known holders, then by how soon a leaf would be here. Those who lack it are out. */
  for(root: CID): Source[] {
    const now = performance.now()
    const rank = (source: Source): number => {
      const holds = this.holders.knows(root, source.name) === true
      const pace = this.paceOf(source)
      const late = pace.timeFor(256 * 1024) + Math.min(pace.failures, 30) * 1000
      return late + (holds ? 0 : 10_000) + (source.lastResort ? 100_000 : 0)
    }
    const usable = this.#powers
      .present()
      .filter(({ name }) => !this.#powers.outcasts.has(name))
      .filter(({ name }) => this.holders.knows(root, name) !== false)
      .filter((source) => this.paceOf(source).pausedUntil <= now)
    return usable.toSorted((a, b) => rank(a) - rank(b))
  }

  /** Asks those of whom it is not known; the answers change what `for` gives. */
  askAround(root: CID, signal: AbortSignal): void {
    const sources = this.for(root)
    // The only one is asked for the bytes themselves.
    if (sources.length < 2) return
    const unknown = sources.filter(({ name }) => this.holders.knows(root, name) === undefined)
    for (const source of unknown.slice(0, MAX_ASKED)) void this.#askOne(source, root, signal)
  }

  delivered(source: Source, root: CID, { bytes, ms }: { bytes: number; ms: number }): void {
    this.lastDelivery = performance.now()
    this.paceOf(source).delivered(bytes, ms)
    this.#powers.onDelivered?.(source.name, root, bytes)
  }

  lacked(source: Source, root: CID, why: LackingError): void {
    this.holders.note(root, source.name, false)
    this.#powers.onFailed?.(source.name, why)
  }

  failed(source: Source, why: unknown): void {
    if (why instanceof LyingPeerError) {
      this.#powers.outcasts.ban(source.name)
      this.#powers.hangUp(source.name)
    }
    this.paceOf(source).failed()
    this.#powers.onFailed?.(source.name, why)
  }

  /** Peers came or went, or somebody answered that they have a root. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  async #askOne(source: Source, root: CID, called: AbortSignal): Promise<void> {
    if (!source.has) return
    using until = new Until([called], HAVE_MS)
    try {
      this.holders.note(root, source.name, await source.has(root, until))
      this.changed()
    } catch {
      // Then it is asked for the bytes themselves when nobody better is there.
    }
  }
}
