/**
 * Where nodes are: what this shop says of itself, those that answered before, and the operators on
 * the chain's list, so that a page finds music when its own node is gone.
 */
import { mayDialFrom } from '../../../../node/index.ts'
import { metBefore } from './memory.ts'
import { askForOperators, type ShopWord } from './shopWord.ts'

/** Such as a browser can dial, and none more private than the shop itself. */
export async function knownAddresses(origin: string, word: ShopWord): Promise<string[]> {
  const operators = await listed(origin)
  return usable(origin, [...word.addresses, ...(await metBefore()), ...operators])
}

/** The list changes in days. An empty one may only be a shop that does not answer now. */
const LIST_MS = 10 * 60_000
const RETRY_MS = 60_000
const lists = new Map<string, { until: number; addresses: Promise<string[]> }>()

async function listed(origin: string): Promise<string[]> {
  const known = lists.get(origin)
  if (known && known.until > performance.now()) return known.addresses
  const list = { until: performance.now() + RETRY_MS, addresses: askForOperators(origin) }
  lists.set(origin, list)
  const addresses = await list.addresses
  if (addresses.length > 0) list.until = performance.now() + LIST_MS
  return addresses
}

/** Those of them that a page of `origin` may dial, each once. */
export function usable(origin: string, addresses: readonly string[]): string[] {
  const { hostname, protocol } = new URL(origin)
  const allowed = addresses.filter((address) => mayDialFrom(hostname, address))
  return [...new Set(allowed.filter((address) => isForBrowsers(address, protocol)))]
}

/** Pages from https may not open plain WebSockets. */
const isForBrowsers = (address: string, protocol: string): boolean =>
  address.includes('/webrtc-direct/certhash/') ||
  /\/(wss|tls\/ws)(\/|$)/.test(address) ||
  (protocol === 'http:' && /\/ws(\/|$)/.test(address))
