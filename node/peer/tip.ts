/** The journey of a tip by one signature: signed here, carried by a relay, read back from the chain. */
import { SentUnconfirmedError, UsageError } from '../domain/errors.ts'
import { ZERO_ADDRESS, type Address } from '../domain/ids.ts'
import type { MoneyLedger, TippedEvent } from '../domain/money.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import type { GivenTip, Mined, SigningPurse, Tip } from '../domain/purse.ts'
import { loggedOnce } from './loggedOnce.ts'

export interface TipPowers {
  ledger: Pick<MoneyLedger, 'money'>
  purse: Pick<SigningPurse, 'address' | 'signTip'>
  /** Brings it to the chain. It can change nothing in it. */
  carry: (tip: SignedTip) => Promise<Mined>
}

export async function tipGasless(to: GivenTip, { ledger, purse, carry }: TipPowers): Promise<Tip> {
  if (to.currency === ZERO_ADDRESS) {
    throw new UsageError(
      'ETH cannot be given by signature alone.',
      'Give without --gasless, or name a stablecoin with --currency.',
    )
  }
  const { tx, block } = await carry(await purse.signTip(to))
  const isIt = (tip: TippedEvent) => tip.tx === tx && isAsSigned(tip, to, purse.address)
  const found = await loggedOnce(block, ledger, (events) =>
    events.find((event): event is TippedEvent => event.kind === 'tipped' && isIt(event)),
  )
  if (!found) throw new SentUnconfirmedError(tx)
  return { ...to, hostWei: found.hostWei, tx, block }
}

/** Whoever carried it may say anything: what counts is the chain's own log. */
const isAsSigned = (tip: TippedEvent, to: GivenTip, payer: Address): boolean =>
  tip.payer === payer &&
  tip.artist === to.artist &&
  tip.host === to.host &&
  tip.currency === to.currency &&
  tip.paidWei === to.paidWei
