/**
 * One libp2p node among others: whom it is connected to, what it asks and answers, what it hears.
 * All that a page needs; a node has blocks, Helia and the table on top of it (`createNetwork.ts`).
 */
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import type { Gossip, PeerName, Streams } from '../domain/ports.ts'
import { DialRules } from './dialRules.ts'
import { libp2pOptions, type CommonConfig, type CommonServices } from './libp2pOptions.ts'
import { askMeeting } from './meeting.ts'
import { Outcasts } from './outcasts.ts'
import type { Handler } from './road/answering.ts'
import { Libp2pHttp } from './road/asking.ts'
import { isDirect } from './road/wire.ts'
import { silent } from './silentGossip.ts'
import { Libp2pStreams } from './streams.ts'
import { askNodes } from './whereabouts.ts'

export interface Acquainted {
  peer: PeerName
  address: string
  direction: 'inbound' | 'outbound'
}

export interface PresenceParts {
  rules: DialRules
  outcasts: Outcasts
  gossip: Gossip
}

export class Presence implements AsyncDisposable {
  readonly gossip: Gossip
  readonly streams: Streams
  /** Asks peers over HTTP on libp2p streams. */
  readonly http: Libp2pHttp
  readonly #libp2p: Libp2p<CommonServices>
  readonly #rules: DialRules
  readonly #outcasts: Outcasts

  constructor(libp2p: Libp2p<CommonServices>, { rules, outcasts, gossip }: PresenceParts) {
    this.#libp2p = libp2p
    this.#rules = rules
    this.#outcasts = outcasts
    this.gossip = gossip
    this.http = new Libp2pHttp(libp2p)
    this.streams = new Libp2pStreams(libp2p)
  }

  get peer(): PeerName {
    return this.#libp2p.peerId.toString()
  }

  /** Where others reach this node, each with `/p2p/<peer id>`. */
  addresses(): string[] {
    return this.#libp2p.getMultiaddrs().map(String)
  }

  peers(): Acquainted[] {
    return this.#libp2p.getConnections().map(({ remotePeer, remoteAddr, direction }) => {
      return { peer: remotePeer.toString(), address: remoteAddr.toString(), direction }
    })
  }

  /** Those who may be asked for music: not those whom we only reach through a relay. */
  direct(): Acquainted[] {
    const direct = this.#libp2p.getConnections().filter(isDirect)
    const names = new Set(direct.map(({ remoteAddr }) => remoteAddr.toString()))
    return this.peers().filter(({ address }) => names.has(address))
  }

  /**
   * Calls `changed` when `direct` may have: also for a peer already met through a relay, of whom
   * `onPeer` says nothing more.
   */
  onDirect(changed: () => void): void {
    this.#libp2p.addEventListener('connection:open', () => changed())
    this.#libp2p.addEventListener('connection:close', () => changed())
  }

  /** Calls `greet` for every peer that connects from now on and for those already there. */
  onPeer(greet: (peer: PeerName) => void): void {
    this.#libp2p.addEventListener('peer:connect', ({ detail }) => greet(detail.toString()))
    for (const peer of this.#libp2p.getPeers()) greet(peer.toString())
  }

  /** Calls `part` for every peer that is connected no more. */
  onPeerGone(part: (peer: PeerName) => void): void {
    this.#libp2p.addEventListener('peer:disconnect', ({ detail }) => part(detail.toString()))
  }

  /** It lied: it is cut off, and not let back for a while. */
  async expel(peer: PeerName): Promise<void> {
    this.#outcasts.ban(peer)
    await this.#libp2p.hangUp(peerIdFromString(peer))
  }

  /** Addresses of those who wait at a relay we are connected to, reached by WebRTC through it. */
  async listenersAt(relay: PeerName, signal: AbortSignal): Promise<string[]> {
    const [way] = this.peers().filter(({ peer }) => peer === relay)
    const names = await askMeeting(this.streams, relay, { signal })
    const base = way?.address.replace(/\/p2p\/[^/]+$/, '') ?? ''
    return names
      .filter((name) => name !== this.peer)
      .map((name) => `${base}/p2p/${relay}/p2p-circuit/webrtc/p2p/${name}`)
  }

  /** Where other nodes are, as this one says: to be looked at before they are dialled. */
  nodesAt(node: PeerName, signal: AbortSignal): Promise<string[]> {
    return askNodes(this.streams, node, { signal })
  }

  /** Answers what peers ask over HTTP; until then they hear that we are not ready. */
  answer(handler: Handler): void {
    this.#libp2p.services.answering.answer(handler)
  }

  /**
   * Dials now. `address` ends in `/p2p/<peer id>`. `anew`: though there is a connection already, such
   * as one through a relay, over which the two sides only agree how to reach each other.
   */
  async connect(
    address: string,
    signal: AbortSignal,
    { anew = false }: { anew?: boolean } = {},
  ): Promise<PeerName> {
    this.#rules.permit(address)
    const how = { signal, force: anew }
    const { remotePeer } = await this.#libp2p.dial(multiaddr(address), how)
    return remotePeer.toString()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#libp2p.stop()
  }
}

export interface PresenceConfig extends CommonConfig {
  /** What gossip is about; without any, it is not even loaded. */
  topics?: readonly string[]
}

/** Under a new name each time. */
export async function createPresence(config: PresenceConfig): Promise<Presence> {
  const { topics = [], datastore } = config
  const [outcasts, rules] = [new Outcasts(), new DialRules()]
  const room = topics.length > 0 ? await import('./gossip.ts') : undefined
  const services = room ? { pubsub: room.gossipService(topics) } : {}
  const options = libp2pOptions(config, { outcasts, rules }, services)
  const libp2p = await createLibp2p({ ...options, datastore })
  const { pubsub } = libp2p.services
  const gossip = room && pubsub ? new room.GossipsubGossip(pubsub) : silent
  return new Presence(libp2p, { rules, outcasts, gossip })
}
