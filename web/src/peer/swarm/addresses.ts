/**
 * Where nodes are: what this shop says of itself, and those that answered before, so that a page
 * finds music when its own node is gone.
 */
import { mayDialFrom } from '../../../../node/index.ts'
import { metBefore } from './memory.ts'
import type { ShopWord } from './shopWord.ts'

/** Such as a browser can dial, and none more private than the shop itself. */
export async function knownAddresses(origin: string, word: ShopWord): Promise<string[]> {
  return usable(origin, [...word.addresses, ...(await metBefore())])
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
