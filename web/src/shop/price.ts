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

type Counted = Pick<ReleaseView['editions'][number], 'currency' | 'money'>

export function offerOf(view: ReleaseView, say: Say, language: Language): Offer {
  const offered = view.editions.find(({ edition }) => edition === view.edition)
  const currency = offered ? currencyOf(offered) : ETHER
  const none = { money: false, units: '0', currency: ETHER }
  if (!view.onSale) return { ...none, text: say('noLongerSold') }
  if (!currency) return { ...none, text: say('otherCurrency') }
  const units = offered?.price ?? view.priceWei
  const text =
    units === '0' ? say('nameYourPrice') : say('from', { price: money(units, currency, language) })
  return { text, money: true, units, currency }
}
