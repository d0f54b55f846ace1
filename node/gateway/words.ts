/** Times and prices as the page says them. `web/page/words.js` says the same in the browser. */
import type { ReleaseView } from '../domain/catalogue.ts'
import { ZERO_ADDRESS } from '../domain/ids.ts'

const WEI_DIGITS = 18

/** `4:12`, or `1:02:03`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${seconds % 60}`.padStart(2, '0')
  return hours > 0 ? `${hours}:${`${minutes}`.padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** Every digit of it: money is never rounded. */
export function ether(wei: string): string {
  const digits = wei.padStart(WEI_DIGITS + 1, '0')
  const fraction = digits.slice(-WEI_DIGITS).replace(/0+$/, '')
  return `${digits.slice(0, -WEI_DIGITS)}${fraction && `.${fraction}`} ETH`
}

/** What the sticker says. `money` is false where there is nothing to pay with: no yellow then. */
export function price({ onSale, edition, editions, priceWei }: ReleaseView): {
  text: string
  money: boolean
} {
  if (!onSale) return { text: 'No longer sold', money: false }
  const offered = editions.find((one) => one.edition === edition)
  if (offered && offered.currency !== ZERO_ADDRESS) {
    return { text: 'Sold in another currency', money: false }
  }
  return { text: priceWei === '0' ? 'Name your price' : `from ${ether(priceWei)}`, money: true }
}
