/** What came in for one wallet, from the chain: sales of releases that pay it, and tips. */
import {
  deployedAt,
  parseReleaseId,
  parseTerms,
  splitOf,
  ZERO_ADDRESS,
  type Address,
  type MoneyEvent,
  type ReleaseView,
  type SoldEvent,
  type TippedEvent,
} from '../../../node/index.ts'
import type { ShopChain } from '../buy/shopChain.ts'
import { release as askShop } from '../shop/load.ts'
import { currencyOf } from '../shop/price.ts'
import { ETHER, type Currency } from '../words/amounts.ts'

export interface Earning {
  event: SoldEvent | TippedEvent
  currency: Currency
  /** Undefined for a tip. */
  title: string | undefined
  own: bigint
  host: bigint
  others: bigint
}

export class Earnings {
  readonly #chain: ShopChain
  readonly #wallet: Address
  readonly #views = new Map<string, Promise<ReleaseView | null>>()
  #next: number | undefined

  constructor(wallet: Address, chain: ShopChain) {
    this.#wallet = wallet
    this.#chain = chain
  }

  /** Those since it was last asked, in the chain's order. */
  async more(signal: AbortSignal): Promise<Earning[]> {
    const { ledger, endpoint, till } = this.#chain
    this.#next ??= await deployedAt(endpoint, ledger.chain.contract)
    const head = await ledger.head({ signal })
    if (head.number < this.#next) return []
    const events = await till.money([this.#next, head.number], { signal })
    const found: Earning[] = []
    for (const event of events) {
      const earning = await this.#earning(event, signal)
      if (earning) found.push(earning)
    }
    this.#next = head.number + 1
    return found
  }

  async #earning(event: MoneyEvent, signal: AbortSignal): Promise<Earning | undefined> {
    if (event.kind === 'tipped') return this.#tip(event)
    return event.kind === 'sold' ? this.#sale(event, signal) : undefined
  }

  async #sale(event: SoldEvent, signal: AbortSignal): Promise<Earning | undefined> {
    const view = await this.#view(event.release, signal)
    const sold = view?.editions.find(({ edition }) => edition === event.edition)
    const currency = sold && currencyOf(sold)
    if (!view || !currency) return undefined
    const { payees } = parseTerms(sold.terms)
    const side = splitOf(event.paidWei - event.hostWei, payees, ZERO_ADDRESS).payees
    const own = side
      .filter(({ wallet }) => wallet === this.#wallet)
      .reduce((sum, { amount }) => sum + amount, 0n)
    if (own === 0n) return undefined
    const others = event.paidWei - event.hostWei - own
    return { event, currency, title: view.title, own, host: event.hostWei, others }
  }

  #tip(event: TippedEvent): Earning | undefined {
    if (event.artist !== this.#wallet) return undefined
    const { paidWei, hostWei } = event
    const currency = event.currency === ZERO_ADDRESS ? ETHER : this.#known(event.currency)
    if (!currency) return undefined
    return { event, currency, title: undefined, own: paidWei - hostWei, host: hostWei, others: 0n }
  }

  #known(token: Address): Currency | undefined {
    const money = this.#chain.currencyOf(token)
    return currencyOf({ currency: token, ...(money && { money }) })
  }

  #view(release: string, signal: AbortSignal): Promise<ReleaseView | null> {
    const known = this.#views.get(release) ?? askShop(parseReleaseId(release), signal)
    this.#views.set(release, known)
    return known
  }
}
