/** What the sticker says. `money` is false where there is nothing to pay: no yellow then. */
import type { ReleaseView } from '../../../node/index.ts'
import { ETHER, money, type Currency } from '../words/amounts.ts'
import type { Language, Say } from '../words/say.ts'

const NO_TOKEN = `0x${'0'.repeat(40)}`

export interface Offer {
  text: string
  money: boolean
  /** In the smallest unit; 0 leaves it to the listener. */
  units: string
  currency: Currency
}

/** Undefined for a token the shop does not know: anybody can call a token anything. */
export function currencyOf({ currency, money }: Counted): Currency | undefined {
  if (currency === NO_TOKEN) return ETHER
  if (!money) return undefined
  const { symbol: code, decimals, sign } = money
  return { code, decimals, least: 2, ...(sign && { sign }) }
}

interface Counted extends Pick<ReleaseView['editions'][number], 'money'> {
  currency: string
}

export function offerOf(view: ReleaseView, say: Say, language: Language): Offer {
  const offered = view.editions.find(({ edition }) => edition === view.edition)
  if (!view.onSale) return { ...NOTHING_TO_PAY, text: say('noLongerSold') }
  return priceOf(offered ?? { currency: NO_TOKEN, price: view.priceWei }, say, language)
}

export function priceOf(edition: Counted & { price: string }, say: Say, language: Language): Offer {
  const { price: units } = edition
  const currency = currencyOf(edition)
  if (!currency) return { ...NOTHING_TO_PAY, text: say('otherCurrency') }
  const text =
    units === '0' ? say('nameYourPrice') : say('from', { price: money(units, currency, language) })
  return { text, money: true, units, currency }
}

const NOTHING_TO_PAY = { money: false, units: '0', currency: ETHER }
