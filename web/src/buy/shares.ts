/** Who gets what of an amount, as the contract will share it. The parts add up to the amount. */
import { splitOf, ZERO_ADDRESS, type Address, type Order } from '../../../node/index.ts'

export interface Part {
  wallet: Address
  amount: bigint
  /** In ten thousandths of the whole, for the picture. */
  bps: number
  side: 'artist' | 'shop'
}

const WHOLE = 10_000

export function partsOf(order: Order): Part[] {
  const { host, paidWei } = order
  const payees = order.kind === 'tip' ? [{ wallet: order.artist, bps: 9000 }] : order.terms.payees
  const split = splitOf(paidWei, payees, host)
  const isHosted = host !== ZERO_ADDRESS
  const side = split.payees.map(({ wallet, amount }, i) => ({
    ...{ wallet, amount, side: 'artist' as const },
    bps: Math.round(((payees[i]?.bps ?? 0) * (isHosted ? WHOLE - 1000 : WHOLE)) / 9000),
  }))
  return isHosted ? [...side, { wallet: host, amount: split.host, side: 'shop', bps: 1000 }] : side
}
