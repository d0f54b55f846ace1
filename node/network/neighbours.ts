/**
 * Who we stay connected to: the addresses given with `--join` for ever, and a few of those that
 * others told us about, so that the network holds when the node everybody joined by is gone.
 */
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { PeerName } from '../domain/ports.ts'
import type { DialRules } from './dialRules.ts'
import { mayDial, reachOf } from './reach.ts'

const ROUND_MS = 2_000
/** A connection that lasted so long is dialled anew the moment it is lost; others wait for a round. */
const LASTED_MS = 500
const DIAL_MS = 10_000
const SLOWEST_MS = 60_000
/** Enough for a lively gossip mesh; more only costs. */
const ENOUGH = 12
const MAX_LEARNED = 200

interface Target {
  address: string
  /** When to try again, ms of `performance.now()`. */
  at: number
  waitMs: number
  joined: boolean
}

export class Neighbours {
  readonly #libp2p: Libp2p
  readonly #rules: DialRules
  readonly #targets = new Map<string, Target>()
  #timer: ReturnType<typeof setInterval> | undefined

  readonly #round = (): void => {
    const connected = new Set(this.#libp2p.getPeers().map(String))
    const now = performance.now()
    for (const target of this.#targets.values()) {
      if (target.at > now || connected.has(peerIn(target.address))) continue
      if (!target.joined && connected.size >= ENOUGH) continue
      target.at = now + target.waitMs + DIAL_MS
      void this.#dial(target)
    }
  }

  constructor(libp2p: Libp2p, rules: DialRules, join: readonly string[]) {
    this.#libp2p = libp2p
    this.#rules = rules
    for (const address of join) this.#add(address, true)
  }

  start(): void {
    this.#timer ??= setInterval(this.#round, ROUND_MS)
    this.#libp2p.addEventListener('peer:disconnect', this.#round)
    this.#round()
  }

  stop(): void {
    this.#libp2p.removeEventListener('peer:disconnect', this.#round)
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Addresses a connected peer told us. Only those no more private than the way to that peer. */
  learn(addresses: readonly string[], teller: PeerName): void {
    const way = this.#libp2p.getConnections().find((c) => c.remotePeer.toString() === teller)
    const reach = way && reachOf(way.remoteAddr)
    if (!reach) return
    for (const address of addresses) {
      if (this.#targets.size < MAX_LEARNED && mayDial(address, reach)) this.#add(address, false)
    }
  }

  /** What we tell others: where the peers are that we dialled and reached. */
  known(limit: number): string[] {
    return this.#libp2p
      .getConnections()
      .filter(({ direction }) => direction === 'outbound')
      .map(({ remoteAddr, remotePeer }) => withPeer(remoteAddr.toString(), remotePeer.toString()))
      .slice(0, limit)
  }

  #add(address: string, joined: boolean): void {
    const known = this.#targets.get(address)
    if (known) known.joined ||= joined
    else this.#targets.set(address, { address, at: 0, waitMs: ROUND_MS, joined })
  }

  async #dial(target: Target): Promise<void> {
    this.#rules.permit(target.address)
    try {
      await this.#libp2p.dial(multiaddr(target.address), { signal: AbortSignal.timeout(DIAL_MS) })
      target.waitMs = ROUND_MS
      target.at = performance.now() + LASTED_MS
    } catch {
      target.waitMs = Math.min(target.waitMs * 2, SLOWEST_MS)
      target.at = performance.now() + target.waitMs
      if (!target.joined && target.waitMs === SLOWEST_MS) this.#targets.delete(target.address)
    }
  }
}

const peerIn = (address: string): string => /\/p2p\/([^/]+)$/.exec(address)?.[1] ?? ''

const withPeer = (address: string, peer: PeerName): string =>
  address.endsWith(`/p2p/${peer}`) ? address : `${address}/p2p/${peer}`
