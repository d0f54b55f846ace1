/** Money in the words of a command: `--currency USDC`, `--pay 3.50`. */
import {
  currencyOf,
  ETHER,
  parseAmount,
  parseWrittenAddress,
  tokensOf,
  UsageError,
  ZERO_ADDRESS,
  type Address,
  type ChainLedger,
  type Currency,
  type ReleaseView,
} from '../index.ts'
import type { Option } from './command.ts'

export const CURRENCY: Option = {
  type: 'string',
  value: 'NAME',
  help: 'ETH, a known stablecoin (USDC; PLAY where all is play money), or a token’s address.',
}

/** Anybody can deploy another "USDC": names stand for the addresses we know, and for no others. */
export function currencyNamed(name: string, chainId: number): Address {
  if (name.startsWith('0x')) return parseWrittenAddress(name)
  const wanted = name.toUpperCase()
  if (wanted === ETHER.symbol) return ZERO_ADDRESS
  const known = tokensOf(chainId)
  const found = known.find(([, { symbol }]) => symbol === wanted)
  if (found) return found[0]
  const names = ['ETH', ...known.map(([, { symbol }]) => symbol)].join(', ')
  throw new UsageError(
    `"${name}" is no currency that is known on chain ${chainId}.`,
    `Name one of ${names}, or give the address of a token.`,
  )
}

/** How a currency is counted; of a token nobody knows, as it says itself. */
export async function countedIn(
  currency: Address,
  ledger: Pick<ChainLedger, 'chain' | 'token'>,
): Promise<Currency> {
  const known = currencyOf(ledger.chain.id, currency)
  if (known) return known
  const facts = await ledger.token(currency)
  if (facts) return { symbol: `(${facts.symbol}?) ${currency}`, decimals: facts.decimals }
  throw new UsageError(
    `There is no token at ${currency}.`,
    'Check the address, and which chain the node stands on.',
  )
}

export async function amountNamed(
  text: string,
  currency: Address,
  ledger: Pick<ChainLedger, 'chain' | 'token'>,
): Promise<bigint> {
  return parseAmount(text, await countedIn(currency, ledger))
}

/** The same release, with the edition that was asked for instead of the one that is offered. */
export function withEdition(
  view: ReleaseView,
  { edition, currency }: { edition?: string; currency?: Address },
): ReleaseView {
  if (edition === undefined && currency === undefined) return view
  const fitting = view.editions.filter(
    (each) =>
      (edition === undefined || each.edition === edition.toLowerCase()) &&
      (currency === undefined || each.currency === currency),
  )
  const found = fitting.filter(({ closed }) => !closed).at(-1) ?? fitting.at(-1)
  if (found) return { ...view, edition: found.edition }
  throw new UsageError(
    `This release has no edition ${edition ?? ''}${currency === undefined ? '' : ` in ${currency}`}.`.replace(
      '  ',
      ' ',
    ),
    'See "megabox show" for those it has.',
  )
}
