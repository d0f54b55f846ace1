/**
 * One libp2p node with Helia's blocks, composed without any public default: no bootstrap servers,
 * no delegated routing, nothing but what is named here. The shell brings transports and stores.
 */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p'
import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import type { GossipSub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import type { PeerId, ServiceMap } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping, type Ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import type { Datastore } from 'interface-datastore'
import { createHeliaLight } from 'helia'
import type { Libp2pOptions } from 'libp2p'
import type { CID } from 'multiformats/cid'
import type { Blocks, Files, Gossip, PeerName, Stock, Streams } from '../domain/ports.ts'
import {
  CheckedStore,
  type BlockSource,
  type StoreOptions,
  type StoreSize,
} from './checkedStore.ts'
import { DialRules } from './dialRules.ts'
import { identity, type Identity } from './identity.ts'
import { answerMeeting, askMeeting } from './meeting.ts'
import { Neighbours } from './neighbours.ts'
import { Outcasts } from './outcasts.ts'
import { peerSources } from './peerSources.ts'
import { PeerBlocks, type LocalStore } from './reader/peerBlocks.ts'
import type { Sources } from './reader/sources.ts'
import { answering, type Answering, type Handler } from './road/answering.ts'
import { Libp2pHttp } from './road/asking.ts'
import { isDirect } from './road/wire.ts'
import { RECORD_MS } from './routing/providerRecords.ts'
import { Routing } from './routing/routing.ts'
import { silent } from './silentGossip.ts'
import { Libp2pStreams } from './streams.ts'
import { UnixfsFiles } from './unixfsFiles.ts'

export interface NetworkConfig {
  /** Multiaddrs to listen on. */
  listen: readonly string[]
  transports: NonNullable<Libp2pOptions['transports']>
  /** First choice first. */
  encrypters: NonNullable<Libp2pOptions['connectionEncrypters']>
  blockstore: BlockSource
  /** What `blockstore` holds at the start. */
  held?: StoreSize
  /** How much of it stays in memory, and how long a block counts as in use. */
  keeping?: StoreOptions
  datastore: Datastore
  join?: readonly string[]
  topics?: readonly string[]
  /** False: take no part in gossip. */
  gossip?: boolean
  /** True: take part in the nodes' table of who has which release. */
  routing?: boolean
  /** True: let browsers meet here. */
  relay?: boolean
  /** Trustless gateways that are asked, too, by URL. */
  gateways?: readonly string[]
  /** Multiplies how long a silent peer is borne. For tests. */
  patience?: number
}

export interface ConnectedPeer {
  peer: PeerName
  address: string
  direction: 'inbound' | 'outbound'
  /** Verified blocks it delivered to us, and their bytes. */
  blocks: number
  bytes: number
}

/** Looks for those who have what `root` stands for: a release's manifest, or a file. */
export type Seek = (root: CID, signal: AbortSignal) => void

type Services = ServiceMap & {
  ping: Ping
  pubsub?: GossipSub
  dht?: KadDHT
  relay?: CircuitRelayService
  answering: Answering
  identity: Identity
}

interface NetworkParts {
  store: CheckedStore
  rules: DialRules
  outcasts: Outcasts
  gossip: Gossip
}

/** libp2p sends no block message above this, so that a big want list is not all in memory at once. */
const MAX_BLOCK_MESSAGE = 300_000

/** What other implementations put into one: refused, its blocks would never come again. */
const MAX_FOREIGN_MESSAGE = 4 * 1024 * 1024 + 65_536

/**
 * What a stream may have on its way. The default grows to 16 MiB: what a listener has skipped would
 * clog a slow line for long, and libp2p resets a paused stream that has 4 MiB waiting.
 */
const STREAM_WINDOW = 512 * 1024

export class Network implements AsyncDisposable {
  readonly blocks: Blocks & { close(): void }
  readonly files: Files
  readonly gossip: Gossip
  readonly streams: Streams
  readonly neighbours: Neighbours
  readonly routing: Routing
  /** Asks peers over HTTP on libp2p streams. */
  readonly http: Libp2pHttp
  readonly #helia: HeliaWithLibp2p<Services>
  readonly #store: CheckedStore
  readonly #sources: Sources
  readonly #rules: DialRules
  readonly #outcasts: Outcasts
  #seek: Seek | undefined

  constructor(
    helia: HeliaWithLibp2p<Services>,
    { store, rules, outcasts, gossip }: NetworkParts,
    {
      join = [],
      gateways = [],
      patience = 1,
    }: Pick<NetworkConfig, 'join' | 'gateways' | 'patience'>,
  ) {
    this.#helia = helia
    this.#store = store
    const { libp2p } = helia
    this.http = new Libp2pHttp(libp2p)
    this.#sources = peerSources({
      // Bitswap asks nothing of a helia but what every helia has.
      helia: helia as unknown as HeliaWithLibp2p,
      ...{ http: this.http, outcasts, patience, gateways },
      direct: () => {
        const direct = libp2p.getConnections().filter(isDirect)
        return [...new Set(direct.map(({ remotePeer }) => remotePeer.toString()))]
      },
    })
    const seek = (root: CID, signal: AbortSignal) => this.#seek?.(root, signal)
    const powers = { sources: this.#sources, store: localStore(store), seek }
    const blocks = new PeerBlocks(powers, { patience })
    this.blocks = blocks
    this.files = new UnixfsFiles(blocks, store)
    const { dht } = libp2p.services
    this.gossip = gossip
    this.streams = new Libp2pStreams(libp2p)
    this.#rules = rules
    this.#outcasts = outcasts
    this.routing = new Routing(libp2p, rules, dht)
    this.neighbours = new Neighbours(libp2p, rules, join)
    this.neighbours.start()
  }

  get peer(): PeerName {
    return this.#helia.libp2p.peerId.toString()
  }

  /** Its name as bytes, and its signature. */
  get identity(): Identity {
    return this.#helia.libp2p.services.identity
  }

  /** The blocks that lie here, one by one. */
  get stock(): Stock {
    return this.#store
  }

  get stored(): StoreSize {
    return this.#store.size
  }

  /** Calls `hear` for every block that is found damaged on disk, and dropped. */
  onDamaged(hear: (damaged: CID) => void): void {
    this.#store.onDamaged(hear)
  }

  /** Where others reach this node, each with `/p2p/<peer id>`. */
  addresses(): string[] {
    return this.#helia.libp2p.getMultiaddrs().map(String)
  }

  peers(): ConnectedPeer[] {
    return this.#helia.libp2p.getConnections().map(({ remotePeer, remoteAddr, direction }) => {
      const peer = remotePeer.toString()
      const { blocks, bytes } = this.#sources.paces.of(peer)
      return { peer, address: remoteAddr.toString(), direction, blocks, bytes }
    })
  }

  /** Those who may be asked for music: not those whom we only reach through a relay. */
  direct(): ConnectedPeer[] {
    const direct = this.#helia.libp2p.getConnections().filter(isDirect)
    const names = new Set(direct.map(({ remoteAddr }) => remoteAddr.toString()))
    return this.peers().filter(({ address }) => names.has(address))
  }

  /**
   * Calls `changed` when `direct` may have: also for a peer already met through a relay, of whom
   * `onPeer` says nothing more.
   */
  onDirect(changed: () => void): void {
    const { libp2p } = this.#helia
    libp2p.addEventListener('connection:open', () => changed())
    libp2p.addEventListener('connection:close', () => changed())
  }

  /** It lied: it is cut off, and not let back for a while. */
  async expel(peer: PeerName): Promise<void> {
    this.#outcasts.ban(peer)
    await this.#helia.libp2p.hangUp(peerIdFromString(peer))
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

  /** Answers what peers ask over HTTP; until then they hear that we are not ready. */
  answer(handler: Handler): void {
    this.#helia.libp2p.services.answering.answer(handler)
  }

  /** Whom to call when nobody connected could answer: it may bring others, who are asked then. */
  onUnanswered(seek: Seek): void {
    this.#seek = seek
  }

  /** Somebody said, or showed, that `peer` has `root`: it is asked first. */
  heardOf(root: CID, peer: PeerName): void {
    this.#sources.holders.note(root, peer, true)
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
    const { remotePeer } = await this.#helia.libp2p.dial(multiaddr(address), how)
    return remotePeer.toString()
  }

  /**
   * Connects to a few peers that are said to have `root`, a release's manifest, and gives whom. For
   * a reader whom nobody connected could answer: it may try again then.
   */
  findProviders(root: CID, signal: AbortSignal): Promise<PeerName[]> {
    return this.routing.findProviders(root, signal)
  }

  /** Calls `greet` for every peer that connects from now on and for those already there. */
  onPeer(greet: (peer: PeerName) => void): void {
    const { libp2p } = this.#helia
    libp2p.addEventListener('peer:connect', ({ detail }) => greet(detail.toString()))
    for (const peer of libp2p.getPeers()) greet(peer.toString())
  }

  /** Calls `part` for every peer that is connected no more. */
  onPeerGone(part: (peer: PeerName) => void): void {
    const { libp2p } = this.#helia
    libp2p.addEventListener('peer:disconnect', ({ detail }) => part(detail.toString()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.neighbours.stop()
    this.blocks.close()
    await this.#helia.stop()
  }
}

export async function createNetwork(config: NetworkConfig): Promise<Network> {
  const store = new CheckedStore(config.blockstore, config.held, config.keeping)
  const outcasts = new Outcasts()
  const light = createHeliaLight({ blockstore: store, datastore: config.datastore })
  const rules = new DialRules()
  const options = await libp2pOptions(config, { outcasts, rules })
  const helia = withBitswap(withLibp2pLight<typeof light, Services>(light, options), {
    maxOutgoingMessageSize: MAX_BLOCK_MESSAGE,
    maxIncomingMessageSize: MAX_FOREIGN_MESSAGE,
    // Relays are for first words, never for music.
    runOnLimitedConnections: false,
  })
  await helia.start()
  const { relay, pubsub } = helia.libp2p.services
  const gossip = pubsub ? new (await import('./gossip.ts')).GossipsubGossip(pubsub) : silent
  const network = new Network(helia, { store, outcasts, rules, gossip }, config)
  const isHere = (peer: PeerId) => helia.libp2p.getConnections(peer).length > 0
  if (relay) await answerMeeting(network.streams, relay, isHere)
  return network
}

/** Everybody who writes has hashed: ingest makes the CID, the reader has compared it. */
function localStore(store: CheckedStore): LocalStore {
  return {
    has: (cid) => store.has(cid),
    write: async ({ cid, bytes }) => {
      await store.put(cid, bytes)
    },
    read: (cid) => store.find(cid),
  }
}

async function libp2pOptions(
  config: NetworkConfig,
  { outcasts, rules }: { outcasts: Outcasts; rules: DialRules },
): Promise<Libp2pOptions<Services>> {
  const { listen, transports, encrypters } = config
  return {
    addresses: { listen: [...listen] },
    transports,
    connectionEncrypters: encrypters,
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: STREAM_WINDOW } })],
    // The default would end a busy slow link after 15 s, because its pings queue behind the music.
    connectionMonitor: { abortConnectionOnPingFailure: false },
    // As long as the table remembers who provides what: without an address, that is of no use.
    peerStore: { maxAddressAge: RECORD_MS, maxPeerAge: RECORD_MS },
    connectionGater: {
      denyDialMultiaddr: (address) => rules.refuses(address),
      denyDialPeer: (peer) => outcasts.has(peer.toString()),
      denyInboundEncryptedConnection: (peer) => outcasts.has(peer.toString()),
    },
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      answering: answering(),
      identity: identity(),
      ...(await heavyServices(config, rules)),
    },
  }
}

/** Loaded by those who take part only: for a page they would double what it has to fetch. */
async function heavyServices(
  { topics = [], gossip = true, routing = false, relay = false }: NetworkConfig,
  rules: DialRules,
) {
  const [pubsub, dht, lent] = await Promise.all([
    gossip && import('./gossip.ts'),
    routing && import('./routing/dht.ts'),
    relay && import('./relay.ts'),
  ])
  return {
    ...(pubsub && { pubsub: pubsub.gossipService(topics) }),
    ...(dht && { dht: dht.dhtService(rules) }),
    ...(lent && { relay: lent.relayService() }),
  }
}
