/**
 * How far an address reaches. Addresses told by others are hostile input: a peer on the open
 * internet must not make us knock on our own machine's or our own network's doors (DESIGN §6).
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { bytesOfIp6, ip4Within } from './ip6.ts'

/** From the most private to the most public. */
const REACHES = ['loopback', 'private', 'public'] as const
export type Reach = (typeof REACHES)[number]

const PRIVATE_V4 = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^198\.1[89]\./,
]

/** Undefined for what cannot be dialled at all: no IP or name, or an unspecified address. */
export function reachOf(address: Multiaddr): Reach | undefined {
  for (const { name, value = '' } of address.getComponents()) {
    if (name === 'ip4') return reachOfV4(value)
    if (name === 'ip6') return reachOfV6(value)
    if (name.startsWith('dns')) return /(^|\.)localhost$/i.test(value) ? 'loopback' : 'public'
  }
  return undefined
}

function reachOfV4(ip: string): Reach | undefined {
  if (ip.startsWith('127.')) return 'loopback'
  if (ip.startsWith('0.') || Number(ip.split('.')[0]) >= 224) return undefined
  return PRIVATE_V4.some((range) => range.test(ip)) ? 'private' : 'public'
}

function reachOfV6(ip: string): Reach | undefined {
  const bytes = bytesOfIp6(ip)
  if (!bytes) return undefined
  const [first = 0, second = 0] = bytes
  if (bytes.every((byte, i) => byte === (i === 15 ? 1 : 0))) return 'loopback'
  // A router on the way, or our own machine, may turn it into that one.
  const inner = ip4Within(bytes)
  if (inner !== undefined) return reachOfV4(inner)
  if (first === 0xff) return undefined
  const isLocal = (first & 0xfe) === 0xfc || (first === 0xfe && second >= 0x80)
  return isLocal || first === 0 ? 'private' : 'public'
}

/** How it is talked to after the machine and its door: nothing here names another machine. */
const SAYS_HOW = new Set([
  ...['tls', 'ws', 'wss', 'quic', 'quic-v1', 'webtransport', 'webrtc', 'webrtc-direct'],
  ...['certhash', 'p2p', 'p2p-circuit'],
])

/**
 * Does it give a machine by its IP, and no other in any way? Names can point anywhere, and elsewhere
 * later; and a name for TLS (`/sni/NAME`) is what WebSockets would dial instead of the IP.
 */
export function isPlain(address: Multiaddr): boolean {
  const [machine, door, ...rest] = address.getComponents()
  return (
    (machine?.name === 'ip4' || machine?.name === 'ip6') &&
    (door?.name === 'tcp' || door?.name === 'udp') &&
    rest.every(({ name }) => SAYS_HOW.has(name))
  )
}

/** Is an endpoint on this very machine? */
export function isLoopbackUrl(url: string | undefined): boolean {
  try {
    return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url ?? '').hostname)
  } catch {
    return false
  }
}

/** May a page of `host`, a name or an IP, dial what that host told it? Never something more private. */
export function mayDialFrom(host: string, told: string): boolean {
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host) || /\.localhost$/i.test(host)
  if (local) return mayDial(told, 'loopback')
  const reach = /^[\d.]+$/.test(host) ? reachOfV4(host) : 'public'
  return reach !== undefined && mayDial(told, reach)
}

/** May we dial `told`, which a peer we reach at `teller` told us? Never something more private. */
export function mayDial(told: string, teller: Reach): boolean {
  try {
    const address = multiaddr(told)
    const reach = reachOf(address)
    const named = address.getComponents().some(({ name }) => name === 'p2p')
    if (!isPlain(address)) return false
    return named && reach !== undefined && REACHES.indexOf(reach) >= REACHES.indexOf(teller)
  } catch {
    return false
  }
}
