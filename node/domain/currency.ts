/**
 * What money is counted in. A token's own name proves nothing, since anybody can deploy another "USDC":
 * tokens are known by chain and address, and those that are not here are shown by address.
 */
import { DEVELOPMENT_CHAIN } from './chain.ts'
import { UsageError } from './errors.ts'
import { parseAddress, ZERO_ADDRESS, type Address } from './ids.ts'

export interface Currency {
  symbol: string
  /** Digits of its smallest unit. */
  decimals: number
  /** For what is worth a dollar: how a price tag shows it. */
  sign?: '$'
}

export const ETHER: Currency = { symbol: 'ETH', decimals: 18 }

/** Where the deterministic deployer puts `PlayDollar` on every development chain. */
export const PLAY_DOLLAR: Address = parseAddress('0x8092b3ca954a31426cf54db4bf2cd0a060753000')

const PLAY: Currency = { symbol: 'PLAY', decimals: 6, sign: '$' }
const USDC: Currency = { symbol: 'USDC', decimals: 6, sign: '$' }

/**
 * Circle's own addresses on Ethereum, OP Mainnet, Base and Arbitrum One, as Circle lists them:
 * https://developers.circle.com/stablecoins/usdc-contract-addresses, compared with the table in
 * `plugins/circle/skills/use-usdc/SKILL.md` of Circle's repository `circlefin/skills`.
 */
const KNOWN: Readonly<Record<number, Readonly<Record<string, Currency>>>> = {
  [DEVELOPMENT_CHAIN]: { [PLAY_DOLLAR]: PLAY },
  1: { '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48': USDC },
  10: { '0x0b2c639c533813f4aa9d7837caf62653d097ff85': USDC },
  8453: { '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913': USDC },
  42161: { '0xaf88d065e77c8cc2239327c5edb3a432268e5831': USDC },
}

/** Undefined for a token we do not know. */
export const currencyOf = (chainId: number, token: Address): Currency | undefined =>
  token === ZERO_ADDRESS ? ETHER : KNOWN[chainId]?.[token]

/** Tokens known on a chain, by address. */
export const tokensOf = (chainId: number): [Address, Currency][] =>
  Object.entries(KNOWN[chainId] ?? {}).map(([token, money]) => [parseAddress(token), money])

/** `0.01` or `12` in the smallest unit. Never rounded. */
export function parseAmount(text: string, { symbol, decimals }: Currency): bigint {
  const [, whole = '', part = ''] = /^(\d{1,12})(?:\.(\d{1,36}))?$/.exec(text.trim()) ?? []
  if (whole === '' || part.length > decimals) {
    throw new UsageError(
      `"${text}" is no amount of ${symbol}.`,
      decimals === 0
        ? 'Write a whole number.'
        : `Write it like 0.${'1'.padStart(Math.min(2, decimals), '0')}, with at most ${decimals} digits after the point.`,
    )
  }
  return BigInt(whole + part.padEnd(decimals, '0'))
}

/** With as many digits as it has; at least two after the point for what is worth a dollar. */
export function formatAmount(units: bigint, { decimals, sign }: Currency): string {
  const digits = units.toString().padStart(decimals + 1, '0')
  const at = digits.length - decimals
  const part = digits.slice(at).replace(/0+$/, '')
  const shown = sign !== undefined && part !== '' ? part.padEnd(2, '0') : part
  return digits.slice(0, at) + (shown === '' ? '' : `.${shown}`)
}

/** @example moneyText(3_500_000n, PLAY) // '3.50 PLAY' */
export const moneyText = (units: bigint, currency: Currency): string =>
  `${formatAmount(units, currency)} ${currency.symbol}`
