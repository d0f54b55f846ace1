/** The way to a peer, and addresses with its name. */
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerName } from '../../domain/ports.ts'
import { reachOf, type Reach } from '../reach.ts'
import { isDirect } from '../road/wire.ts'

/** How far the direct one of these connections reaches; undefined without one. */
export function reachOfWay(connections: readonly Connection[]): Reach | undefined {
  const way = connections.find(isDirect)
  return way && reachOf(way.remoteAddr)
}

export const withPeer = (address: Multiaddr, peer: PeerName): string =>
  `${address.toString().replace(/\/p2p\/[^/]+$/, '')}/p2p/${peer}`
