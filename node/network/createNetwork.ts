/**
 * One libp2p node with Helia's blocks, composed without any public default: no bootstrap servers,
 * no delegated routing, nothing but what is named here. The shell brings transports and stores.
 */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p'
import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { createHeliaLight } from 'helia'
import type { CID } from 'multiformats/cid'
import type { Blocks, Files, PeerName, Stock } from '../domain/ports.ts'
import {
  CheckedStore,
  type BlockSource,
  type StoreOptions,
  type StoreSize,
} from './checkedStore.ts'
import { DialRules } from './dialRules.ts'
import { identity, type Identity } from './identity.ts'
import { libp2pOptions, type CommonConfig, type CommonServices } from './libp2pOptions.ts'
import { answerMeeting } from './meeting.ts'
import { Neighbours } from './neighbours.ts'
import { Outcasts } from './outcasts.ts'
import { peerSources } from './peerSources.ts'
import { Presence, type Acquainted, type PresenceParts } from './presence.ts'
import { PeerBlocks, type LocalStore } from './reader/peerBlocks.ts'
import type { Sources } from './reader/sources.ts'
import { isDirect } from './road/wire.ts'
import { RECORD_MS } from './routing/providerRecords.ts'
import { Routing } from './routing/routing.ts'
import { silent } from './silentGossip.ts'
import { UnixfsFiles } from './unixfsFiles.ts'
import { answerNodes } from './whereabouts.ts'

export interface NetworkConfig extends CommonConfig {
  blockstore: BlockSource
  /** What `blockstore` holds at the start. */
  held?: StoreSize
  /** How much of it stays in memory, and how long a block counts as in use. */
  keeping?: StoreOptions
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

export interface ConnectedPeer extends Acquainted {
  /** Verified blocks it delivered to us, and their bytes. */
  blocks: number
  bytes: number
}

/** Looks for those who have what `root` stands for: a release's manifest, or a file. */
export type Seek = (root: CID, signal: AbortSignal) => void

type Services = CommonServices & {
  dht?: KadDHT
  relay?: CircuitRelayService
  identity: Identity
}

interface NetworkParts extends PresenceParts {
  store: CheckedStore
}

/** libp2p sends no block message above this, so that a big want list is not all in memory at once. */
const MAX_BLOCK_MESSAGE = 300_000

/** What other implementations put into one: refused, its blocks would never come again. */
const MAX_FOREIGN_MESSAGE = 4 * 1024 * 1024 + 65_536

export class Network extends Presence {
  readonly blocks: Blocks & { close(): void }
  readonly files: Files
  readonly neighbours: Neighbours
  readonly routing: Routing
  readonly #helia: HeliaWithLibp2p<Services>
  readonly #store: CheckedStore
  readonly #sources: Sources
  #seek: Seek | undefined

  constructor(
    helia: HeliaWithLibp2p<Services>,
    { store, ...parts }: NetworkParts,
    {
      join = [],
      gateways = [],
      patience = 1,
    }: Pick<NetworkConfig, 'join' | 'gateways' | 'patience'>,
  ) {
    const { libp2p } = helia
    super(libp2p, parts)
    this.#helia = helia
    this.#store = store
    this.#sources = peerSources({
      // Bitswap asks nothing of a helia but what every helia has.
      helia: helia as unknown as HeliaWithLibp2p,
      ...{ http: this.http, outcasts: parts.outcasts, patience, gateways },
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
    this.routing = new Routing(libp2p, parts.rules, libp2p.services.dht)
    this.neighbours = new Neighbours(libp2p, parts.rules, join)
    this.neighbours.start()
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

  override peers(): ConnectedPeer[] {
    return super.peers().map((one) => {
      const { blocks, bytes } = this.#sources.paces.of(one.peer)
      return { ...one, blocks, bytes }
    })
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
   * Connects to a few peers that are said to have `root`, a release's manifest, and gives whom. For
   * a reader whom nobody connected could answer: it may try again then.
   */
  findProviders(root: CID, signal: AbortSignal): Promise<PeerName[]> {
    return this.routing.findProviders(root, signal)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
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
  const services = await heavyServices(config, rules)
  const options = {
    ...libp2pOptions<Services>(config, { outcasts, rules }, services),
    // As long as the table remembers who provides what: without an address, that is of no use.
    peerStore: { maxAddressAge: RECORD_MS, maxPeerAge: RECORD_MS },
  }
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
  if (relay) {
    await answerMeeting(network.streams, relay, isHere)
    await answerNodes(network.streams, helia.libp2p)
  }
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

/** Beside what all have: the most of it is loaded by those who take part only. */
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
    identity: identity(),
    ...(pubsub && { pubsub: pubsub.gossipService(topics) }),
    ...(dht && { dht: dht.dhtService(rules) }),
    ...(lent && { relay: lent.relayService() }),
  }
}
