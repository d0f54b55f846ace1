/** What is sold, or who is tipped: what the dialog is opened with. */
import {
  parseAddress,
  parseTerms,
  ZERO_ADDRESS,
  type Address,
  type Order,
  type ReleaseView,
} from '../../../node/index.ts'
import { currencyOf } from '../shop/price.ts'
import { ETHER, type Currency } from '../words/amounts.ts'
import type { Wish } from './purchase.ts'

export interface Offer {
  kind: 'purchase' | 'tip'
  release: ReleaseView
  money: Currency
  floor: bigint
  suggested: bigint | undefined
}

/** Undefined for what is not sold in money we know. */
export function offerFor(release: ReleaseView, kind: Offer['kind']): Offer | undefined {
  const offered = release.editions.find(({ edition }) => edition === release.edition)
  const money = offered ? currencyOf(offered) : ETHER
  if (!offered || !money || (kind === 'purchase' && !release.onSale)) return undefined
  const { suggestedPrice } = release
  return {
    ...{ kind, release, money },
    floor: kind === 'tip' ? 0n : BigInt(offered.price),
    suggested: suggestedPrice === undefined ? undefined : BigInt(suggestedPrice),
  }
}

export interface Choice {
  amount: bigint
  host: Address
  /** Undefined: for whoever pays. */
  recipient?: Address | undefined
  isGasless: boolean
}

/** Until the wallet is open its account is not known: it is set when it is. */
export function orderOf({ kind, release }: Offer, { amount, host, recipient }: Choice): Order {
  const offered = release.editions.find(({ edition }) => edition === release.edition)
  const currency = parseAddress(offered?.currency ?? ZERO_ADDRESS)
  if (kind === 'tip') {
    const artist = parseAddress(release.artist.wallet)
    return { kind, artist, currency, host, paidWei: amount }
  }
  const terms = parseTerms(offered?.terms)
  return { kind, terms, host, paidWei: amount, recipient: recipient ?? ZERO_ADDRESS }
}

export const wishOf = (offer: Offer, choice: Choice): Wish => {
  const { release, money, kind } = offer
  return {
    ...{ release: release.release, title: release.title, artist: release.artist.name },
    ...{ cover: release.artwork?.cid, order: orderOf(offer, choice), money },
    edition: kind === 'tip' ? undefined : release.edition,
    isGift: choice.recipient !== undefined,
    isGasless: choice.isGasless,
  }
}
