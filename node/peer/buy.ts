/** The journey of a purchase: look at the edition, pay, and read back from the chain who got what. */
import type { ReleaseView } from '../domain/catalogue.ts'
import type { EditionState, Sale } from '../domain/chain.ts'
import { ClosedError, InvalidTermsError, SoldOutError, UsageError } from '../domain/errors.ts'
import { formatEther } from '../domain/ether.ts'
import { ZERO_ADDRESS, type Address, type Bytes32 } from '../domain/ids.ts'
import type { Ledger, Purse } from '../domain/ports.ts'
import { parseTerms, splitOf, type Terms } from '../domain/terms.ts'

export interface BuyOptions {
  /** Default: the floor. */
  paidWei?: bigint
  recipient?: Address
  /** Who served it; zero: nobody. */
  host: Address
}

export interface BuyPowers {
  ledger: Pick<Ledger, 'edition' | 'editionId' | 'releaseId' | 'retired' | 'balance'>
  purse: Purse
}

export interface Share {
  wallet: Address
  wei: bigint
  /** What this wallet's balance grew by in the sale's block. Absent where it cannot be told. */
  receivedWei?: bigint
}

export interface Bought extends Sale {
  artistWei: bigint
  payees: Share[]
  hostShare: Share
}

export async function buy(
  view: Pick<ReleaseView, 'release' | 'edition' | 'editions'>,
  { paidWei, recipient, host }: BuyOptions,
  { ledger, purse }: BuyPowers,
): Promise<Bought> {
  const terms = termsOf(view, ledger)
  const paying = paidWei ?? terms.price
  refuseLess(paying, terms)
  await refuseEnded(view, terms, ledger)
  const to = { recipient: recipient ?? purse.address, host, paidWei: paying }
  return received(await purse.purchase(terms, to), terms, purse.address, ledger)
}

/**
 * The terms a node showed us count only when they hash to the edition it named, and their artist
 * and salt to the release: else it could sell its own edition under another's title.
 */
function termsOf(
  { release, edition, editions }: Pick<ReleaseView, 'release' | 'edition' | 'editions'>,
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

function refuseLess(paying: bigint, { price, currency }: Terms): void {
  if (currency !== ZERO_ADDRESS) {
    throw new UsageError('This edition is not sold in ETH.', 'Choose another edition.')
  }
  if (paying >= price) return
  throw new UsageError(
    `${formatEther(paying)} ETH is less than the price of ${formatEther(price)} ETH.`,
    `Pay at least ${formatEther(price)}.`,
  )
}

async function refuseEnded(
  { release, edition }: Pick<ReleaseView, 'release' | 'edition'>,
  terms: Terms,
  ledger: Pick<Ledger, 'edition' | 'retired'>,
): Promise<void> {
  const state: EditionState = await ledger.edition(edition)
  if (terms.cap > 0 && state.sold >= BigInt(terms.cap)) throw new SoldOutError(edition)
  if (state.closed) throw new ClosedError(`Edition ${edition}`)
  if (await ledger.retired(release)) throw new ClosedError(`Release ${release}`)
}

async function received(
  sale: Sale,
  terms: Terms,
  buyer: Address,
  ledger: Pick<Ledger, 'balance'>,
): Promise<Bought> {
  const split = splitOf(sale.paidWei, terms.payees, sale.host)
  const grew = async (wallet: Address): Promise<bigint | undefined> => {
    // The buyer's own balance also paid; nobody is nobody.
    if (wallet === buyer || wallet === ZERO_ADDRESS) return undefined
    return growthOf(wallet, sale, ledger)
  }
  const shareOf = async (wallet: Address, wei: bigint): Promise<Share> => {
    const receivedWei = await grew(wallet)
    return { wallet, wei, ...(receivedWei !== undefined && { receivedWei }) }
  }
  return {
    ...sale,
    artistWei: split.artistSide,
    payees: await Promise.all(split.payees.map(({ wallet, amount }) => shareOf(wallet, amount))),
    hostShare: await shareOf(sale.host, sale.hostWei),
  }
}

/** Undefined where the endpoint keeps no balances of old blocks. */
async function growthOf(
  wallet: Address,
  { block }: { block: number; tx: Bytes32 },
  ledger: Pick<Ledger, 'balance'>,
): Promise<bigint | undefined> {
  try {
    const [before, after] = await Promise.all([
      ledger.balance(wallet, block - 1),
      ledger.balance(wallet, block),
    ])
    return after - before
  } catch {
    return undefined
  }
}
