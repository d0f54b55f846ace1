/** A receipt, read from the chain: nothing that this device remembers goes into it. */
import {
  parseBytes32,
  parseReleaseId,
  parseTerms,
  splitOf,
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type MoneyEvent,
  type ReleaseView,
  type SoldEvent,
  type TippedEvent,
} from '../../../node/index.ts'
import { release as askShop, artist as askArtist } from '../shop/load.ts'
import { currencyOf } from '../shop/price.ts'
import { ETHER, type Currency } from '../words/amounts.ts'
import type { ShopChain } from './shopChain.ts'

export interface SlipShare {
  wallet: Address
  amount: bigint
  side: 'artist' | 'shop'
  /** Its wallet refused it: it waits there. */
  isOwed: boolean
}

export interface Slip {
  tx: Bytes32
  event: SoldEvent | TippedEvent
  /** ms since the epoch. */
  time: number
  isSettled: boolean
  currency: Currency
  /** Undefined where this shop does not know it. */
  release: ReleaseView | undefined
  artist: { wallet: string; name: string } | undefined
  shares: SlipShare[]
}

/** Undefined when there is no such payment. */
export async function slipOf(
  text: string,
  { till, ledger }: Pick<ShopChain, 'till' | 'ledger'>,
  signal: AbortSignal,
): Promise<Slip | undefined> {
  const tx = hashIn(text)
  const receipt = tx && (await till.receipt(tx, { signal }))
  const event = receipt?.money.find(isPayment)
  if (!tx || !receipt || !event) return undefined
  const [block, safe, release] = await Promise.all([
    ledger.block(receipt.block, { signal }),
    ledger.safe({ signal }),
    event.kind === 'sold' ? askShop(parseReleaseId(event.release), signal).catch(() => null) : null,
  ])
  const known = release ?? undefined
  return {
    ...{ tx, event, time: (block?.time ?? 0) * 1000, isSettled: safe.number >= receipt.block },
    currency: currencyIn(event, known),
    release: known,
    artist: known?.artist ?? (await tippedArtist(event, signal)),
    shares: sharesOf(event, known, receipt.money),
  }
}

const isPayment = (event: MoneyEvent): event is SoldEvent | TippedEvent =>
  event.kind === 'sold' || event.kind === 'tipped'

function hashIn(text: string): Bytes32 | undefined {
  try {
    return parseBytes32(text)
  } catch {
    return undefined
  }
}

/** Of tokens nobody knows, the smallest unit is all that can be told. */
const UNITS: Currency = { code: 'units', decimals: 0, least: 0 }

function currencyIn(event: SoldEvent | TippedEvent, release: ReleaseView | undefined): Currency {
  if (event.kind === 'tipped') {
    if (event.currency === ZERO_ADDRESS) return ETHER
    const known = release?.editions.find(({ currency }) => currency === event.currency)
    return (known && currencyOf(known)) ?? UNITS
  }
  const sold = release?.editions.find(({ edition }) => edition === event.edition)
  return (sold && currencyOf(sold)) ?? UNITS
}

async function tippedArtist(event: SoldEvent | TippedEvent, signal: AbortSignal) {
  if (event.kind !== 'tipped') return undefined
  const found = await askArtist(event.artist, signal).catch(() => null)
  return found ? { wallet: found.wallet, name: found.name } : { wallet: event.artist, name: '' }
}

/** As the contract shares it; what the log says was paid, and to whom, is not computed. */
function sharesOf(
  event: SoldEvent | TippedEvent,
  release: ReleaseView | undefined,
  money: readonly MoneyEvent[],
): SlipShare[] {
  const owed = new Set(money.flatMap((one) => (one.kind === 'owed' ? [one.payee] : [])))
  const { paidWei, hostWei, host } = event
  const payees = payeesOf(event, release)
  const side = splitOf(paidWei - hostWei, payees, ZERO_ADDRESS).payees.map((share) => ({
    ...{ ...share, side: 'artist' as const },
    isOwed: owed.has(share.wallet),
  }))
  if (host === ZERO_ADDRESS || hostWei === 0n) return side
  return [...side, { wallet: host, amount: hostWei, side: 'shop', isOwed: false }]
}

function payeesOf(event: SoldEvent | TippedEvent, release: ReleaseView | undefined) {
  if (event.kind === 'tipped') return [{ wallet: event.artist, bps: 9000 }]
  const sold = release?.editions.find(({ edition }) => edition === event.edition)
  return sold ? parseTerms(sold.terms).payees : []
}
