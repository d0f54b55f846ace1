/** The journey of a purchase: look at the edition, pay or sign, and read back from the chain who got what. */
import type { ReleaseView } from '../domain/catalogue.ts'
import type { ChainRef, EditionState, Sale } from '../domain/chain.ts'
import { currencyOf, moneyText } from '../domain/currency.ts'
import {
  ClosedError,
  InvalidTermsError,
  SentUnconfirmedError,
  SoldOutError,
  UsageError,
} from '../domain/errors.ts'
import { ZERO_ADDRESS, type Address, type EditionId } from '../domain/ids.ts'
import type { MoneyLedger, SoldEvent } from '../domain/money.ts'
import type { Paying, SignedPurchase } from '../domain/payment.ts'
import type { Ledger } from '../domain/ports.ts'
import type { Purse, SigningPurse } from '../domain/purse.ts'
import { parseTerms, splitOf, type Terms } from '../domain/terms.ts'
import { loggedOnce } from './loggedOnce.ts'

export interface BuyOptions {
  /** Default: the floor. In the smallest unit of the edition's currency. */
  paidWei?: bigint
  recipient?: Address
  /** Who served it; zero: nobody. */
  host: Address
}

export type BuyLedger = Pick<
  Ledger,
  'edition' | 'editionId' | 'releaseId' | 'retired' | 'balance'
> &
  Pick<MoneyLedger, 'money'> & { chain: Pick<ChainRef, 'id'> }

export interface BuyPowers {
  ledger: BuyLedger
  purse: Pick<Purse, 'address' | 'purchase'>
}

export interface Share {
  wallet: Address
  wei: bigint
  /** What this wallet's balance grew by in the sale's block. Absent where it cannot be told. */
  receivedWei?: bigint
  /** The token refused to bring it: it waits for this wallet. */
  isOwed?: boolean
}

export interface Bought extends Sale {
  currency: Address
  artistWei: bigint
  payees: Share[]
  hostShare: Share
}

type Shown = Pick<ReleaseView, 'release' | 'edition' | 'editions'>

export async function buy(
  view: Shown,
  options: BuyOptions,
  { ledger, purse }: BuyPowers,
): Promise<Bought> {
  const { terms, to } = await ordered(view, options, { ledger, buyer: purse.address })
  return received(await purse.purchase(terms, to), { terms, payer: purse.address }, ledger)
}

export interface GaslessPowers {
  ledger: BuyLedger
  purse: Pick<SigningPurse, 'address' | 'signPurchase'>
  /** Brings it to the chain and gives the sale. It can change nothing in it. */
  carry: (purchase: SignedPurchase) => Promise<Sale>
}

/** One signature and no ether: somebody else carries it, and pays the gas. */
export async function buyGasless(
  view: Shown,
  options: BuyOptions,
  { ledger, purse, carry }: GaslessPowers,
): Promise<Bought> {
  const { terms, to } = await ordered(view, options, { ledger, buyer: purse.address })
  if (terms.currency === ZERO_ADDRESS) {
    throw new UsageError(
      'This edition is sold in ETH, which cannot be paid by signature alone.',
      'Buy without --gasless, or choose an edition in a token with --edition.',
    )
  }
  const said = await carry(await purse.signPurchase(terms, to))
  const sale = await confirmed(said, { ...to, edition: view.edition, payer: purse.address }, ledger)
  return received(sale, { terms, payer: purse.address }, ledger)
}

/** Whoever carried it may say anything: what counts is the chain's own log. */
async function confirmed(
  { tx, block }: Sale,
  wanted: Paying & { edition: EditionId; payer: Address },
  ledger: Pick<MoneyLedger, 'money'>,
): Promise<Sale> {
  const sold = await loggedOnce(block, ledger, (events) =>
    events.find(
      (event): event is SoldEvent =>
        event.kind === 'sold' &&
        event.tx === tx &&
        event.edition === wanted.edition &&
        event.recipient === wanted.recipient &&
        event.payer === wanted.payer,
    ),
  )
  if (!sold) throw new SentUnconfirmedError(tx)
  const { edition, recipient, host, paidWei, hostWei } = sold
  return { tx, block, edition, recipient, host, paidWei, hostWei }
}

