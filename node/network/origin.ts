/** Who is to be counted as one: a peer's name costs nothing, a machine on the internet does. */
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { bytesOfIp6 } from './ip6.ts'
import { reachOf } from './reach.ts'

/** An IPv4 address, or the network of an IPv6 one: whoever has one of these has all in it. */
export function machineOf(address: Multiaddr): string {
  const [first] = address.getComponents()
  const bytes = first?.name === 'ip6' ? bytesOfIp6(first.value ?? '') : undefined
  return bytes ? `${bytes.subarray(0, 8).join('.')}::` : (first?.value ?? '')
}

/** Everybody may come from one private address, behind a proxy of ours; there, peers are told apart. */
export const originOf = ({ remoteAddr, remotePeer }: Connection): string =>
  reachOf(remoteAddr) === 'public' ? machineOf(remoteAddr) : remotePeer.toString()
