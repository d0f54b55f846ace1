/**
 * Brings what was saved onto this device, and lets go of what no longer is. What a reload or a closed
 * tab broke off goes on when the page is opened again: blocks that came are here already.
 */
import { Store } from '../store.ts'
import type { ShopPeer } from '../peer/shopPeer.ts'
import type { Saved } from './kept.ts'

/** `part` is 0 to 1. A failure says what can be done about it. */
export type Saving =
  { state: 'saving'; part: number } | { state: 'failed'; trouble: 'saveNoRoom' | 'saveNobody' }

interface File {
  cid: string
  /** 0 where it is not known. */
  bytes: number
}

export class Saver {
  /** Those under way or failed, by release. */
  readonly underway = new Store<ReadonlyMap<string, Saving>>(new Map())
  /** Files that are here whole, and stay. */
  readonly onDevice = new Store<ReadonlySet<string>>(new Set())
  readonly #peer: Promise<ShopPeer>
  readonly #stops = new Map<string, AbortController>()
  /** One after another: each has all of the line, and the first is soon whole. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(peer: Promise<ShopPeer>) {
    this.#peer = peer
  }

  /** Looks what of it is here, and goes on with the rest. */
  async resume(saved: readonly Saved[]): Promise<void> {
    const peer = await this.#peer
    await peer.ready
    for (const one of saved) {
      const files = filesOf(one)
      const here = await Promise.all(files.map(({ cid }) => peer.isKept(cid)))
      this.#arrived(files.filter((_, i) => here[i]).map(({ cid }) => cid))
      if (here.includes(false) && !this.#stops.has(one.release)) void this.save(one)
    }
  }

  save(saved: Saved): Promise<void> {
    this.#stops.get(saved.release)?.abort()
    const stop = new AbortController()
    this.#stops.set(saved.release, stop)
    this.#tell(saved.release, { state: 'saving', part: 0 })
    const done = this.#turn.then(() => this.#bring(saved, stop.signal))
    this.#turn = done
    return done
  }

  /** `others` is what stays saved. */
  async drop(saved: Saved, others: readonly Saved[]): Promise<void> {
    this.#stops.get(saved.release)?.abort()
    this.#stops.delete(saved.release)
    this.#tell(saved.release)
    const wanted = new Set(others.flatMap(filesOf).map(({ cid }) => cid))
    const gone = filesOf(saved).flatMap(({ cid }) => (wanted.has(cid) ? [] : cid))
    this.onDevice.set(new Set([...this.onDevice.value].filter((cid) => !gone.includes(cid))))
    const peer = await this.#peer
    for (const cid of gone) await peer.drop(cid)
  }

  async #bring(saved: Saved, signal: AbortSignal): Promise<void> {
    const files = filesOf(saved)
    try {
      signal.throwIfAborted()
      const peer = await this.#peer
      await peer.ready
      for (const [i, { cid }] of files.entries()) {
        const onBytes = (bytes: number) =>
          this.#tell(saved.release, { state: 'saving', part: partOf(files, i, bytes) })
        onBytes(0)
        await peer.keep(cid, { signal, onBytes })
        this.#arrived([cid])
      }
      this.#tell(saved.release)
    } catch (error) {
      // Whoever stopped it has said so; another save of the same may be under way.
      if (signal.aborted) return
      const isFull =
        error instanceof Error && /DiskFull|Quota/.test(`${error.name} ${codeOf(error)}`)
      this.#tell(saved.release, {
        state: 'failed',
        trouble: isFull ? 'saveNoRoom' : 'saveNobody',
      })
    }
  }

  #arrived(cids: readonly string[]): void {
    this.onDevice.set(new Set([...this.onDevice.value, ...cids]))
  }

  #tell(release: string, now?: Saving): void {
    const next = new Map(this.underway.value)
    if (now) next.set(release, now)
    else next.delete(release)
    this.underway.set(next)
  }
}

const filesOf = ({ cover, songs }: Saved): File[] => [
  ...(cover === undefined ? [] : [{ cid: cover, bytes: 0 }]),
  ...songs.map(({ cid, bytes = 0 }) => ({ cid, bytes })),
]

/** By bytes where they are known, else by files. */
function partOf(files: readonly File[], at: number, bytes: number): number {
  const total = files.reduce((sum, file) => sum + file.bytes, 0)
  if (total === 0) return at / files.length
  const before = files.slice(0, at).reduce((sum, file) => sum + file.bytes, 0)
  return Math.min(1, (before + bytes) / total)
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')
