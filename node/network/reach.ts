/**
 * How far an address reaches. Addresses told by others are hostile input: a peer on the open
 * internet must not make us knock on our own machine's or our own network's doors (DESIGN §6).
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'

/** From the most private to the most public. */
const REACHES = ['loopback', 'private', 'public'] as const
export type Reach = (typeof REACHES)[number]

const PRIVATE_V4 = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
]

/** Undefined for what cannot be dialled at all: no IP or name, or an unspecified address. */
export function reachOf(address: Multiaddr): Reach | undefined {
  for (const { name, value = '' } of address.getComponents()) {
    if (name === 'ip4') return reachOfV4(value)
    if (name === 'ip6') return reachOfV6(value.toLowerCase())
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
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(ip)?.[1]
  if (mapped) return reachOfV4(mapped)
  if (ip === '::1') return 'loopback'
  if (ip === '::' || ip.startsWith('ff')) return undefined
  return /^(f[cd]|fe[89ab]|::)/.test(ip) ? 'private' : 'public'
}

/** Does it name its host instead of giving its IP? Names can point anywhere, and elsewhere later. */
export const isNamed = (address: Multiaddr): boolean =>
  address.getComponents().some(({ name }) => name.startsWith('dns'))

/** May we dial `told`, which a peer we reach at `teller` told us? Never something more private. */
export function mayDial(told: string, teller: Reach): boolean {
  try {
    const address = multiaddr(told)
    const reach = reachOf(address)
    const named = address.getComponents().some(({ name }) => name === 'p2p')
    if (isNamed(address)) return false
    return named && reach !== undefined && REACHES.indexOf(reach) >= REACHES.indexOf(teller)
  } catch {
    return false
  }
}