/** What is bought and how it is paid, once everything that can be known before is right. */
export async function ordered(
  view: Shown,
  { paidWei, recipient, host }: BuyOptions,
  { ledger, buyer }: { ledger: BuyLedger; buyer: Address },
): Promise<{ terms: Terms; to: Paying }> {
  const terms = termsOf(view, ledger)
  const paying = paidWei ?? terms.price
  refuseLess(paying, terms, ledger.chain.id)
  await refuseEnded(view, terms, ledger)
  return { terms, to: { recipient: recipient ?? buyer, host, paidWei: paying } }
}

/**
 * The terms a node showed us count only when they hash to the edition it named, and their artist
 * and salt to the release: else it could sell its own edition under another's title.
 */
function termsOf(
  { release, edition, editions }: Shown,
  ledger: Pick<Ledger, 'editionId' | 'releaseId'>,
): Terms {
  const shown = editions.find((each) => each.edition === edition)
  const terms = parseTerms(shown?.terms)
  const isOfRelease = ledger.releaseId(terms.artist, terms.salt) === release
  if (isOfRelease && ledger.editionId(terms) === edition) return terms
  throw new InvalidTermsError(
    'The node shows terms that are not those of this edition.',
    'Do not buy through it; ask another node.',
  )
}

function refuseLess(paying: bigint, { price, currency }: Terms, chainId: number): void {
  if (paying >= price) return
  const known = currencyOf(chainId, currency)
  const text = (units: bigint) => (known ? moneyText(units, known) : `${units} units`)
  throw new UsageError(
    `${text(paying)} is less than the price of ${text(price)}.`,
    `Pay at least ${text(price)}.`,
  )
}

async function refuseEnded(
  { release, edition }: Pick<Shown, 'release' | 'edition'>,
  terms: Terms,
  ledger: Pick<Ledger, 'edition' | 'retired'>,
): Promise<void> {
  const state: EditionState = await ledger.edition(edition)
  if (terms.cap > 0 && state.sold >= BigInt(terms.cap)) throw new SoldOutError(edition)
  if (state.closed) throw new ClosedError(`Edition ${edition}`)
  if (await ledger.retired(release)) throw new ClosedError(`Release ${release}`)
}

/** What the log says was paid, shared as the contract shares it, and what the balances say of that. */
async function received(
  sale: Sale,
  { terms, payer }: { terms: Terms; payer: Address },
  ledger: Pick<Ledger, 'balance'> & Pick<MoneyLedger, 'money'>,
): Promise<Bought> {
  const { currency } = terms
  const { payees } = splitOf(sale.paidWei - sale.hostWei, terms.payees, ZERO_ADDRESS)
  const owed = currency === ZERO_ADDRESS ? new Set<Address>() : await refused(sale, ledger)
  const shareOf = async (wallet: Address, wei: bigint): Promise<Share> => {
    if (owed.has(wallet)) return { wallet, wei, isOwed: true }
    // The buyer's own balance also paid; nobody is nobody.
    const isPlain = wallet !== payer && wallet !== ZERO_ADDRESS
    const receivedWei = isPlain ? await growthOf(wallet, sale, currency, ledger) : undefined
    return { wallet, wei, ...(receivedWei !== undefined && { receivedWei }) }
  }
  return {
    ...{ ...sale, currency, artistWei: sale.paidWei - sale.hostWei },
    payees: await Promise.all(payees.map(({ wallet, amount }) => shareOf(wallet, amount))),
    hostShare: await shareOf(sale.host, sale.hostWei),
  }
}

/** Whose shares of this sale the token refused to bring. */
async function refused(
  { tx, block }: Sale,
  ledger: Pick<MoneyLedger, 'money'>,
): Promise<Set<Address>> {
  const events = await ledger.money(block, block)
  const owed = events.filter((event) => event.kind === 'owed' && event.tx === tx)
  return new Set(owed.flatMap((event) => (event.kind === 'owed' ? [event.payee] : [])))
}

/** Undefined where the endpoint keeps no balances of old blocks. */
async function growthOf(
  wallet: Address,
  { block }: Sale,
  currency: Address,
  ledger: Pick<Ledger, 'balance'>,
): Promise<bigint | undefined> {
  try {
    const [before, after] = await Promise.all([
      ledger.balance(wallet, block - 1, currency),
      ledger.balance(wallet, block, currency),
    ])
    return after - before
  } catch {
    return undefined
  }
}
