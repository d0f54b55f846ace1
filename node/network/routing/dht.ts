/**
 * The Kademlia table of MegaBox nodes, apart from the public one: who holds which release. What
 * others answer is hostile input, so nobody is dialled but by the rules of `reach.ts`, a private
 * address only when whoever told it is reached at one at least as private.
 */
import { kadDHT, type KadDHT, type KadDHTComponents, type QueryEvent } from '@libp2p/kad-dht'
import {
  contentRoutingSymbol,
  peerRoutingSymbol,
  type PeerId,
  type PeerInfo,
} from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { DialRules } from '../dialRules.ts'
import { isPlain, mayDial, reachOf, type Reach } from '../reach.ts'
import { Claims } from './claims.ts'
import { ProviderRecords } from './providerRecords.ts'
import { comesFrom, reachOfWay, withPeer } from './way.ts'

const DHT_PROTOCOL = '/megabox/kad/1.0.0'
/** Of one peer; more would be a list of targets. */
const MAX_ADDRESSES = 8
const MAX_TOLD = 20

/** The libp2p service. */
export const dhtService =
  (rules: DialRules) =>
  (components: KadDHTComponents): KadDHT => {
    const claims = new Claims()
    const waysTo = (peer: PeerId) => components.connectionManager.getConnections(peer)
    /**
     * For the table, and for our answers: a peer's word on itself, when it is connected. That it
     * arrives from a private machine lets others know it there, but not us dial it.
     */
    const keep = ({ id, multiaddrs }: PeerInfo): PeerInfo => {
      const ways = waysTo(id)
      const reach = reachOfWay(ways) ?? 'public'
      const may = (address: Multiaddr) =>
        !rules.refuses(address) ||
        mayDial(withPeer(address, id.toString()), reach) ||
        (isPlain(address) && comesFrom(ways, address))
      return { id, multiaddrs: bounded(claims, id, multiaddrs.filter(may)) }
    }
    const dht = kadDHT({
      protocol: DHT_PROTOCOL,
      clientMode: false,
      peerInfoMapper: keep,
      // Nothing is kept for others but who provides what.
      validators: { pk: refuseRecord, ipns: refuseRecord },
      logPrefix: 'libp2p:megabox-dht',
    })(withRecords(components))
    heed(dht, (teller, told) => {
      const reach = reachOfWay(waysTo(teller))
      if (!reach) return []
      const reachable = ({ id, multiaddrs }: PeerInfo) =>
        multiaddrs.length > 0 || waysTo(id).length > 0
      return told.map((peer) => learned({ rules, claims }, reach, peer)).filter(reachable)
    })
    return hidden(dht)
  }

/** Their place in libp2p's own store would be on disk, and without bounds. */
const withRecords = (components: KadDHTComponents): KadDHTComponents =>
  // libp2p's components are a proxy that answers by name, so they cannot be copied. What
  // inherits from them and has every member is of their type.
  Object.create(components, { datastore: { value: recordsFor(components) } }) as KadDHTComponents

/** Peers that came to nothing are forgotten sooner than what they provided. */
const recordsFor = ({ peerStore }: KadDHTComponents): ProviderRecords =>
  new ProviderRecords({ knows: (peer) => peerStore.has(peerIdFromString(peer)) })

const bounded = (claims: Claims, id: PeerId, addresses: readonly Multiaddr[]): Multiaddr[] =>
  addresses.slice(0, MAX_ADDRESSES).filter((address) => claims.allow(id.toString(), address))

/** What someone reached at `reach` says of another peer: only that may be dialled now. */
export function learned(
  { rules, claims }: { rules: DialRules; claims: Claims },
  reach: Reach,
  { id, multiaddrs }: PeerInfo,
): PeerInfo {
  const may = multiaddrs.filter((address) => mayDial(withPeer(address, id.toString()), reach))
  const kept = bounded(claims, id, may)
  for (const address of kept) if (reachOf(address) !== 'public') rules.permit(address.toString())
  return { id, multiaddrs: kept }
}

/** The library's own road to other peers. It offers no other place to look at an answer first. */
interface Road {
  network: {
    sendRequest(to: PeerId, ...how: readonly unknown[]): AsyncGenerator<QueryEvent>
  }
}

/** `sift` sees whom a peer tells of before the query goes on to them, and says whom to believe. */
function heed(dht: KadDHT, sift: (teller: PeerId, told: PeerInfo[]) => PeerInfo[]): void {
  // Its class has the field; its interface does not tell (16.4.5; the tests of the rules would show).
  const { network } = dht as unknown as Road
  const send = network.sendRequest.bind(network)
  network.sendRequest = async function* (to, ...how) {
    for await (const event of send(to, ...how)) {
      if (event.name !== 'PEER_RESPONSE') {
        yield event
        continue
      }
      const closer = sift(to, event.closer.slice(0, MAX_TOLD))
      yield { ...event, closer, providers: sift(to, event.providers.slice(0, MAX_TOLD)) }
    }
  }
}

/**
 * libp2p and Helia would ask any router they see for every block and every peer, one by one. Only
 * releases are looked for here, by name.
 */
function hidden(dht: KadDHT): KadDHT {
  Object.defineProperty(dht, contentRoutingSymbol, { value: undefined })
  Object.defineProperty(dht, peerRoutingSymbol, { value: undefined })
  return dht
}

function refuseRecord(): Promise<void> {
  return Promise.reject(new Error('records of this kind are not kept here'))
}
