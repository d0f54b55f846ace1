/** Brings what was saved onto this device, and lets go of what no longer is. */
import { Store } from '../store.ts'
import type { ShopPeer } from '../peer/shopPeer.ts'
import type { Saved } from './kept.ts'

export type Saving = { state: 'saving'; part: number } | { state: 'failed'; reason: string }

export class Saver {
  /** Those under way or failed, by release. */
  readonly underway = new Store<ReadonlyMap<string, Saving>>(new Map())
  readonly #peer: Promise<ShopPeer>
  readonly #stops = new Map<string, AbortController>()

  constructor(peer: Promise<ShopPeer>) {
    this.#peer = peer
  }

  async save({ release, songs, cover }: Saved): Promise<void> {
    const stop = new AbortController()
    this.#stops.set(release, stop)
    const files = [...(cover === undefined ? [] : [cover]), ...songs.map(({ cid }) => cid)]
    try {
      const peer = await this.#peer
      await peer.ready
      for (const [i, cid] of files.entries()) {
        this.#tell(release, { state: 'saving', part: i / files.length })
        await peer.keep(cid, { signal: stop.signal })
      }
      this.#tell(release)
    } catch (error) {
      if (stop.signal.aborted) this.#tell(release)
      else this.#tell(release, { state: 'failed', reason: messageOf(error) })
    }
  }

  /** `others` is what stays saved. */
  async drop({ release, songs, cover }: Saved, others: readonly Saved[]): Promise<void> {
    this.#stops.get(release)?.abort()
    const wanted = new Set(others.flatMap((one) => [one.cover, ...one.songs.map(({ cid }) => cid)]))
    const peer = await this.#peer
    for (const cid of [cover, ...songs.map(({ cid }) => cid)]) {
      if (cid !== undefined && !wanted.has(cid)) await peer.drop(cid)
    }
  }

  #tell(release: string, now?: Saving): void {
    const next = new Map(this.underway.value)
    if (now) next.set(release, now)
    else next.delete(release)
    this.underway.set(next)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')
