/** What some wallets own, read from the chain; what was read before is not read again. */
import { openDB } from 'idb'
import {
  deployedAt,
  parseEditionId,
  parseReleaseId,
  receivedBy,
  releaseOfEdition,
  type Address,
  type ReleaseView,
} from '../../../node/index.ts'
import { release as askShop } from '../shop/load.ts'
import type { ShopChain } from '../buy/shopChain.ts'

/** What is younger may still be undone, and is read again each time. */
const UNSETTLED = 64
const STORE = 'arrivals'

/** A copy that came to a wallet: by a sale, or from another wallet. */
interface Arrival {
  release: string
  edition: string
  wallet: Address
  block: number
  tx: string
  isSale: boolean
}

export interface Copy {
  arrival: Arrival
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
  const arrivals = await arrivalsOf(wallets, chain, signal)
  const apart = new Map(arrivals.map((one) => [`${one.edition} ${one.wallet}`, one]))
  // A copy can be given away.
  const looked = [...apart.values()].map(async (one) => {
    const held = await chain.ledger.copies(one.wallet, parseEditionId(one.edition))
    return held > 0n ? [one] : []
  })
  const held = (await Promise.all(looked)).flat().toSorted((a, b) => a.block - b.block)
  const newest = new Map(held.map((one) => [one.release, one]))
  const copies = [...newest.values()].toReversed().map(async (arrival) => {
    const release = await askShop(parseReleaseId(arrival.release), signal).catch(() => null)
    return { arrival, release: release ?? undefined }
  })
  return Promise.all(copies)
}

interface Read {
  to: number
  arrivals: Arrival[]
}

async function arrivalsOf(
  wallets: readonly Address[],
  chain: ShopChain,
  signal: AbortSignal,
): Promise<Arrival[]> {
  const database = await openDB('megabox-copies', 2, {
    upgrade(one) {
      for (const name of [...one.objectStoreNames]) one.deleteObjectStore(name)
      one.createObjectStore(STORE)
    },
  })
  const { ledger, endpoint } = chain
  const { genesis, contract } = ledger.chain
  const key = [genesis, contract, ...wallets.toSorted()].join(' ')
  // We wrote it.
  const before = (await database.get(STORE, key)) as Read | undefined
  const first = await deployedAt(endpoint, contract)
  const since = before ? before.to + 1 : first
  const head = await ledger.head({ signal })
  const fresh = await freshOf(wallets, { first, since, to: head.number }, chain, signal)
  const arrivals = [...(before?.arrivals ?? []), ...fresh]
  const to = Math.max(since - 1, head.number - UNSETTLED)
  await database.put(STORE, { to, arrivals: arrivals.filter(({ block }) => block <= to) }, key)
  database.close()
  return arrivals
}

async function freshOf(
  wallets: readonly Address[],
  { first, since, to }: { first: number; since: number; to: number },
  { ledger, till, endpoint }: ShopChain,
  signal: AbortSignal,
): Promise<Arrival[]> {
  const powers = { endpoint, contract: ledger.chain.contract }
  const sales = await till.salesTo(wallets, [since, to], { signal })
  const received = await receivedBy(wallets, [since, to], powers, { signal })
  const arrivals = sales.map((sale): Arrival => {
    const { release, edition, recipient, block, tx } = sale
    return { release, edition, wallet: recipient, block, tx, isSale: true }
  })
  for (const one of received) {
    const release = await releaseOfEdition(one.edition, [first, to], powers, { signal })
    if (release !== undefined) arrivals.push({ ...one, release, isSale: false })
  }
  return arrivals.toSorted((a, b) => a.block - b.block)
}
