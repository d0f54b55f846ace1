/**
 * Places for answers under way. Who reads slowly holds one for long, and may have come for nothing
 * else. So when all are taken, whoever has most makes room, and else whoever has had one for long:
 * a reader that was cut asks again for the rest.
 */
import type { PeerName } from '../../domain/ports.ts'
import { Shares } from '../shares.ts'

export interface SlotLimits {
  perPeer: number
  inAll: number
  /** So long nobody who has no more than others is cut. */
  sliceMs: number
}

interface Asking {
  peer: PeerName
  /** Who is counted as one when places are scarce. */
  origin: string
}

interface Slot extends Asking {
  readonly since: number
  cut(): void
}

export class Slots {
  readonly #limits: SlotLimits
  readonly #ofPeer = new Map<PeerName, number>()
  readonly #shares = new Shares<Slot>()
  /** The oldest first. */
  readonly #all = new Set<Slot>()

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  /** A place until it is disposed of, or `cut` is called for others. None when there is no room. */
  take({ peer, origin }: Asking, cut: () => void): Disposable | undefined {
    if ((this.#ofPeer.get(peer) ?? 0) >= this.#limits.perPeer) return undefined
    if (this.#all.size >= this.#limits.inAll && !this.#makeRoom(origin)) return undefined
    const slot = { peer, origin, since: performance.now(), cut }
    this.#all.add(slot)
    this.#shares.add(origin, slot)
    this.#ofPeer.set(peer, (this.#ofPeer.get(peer) ?? 0) + 1)
    return { [Symbol.dispose]: () => this.#free(slot) }
  }

  #makeRoom(origin: string): boolean {
    const { items = new Set<Slot>() } = this.#shares.most() ?? {}
    const [oldest] = this.#all
    const greedy = items.size > this.#shares.countOf(origin) + 1
    const late = oldest && performance.now() - oldest.since > this.#limits.sliceMs
    const [victim] = greedy ? items : late ? [oldest] : []
    if (!victim) return false
    this.#free(victim)
    victim.cut()
    return true
  }

  #free(slot: Slot): void {
    if (!this.#all.delete(slot)) return
    this.#shares.delete(slot.origin, slot)
    const left = (this.#ofPeer.get(slot.peer) ?? 0) - 1
    if (left > 0) this.#ofPeer.set(slot.peer, left)
    else this.#ofPeer.delete(slot.peer)
  }
}
