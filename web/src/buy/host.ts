/**
 * Who is named as the host of a sale: the operator who delivered most checked bytes of this release to
 * this listener, else the node that serves this page.
 */
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/index.ts'
import type { ServedBy } from '../peer/status.ts'
import type { ShopChain } from './shopChain.ts'

interface PeersJson {
  peers: { peer: string; payout?: string | null }[]
}

const DEADLINE_MS = 5000

/** Zero where nobody told a wallet: all goes to the artist's side then. */
export async function hostOf(
  servedBy: (signal: AbortSignal) => Promise<readonly ServedBy[]>,
  { payout, peerId }: Pick<ShopChain, 'payout' | 'peerId'>,
): Promise<Address> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  // A page whose peer has not begun was played to by nobody.
  const all = await servedBy(signal).catch(() => [])
  const bytes = new Map<string, number>()
  for (const { kind, name, bytes: more } of all) {
    if (kind === 'listener') continue
    // Listeners who share reach the shop as one of the peers, too.
    const operator = kind === 'shop' ? peerId : name
    bytes.set(operator, (bytes.get(operator) ?? 0) + more)
  }
  const served = [...bytes].toSorted(([, a], [, b]) => b - a).map(([operator]) => operator)
  const shop = payout ?? ZERO_ADDRESS
  if (served.every((operator) => operator === peerId)) return shop
  const told = await payouts(signal).catch(() => new Map<string, Address>())
  if (payout) told.set(peerId, payout)
  return told.get(served.find((operator) => told.has(operator)) ?? peerId) ?? shop
}

/** As those nodes told this one: each speaks for itself only. */
async function payouts(signal: AbortSignal): Promise<Map<string, Address>> {
  const response = await fetch(new URL('api/v1/peers', document.baseURI), { signal })
  // The node's own words; each wallet is parsed.
  const { peers } = (await response.json()) as PeersJson
  return new Map(
    peers.flatMap(({ peer, payout }) => (payout ? [[peer, parseAddress(payout)] as const] : [])),
  )
}
