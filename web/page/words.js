// @ts-check
/** Times and prices as the page says them, as `node/gateway/words.ts` does on the server. */

const WEI_DIGITS = 18
const ETH = `0x${'0'.repeat(40)}`

/** @param {number} seconds */
export function clock(seconds) {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const rest = `${whole % 60}`.padStart(2, '0')
  return hours > 0 ? `${hours}:${`${minutes}`.padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** @param {string} wei */
function ether(wei) {
  const digits = wei.padStart(WEI_DIGITS + 1, '0')
  const fraction = digits.slice(-WEI_DIGITS).replace(/0+$/, '')
  return `${digits.slice(0, -WEI_DIGITS)}${fraction && `.${fraction}`} ETH`
}

/**
 * @param {import('../../node/domain/catalogue.ts').ReleaseView} view
 * @returns {{ text: string, money: boolean }}
 */
export function price({ onSale, edition, editions, priceWei }) {
  if (!onSale) return { text: 'No longer sold', money: false }
  const offered = editions.find((one) => one.edition === edition)
  if (offered && offered.currency !== ETH) return { text: 'Sold in another currency', money: false }
  return { text: priceWei === '0' ? 'Name your price' : `from ${ether(priceWei)}`, money: true }
}
