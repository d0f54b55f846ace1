/**
 * Who is named as the host of a sale: the operator who delivered most checked bytes to this listener,
 * else the node that serves this page.
 */
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/index.ts'
import type { SourceStatus } from '../peer/status.ts'
import type { ShopChain } from './shopChain.ts'

interface PeersJson {
  peers: { peer: string; payout?: string | null }[]
}

const DEADLINE_MS = 5000

/** Zero where nobody told a wallet: all goes to the artist's side then. */
export async function hostOf(
  sources: readonly SourceStatus[],
  { payout }: Pick<ShopChain, 'payout'>,
): Promise<Address> {
  const shop = payout ?? ZERO_ADDRESS
  const served = sources
    .filter(({ kind, bytes, lied }) => kind !== 'listener' && bytes > 0 && !lied)
    .toSorted((a, b) => b.bytes - a.bytes)
  if (served.every(({ kind }) => kind === 'shop')) return shop
  const told = await payouts().catch(() => new Map<string, Address>())
  for (const { kind, name } of served) {
    const wallet = kind === 'shop' ? payout : told.get(name)
    if (wallet) return wallet
  }
  return shop
}

/** As those nodes told this one: each speaks for itself only. */
async function payouts(): Promise<Map<string, Address>> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const response = await fetch(new URL('api/v1/peers', document.baseURI), { signal })
  // The node's own words; each wallet is parsed.
  const { peers } = (await response.json()) as PeersJson
  return new Map(
    peers.flatMap(({ peer, payout }) => (payout ? [[peer, parseAddress(payout)] as const] : [])),
  )
}
