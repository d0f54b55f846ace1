/** The way to a peer, and addresses with its name. */
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerName } from '../../domain/ports.ts'
import { reachOf, type Reach } from '../reach.ts'
import { isDirect } from '../road/wire.ts'

/**
 * How far the direct one of these connections reaches; undefined without one. Only a way that we
 * went ourselves leads to a private place: behind a proxy, a container or a router, strangers from
 * everywhere arrive from an address of our own network.
 */
export function reachOfWay(connections: readonly Connection[]): Reach | undefined {
  const direct = connections.filter(isDirect)
  const way = direct.find(({ direction }) => direction === 'outbound')
  if (way) return reachOf(way.remoteAddr)
  return direct.length > 0 ? 'public' : undefined
}

/** Does one of these connections come from the machine at `address`? */
export const comesFrom = (connections: readonly Connection[], address: Multiaddr): boolean =>
  connections.some((one) => isDirect(one) && machineOf(one.remoteAddr) === machineOf(address))

/** Of two addresses without it, none is said to be of the same machine. */
const machineOf = (address: Multiaddr): unknown =>
  address.getComponents().find(({ name }) => name === 'ip4' || name === 'ip6')?.value ?? Symbol()

export const withPeer = (address: Multiaddr, peer: PeerName): string =>
  `${address.toString().replace(/\/p2p\/[^/]+$/, '')}/p2p/${peer}`
