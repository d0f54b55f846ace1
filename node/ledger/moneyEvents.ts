/** The contract's logs of money, in our words. */
import type { LogDescription } from 'ethers'
import type { Place } from '../domain/chain.ts'
import { parseAddress, parseReleaseId, type Bytes32 } from '../domain/ids.ts'
import type { MoneyEvent } from '../domain/money.ts'
import { editionFrom, topicsOf } from './releases.ts'

export const MONEY_TOPICS = topicsOf(['Sold', 'Tipped', 'Owed', 'Claimed'])

/** Undefined for every other log. The ABI has checked the shapes. */
export function moneyFrom(
  { name, args }: LogDescription,
  place: Place & { tx: Bytes32 },
): MoneyEvent | undefined {
  const address = (word: string) => parseAddress(args[word])
  const units = (word: string) => args[word] as bigint
  const paid = () => ({ paidWei: units('paid'), hostWei: units('hostPaid') })
  const parties = () => ({ host: address('host'), payer: address('payer'), ...paid() })
  const share = () => ({
    ...{ token: address('token'), payee: address('payee'), amount: units('amount') },
  })
  switch (name) {
    case 'Sold': {
      const release = parseReleaseId(args['release'])
      const edition = editionFrom(units('edition'))
      const recipient = address('recipient')
      return { ...place, kind: 'sold', release, edition, recipient, ...parties() }
    }
    case 'Tipped': {
      const given = { artist: address('artist'), currency: address('currency') }
      return { ...place, kind: 'tipped', ...given, ...parties() }
    }
    case 'Owed':
      return { ...place, kind: 'owed', ...share() }
    case 'Claimed':
      return { ...place, kind: 'claimed', ...share() }
    default:
      return undefined
  }
}
