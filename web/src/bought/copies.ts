/** What some wallets own, read from the chain; what was read before is not read again. */
import { openDB } from 'idb'
import {
  deployedAt,
  parseReleaseId,
  type Address,
  type ReleaseView,
  type SoldEvent,
} from '../../../node/index.ts'
import { release as askShop } from '../shop/load.ts'
import type { ShopChain } from '../buy/shopChain.ts'

/** What is younger may still be undone, and is read again each time. */
const UNSETTLED = 64
const STORE = 'sales'

export interface Copy {
  sale: SoldEvent
  /** Undefined where this shop does not know it now. */
  release: ReleaseView | undefined
}

/** Newest first, one of each release. */
export async function copiesOf(
  wallets: readonly Address[],
  chain: ShopChain,
  signal: AbortSignal,
): Promise<Copy[]> {
  if (wallets.length === 0) return []
  const sales = await salesOf(wallets, chain, signal)
  const newest = new Map(sales.map((sale) => [sale.release, sale]))
  const copies = [...newest.values()].toReversed().map(async (sale) => {
    // A copy can be given away.
    const isHeld = (await chain.ledger.copies(sale.recipient, sale.edition)) > 0n
    const release = await askShop(parseReleaseId(sale.release), signal).catch(() => null)
    return isHeld ? [{ sale, release: release ?? undefined }] : []
  })
  return (await Promise.all(copies)).flat()
}

interface Read {
  to: number
  sales: SoldEvent[]
}

async function salesOf(
  wallets: readonly Address[],
  { ledger, till, endpoint }: ShopChain,
  signal: AbortSignal,
): Promise<SoldEvent[]> {
  const database = await openDB('megabox-copies', 1, {
    upgrade: (one) => void one.createObjectStore(STORE),
  })
  const { genesis, contract } = ledger.chain
  const key = [genesis, contract, ...wallets.toSorted()].join(' ')
  // We wrote it.
  const before = (await database.get(STORE, key)) as Read | undefined
  const since = before ? before.to + 1 : await deployedAt(endpoint, contract)
  const head = await ledger.head({ signal })
  const fresh = await till.salesTo(wallets, [since, head.number], { signal })
  const sales = [...(before?.sales ?? []), ...fresh]
  const to = Math.max(since - 1, head.number - UNSETTLED)
  await database.put(STORE, { to, sales: sales.filter(({ block }) => block <= to) }, key)
  database.close()
  return sales
}
