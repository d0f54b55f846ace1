/**
 * Who we stay connected to: the addresses given with `--join` for ever, and a few of those that
 * others told us about, so that the network holds when the node everybody joined by is gone.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { PeerName } from '../domain/ports.ts'
import type { DialRules } from './dialRules.ts'
import { isPlain, mayDial, reachOf, type Reach } from './reach.ts'
import { isDirect } from './road/wire.ts'
import { Claims } from './routing/claims.ts'
import { reachOfWay } from './routing/way.ts'

const ROUND_MS = 2_000
/** A connection that lasted so long is dialled anew the moment it is lost; others wait for a round. */
const LASTED_MS = 500
const DIAL_MS = 10_000
const SLOWEST_MS = 60_000
/**
 * Enough for a lively gossip mesh; more only costs. Only those count whom we chose: whoever comes to
 * us may be twelve of one kind, who would like to be all we ever hear of.
 */
const ENOUGH = 12
const MAX_LEARNED = 200
const MAX_OF_A_TELLER = 32
/** Who told us what stands in the chain's list of operators: no peer has that name. */
const REGISTRY = 'the registry of operators'

interface Target {
  address: string
  /** When to try again, ms of `performance.now()`. */
  at: number
  waitMs: number
  /** Who told us; undefined when it was the operator, who is heeded for ever. */
  teller: PeerName | undefined
}

type Dialler = Pick<
  Libp2p,
  'peerId' | 'getConnections' | 'dial' | 'addEventListener' | 'removeEventListener'
>

export class Neighbours {
  readonly #libp2p: Dialler
  readonly #rules: DialRules
  readonly #targets = new Map<string, Target>()
  readonly #claims = new Claims()
  #timer: ReturnType<typeof setInterval> | undefined

  readonly #round = (): void => {
    const connections = this.#libp2p.getConnections()
    const connected = new Set(connections.map(({ remotePeer }) => remotePeer.toString()))
    const chosen = connections.filter((one) => one.direction === 'outbound' && isDirect(one))
    let wanted = ENOUGH - new Set(chosen.map(({ remotePeer }) => remotePeer.toString())).size
    const now = performance.now()
    for (const target of this.#targets.values()) {
      if (target.at > now || connected.has(peerIn(target.address))) continue
      if (target.teller !== undefined && wanted-- <= 0) continue
      target.at = now + target.waitMs + DIAL_MS
      void this.#dial(target)
    }
  }

  constructor(libp2p: Dialler, rules: DialRules, join: readonly string[]) {
    this.#libp2p = libp2p
    this.#rules = rules
    for (const address of join) this.#add(address, undefined)
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
    const reach = reachOfWay(this.#libp2p.getConnections(peerIdFromString(teller)))
    if (!reach) return
    this.#hear(
      addresses.filter((address) => mayDial(address, reach)),
      teller,
    )
  }

  /**
   * Addresses that stand in the chain's list of operators, where anybody can write. Only those that
   * reach as far as is allowed: a stranger's entry must not make us knock at our own doors.
   */
  meet(addresses: readonly string[], allowed: readonly Reach[] = ['public']): void {
    this.#hear(
      addresses.filter((address) => {
        const [reach, plain] = reachesOf(address)
        return plain && reach !== undefined && allowed.includes(reach)
      }),
      REGISTRY,
    )
  }

  /** What we tell others: where the peers are that we dialled and reached. */
  known(limit: number): string[] {
    return this.#libp2p
      .getConnections()
      .filter(({ direction }) => direction === 'outbound')
      .map(({ remoteAddr, remotePeer }) => withPeer(remoteAddr.toString(), remotePeer.toString()))
      .slice(0, limit)
  }

  /** Each was looked at; how many at one door is bounded here. */
  #hear(addresses: readonly string[], teller: PeerName): void {
    for (const address of addresses) {
      const peer = peerIn(address)
      if (peer === '' || peer === this.#libp2p.peerId.toString()) continue
      if (this.#targets.has(address)) continue
      if (!this.#claims.allow(peer, multiaddr(address))) continue
      this.#makeRoom(teller)
      this.#add(address, teller)
    }
  }

  #add(address: string, teller: PeerName | undefined): void {
    this.#targets.set(address, { address, at: 0, waitMs: ROUND_MS, teller })
  }

  /** At random, so that nobody who comes first or last decides whom we know. */
  #makeRoom(teller: PeerName): void {
    const learned = [...this.#targets.values()].filter((target) => target.teller !== undefined)
    const ofTeller = learned.filter((target) => target.teller === teller)
    const full = learned.length >= MAX_LEARNED ? learned : []
    const rivals = ofTeller.length >= MAX_OF_A_TELLER ? ofTeller : full
    const rival = rivals[Math.floor(Math.random() * rivals.length)]
    if (rival) this.#targets.delete(rival.address)
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
      if (target.teller !== undefined && target.waitMs === SLOWEST_MS)
        this.#targets.delete(target.address)
    }
  }
}

function reachesOf(address: string): [reach: Reach | undefined, plain: boolean] {
  try {
    const parsed = multiaddr(address)
    return [reachOf(parsed), isPlain(parsed)]
  } catch {
    return [undefined, false]
  }
}

const peerIn = (address: string): string => /\/p2p\/([^/]+)$/.exec(address)?.[1] ?? ''

const withPeer = (address: string, peer: PeerName): string =>
  address.endsWith(`/p2p/${peer}`) ? address : `${address}/p2p/${peer}`
