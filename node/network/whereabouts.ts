/**
 * Where other nodes are, for pages: the shop a page came from may go away, and then its listeners
 * should know others. A node tells of those it dialled and reached itself, and only where a browser
 * could reach them; whoever hears it looks at each address before dialling.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { decodeCanonical, encodeCanonical } from '../domain/canonical.ts'
import type { Abortable, PeerName, Streams } from '../domain/ports.ts'
import { mayDial } from './reach.ts'
import { isDirect } from './road/wire.ts'
import { reachOfWay, withPeer } from './routing/way.ts'

const PROTOCOL = '/megabox/nodes/1'
const MAX_NODES = 8
const MAX_OF_A_NODE = 3
const MAX_ADDRESS = 300
const MAX_BYTES = 16 * 1024

/** Browsers speak these: with `/tls` or from a page without it, WebSocket; else WebRTC. */
const FOR_PAGES = /\/(ws|wss|webrtc-direct)(\/|$)/

type Around = Pick<Libp2p, 'getConnections' | 'peerStore'>

export const answerNodes = (streams: Pick<Streams, 'handle'>, libp2p: Around): Promise<void> =>
  streams.handle(PROTOCOL, async (_question, from) => encodeCanonical(await around(libp2p, from)))

/** Addresses of other nodes, as `peer` says. Hostile input until looked at. */
export async function askNodes(
  streams: Pick<Streams, 'ask'>,
  peer: PeerName,
  options: Abortable = {},
): Promise<string[]> {
  const answer = await streams.ask(peer, PROTOCOL, new Uint8Array(), options)
  const told: unknown = decodeCanonical(answer, MAX_BYTES)
  if (!Array.isArray(told)) return []
  return told
    .slice(0, MAX_NODES * MAX_OF_A_NODE)
    .filter((one): one is string => typeof one === 'string' && one.length <= MAX_ADDRESS)
}

async function around(libp2p: Around, asker: PeerName): Promise<string[]> {
  const chosen = libp2p
    .getConnections()
    .filter((one) => one.direction === 'outbound' && isDirect(one))
  const names = new Set(chosen.map(({ remotePeer }) => remotePeer.toString()))
  names.delete(asker)
  const each = [...names].slice(0, MAX_NODES).map((name) => addressesOf(libp2p, name))
  return (await Promise.all(each)).flat()
}

/** What it says of itself, and no more private than the way on which we reach it. */
async function addressesOf(libp2p: Around, name: PeerName): Promise<string[]> {
  const peer = peerIdFromString(name)
  const reach = reachOfWay(libp2p.getConnections(peer))
  const known = await libp2p.peerStore.get(peer).catch(() => undefined)
  return (known?.addresses ?? [])
    .map(({ multiaddr }) => withPeer(multiaddr, name))
    .filter((one) => one.length <= MAX_ADDRESS && FOR_PAGES.test(one))
    .filter((one) => reach !== undefined && mayDial(one, reach))
    .slice(0, MAX_OF_A_NODE)
}
