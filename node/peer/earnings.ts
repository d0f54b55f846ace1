/** What a wallet earned, read from the chain's own log: each sale and tip, its split, and what was refused. */
import type { ChainEvent } from '../domain/chain.ts'
import {
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { MoneyEvent, MoneyLedger, SoldEvent, TippedEvent } from '../domain/money.ts'
import type { Abortable, Ledger } from '../domain/ports.ts'
import { splitOf, type Terms } from '../domain/terms.ts'

export interface EarnedShare {
  wallet: Address
  amount: bigint
  /** The token refused to bring it: it waits, or waited, for its wallet. */
  isOwed: boolean
}

/** Amounts in the currency's smallest unit. */
export interface Earned {
  kind: 'sale' | 'tip'
  tx: Bytes32
  block: number
  /** Unix seconds, by the chain. */
  time: number
  /** Of a sale. */
  release?: ReleaseId
  edition?: EditionId
  currency: Address
  host: Address
  paid: bigint
  hostPaid: bigint
  /** Of the artist's side. */
  shares: EarnedShare[]
  /** All that went, or waits to go, to the wallet: as payee, as artist, as host. */
  own: bigint
  /** How much of that was refused by the token. */
  ownOwed: bigint
}

export interface Earnings {
  earned: Earned[]
  /** What waits for the wallet now, by token: `claim` takes it. */
  waiting: { token: Address; amount: bigint }[]
}

export interface EarningsOptions extends Abortable {
  release?: string
  /** Unix seconds; `to` is not included. */
  from?: number
  to?: number
}

type EarningsLedger = Pick<Ledger, 'head' | 'block' | 'events' | 'since'> &
  Pick<MoneyLedger, 'money' | 'owed'>

export async function earnings(
  wallet: Address,
  { release, from = 0, to = Infinity, signal }: EarningsOptions,
  ledger: EarningsLedger,
): Promise<Earnings> {
  const options = signal ? { signal } : {}
  const { number } = await ledger.head(options)
  const [events, money] = [
    await ledger.events(ledger.since, number, options),
    await ledger.money(ledger.since, number, options),
  ]
  const all = payments(money, editionsOf(events))
    .map((payment) => withOwn(payment, wallet))
    .filter(({ own, release: of }) => own > 0n && (release === undefined || of === release))
  const timed = await withTimes(all, ledger, options)
  const tokens = new Set(all.flatMap(({ ownOwed, currency }) => (ownOwed > 0n ? [currency] : [])))
  return {
    earned: timed.filter(({ time }) => time >= from && time < to),
    waiting: await waitingFor(wallet, tokens, ledger),
  }
}

const editionsOf = (events: readonly ChainEvent[]): Map<EditionId, Terms> =>
  new Map(
    events.flatMap((event) => (event.kind === 'minted' ? [[event.edition, event.terms]] : [])),
  )

type Payment = Omit<Earned, 'time' | 'own' | 'ownOwed'>

/** Each sale and tip, with the refusals that follow it in its transaction. */
function payments(
  money: readonly MoneyEvent[],
  editions: ReadonlyMap<EditionId, Terms>,
): Payment[] {
  const found: Payment[] = []
  for (const event of money) {
    if (event.kind === 'sold') {
      const terms = editions.get(event.edition)
      if (terms) found.push(saleOf(event, terms))
    } else if (event.kind === 'tipped') found.push(tipOf(event))
    else if (event.kind === 'owed') {
      const last = found.at(-1)
      const share = last?.shares.find((each) => each.wallet === event.payee && !each.isOwed)
      if (last?.tx === event.tx && share?.amount === event.amount) share.isOwed = true
    }
  }
  return found
}

const placeOf = ({ tx, block, host, paidWei, hostWei }: SoldEvent | TippedEvent) => ({
  ...{ tx, block, host, paid: paidWei, hostPaid: hostWei },
})

function saleOf(event: SoldEvent, terms: Terms): Payment {
  const { release, edition, paidWei, hostWei } = event
  const { payees } = splitOf(paidWei - hostWei, terms.payees, ZERO_ADDRESS)
  return {
    ...{ kind: 'sale', release, edition, currency: terms.currency, ...placeOf(event) },
    shares: payees.map((share) => ({ ...share, isOwed: false })),
  }
}

function tipOf(event: TippedEvent): Payment {
  const { artist, currency, paidWei, hostWei } = event
  const share = { wallet: artist, amount: paidWei - hostWei, isOwed: false }
  return { kind: 'tip', currency, ...placeOf(event), shares: [share] }
}

const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, each) => total + each, 0n)

function withOwn(payment: Payment, wallet: Address): Omit<Earned, 'time'> {
  const shares = payment.shares.filter((share) => share.wallet === wallet)
  const hosted = payment.host === wallet ? payment.hostPaid : 0n
  return {
    ...payment,
    own: sum(shares.map(({ amount }) => amount)) + hosted,
    ownOwed: sum(shares.filter(({ isOwed }) => isOwed).map(({ amount }) => amount)),
  }
}

/** Blocks are asked for once each, a few at a time. */
const AT_ONCE = 8

async function withTimes(
  earned: readonly Omit<Earned, 'time'>[],
  ledger: Pick<Ledger, 'block'>,
  options: Abortable,
): Promise<Earned[]> {
  const times = new Map<number, number>()
  const blocks = [...new Set(earned.map(({ block }) => block))]
  for (let at = 0; at < blocks.length; at += AT_ONCE) {
    const some = blocks.slice(at, at + AT_ONCE)
    const found = await Promise.all(some.map((block) => ledger.block(block, options)))
    some.forEach((block, i) => times.set(block, found[i]?.time ?? 0))
  }
  return earned.map((each) => ({ ...each, time: times.get(each.block) ?? 0 }))
}

async function waitingFor(
  wallet: Address,
  tokens: ReadonlySet<Address>,
  ledger: Pick<MoneyLedger, 'owed'>,
): Promise<Earnings['waiting']> {
  const asked = [...tokens].map(async (token) => ({
    token,
    amount: await ledger.owed(token, wallet),
  }))
  return (await Promise.all(asked)).filter(({ amount }) => amount > 0n)
}
