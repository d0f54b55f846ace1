/** Payments in tokens: what a token can do, and a purchase that was signed and not sent (EIP-3009). */
import * as v from 'valibot'
import { InvalidTermsError } from './errors.ts'
import type { Sale } from './chain.ts'
import {
  parseAddress,
  parseBytes32,
  parseEditionId,
  type Address,
  type Bytes32,
  type Hex,
} from './ids.ts'
import { parseTerms, termsToJson, type Terms } from './terms.ts'

/** Who gets the copy and the tenth, and how much is paid, in the currency's smallest unit. */
export interface Paying {
  recipient: Address
  host: Address
  paidWei: bigint
}

/** What a token says and can do. Its words are its own: a known token is known by address. */
export interface TokenFacts {
  address: Address
  symbol: string
  decimals: number
  /** EIP-712's, for its signatures; undefined where it is not to be found out. */
  domain?: { name: string; version: string }
  /** EIP-2612: an allowance by signature. */
  permits: boolean
  /** EIP-3009: a payment by signature, which anybody may carry. */
  authorizes: boolean
}

/** As the contract's `Authorization`. Times in unix seconds. */
export interface Authorization {
  from: Address
  amount: bigint
  validAfter: bigint
  validBefore: bigint
  salt: Bytes32
  signature: Hex
}

/** All that a carrier needs. Nobody can make anything else of it. */
export interface SignedPurchase {
  terms: Terms
  recipient: Address
  host: Address
  signed: Authorization
}

/** Of an account 65 bytes; contract wallets may need more. */
const MAX_SIGNATURE = 2 + 2 * 1024

const text = (pattern: RegExp, most: number) =>
  v.pipe(v.string(), v.maxLength(most), v.regex(pattern))
const amount = v.pipe(
  text(/^\d{1,78}$/, 78),
  v.transform((digits) => BigInt(digits)),
)
export const address = v.pipe(
  text(/^0x[0-9a-f]{40}$/i, 42),
  v.transform((hex) => parseAddress(hex)),
)

const hash = v.pipe(
  text(/^0x[0-9a-f]{64}$/i, 66),
  v.transform((hex) => parseBytes32(hex)),
)

export const AuthorizationJson = v.object({
  from: address,
  amount,
  validAfter: amount,
  validBefore: amount,
  salt: hash,
  signature: v.pipe(
    text(/^0x([0-9a-f]{2})+$/i, MAX_SIGNATURE),
    // The pattern begins with 0x.
    v.transform((hex) => hex as Hex),
  ),
})

const SignedJson = v.object({
  terms: v.unknown(),
  recipient: address,
  host: address,
  signed: AuthorizationJson,
})

export const authorizationToJson = (signed: Authorization): object => ({
  ...signed,
  amount: `${signed.amount}`,
  validAfter: `${signed.validAfter}`,
  validBefore: `${signed.validBefore}`,
})

export const signedToJson = ({ terms, recipient, host, signed }: SignedPurchase): object => ({
  terms: termsToJson(terms),
  recipient,
  host,
  signed: authorizationToJson(signed),
})

export function parseSigned(json: unknown): SignedPurchase {
  const parsed = v.safeParse(SignedJson, json)
  if (!parsed.success) {
    throw new InvalidTermsError(
      `This is no signed purchase: ${v.summarize(parsed.issues).slice(0, 300)}.`,
      'Sign it again, with "megabox buy --gasless" or an app of this version.',
    )
  }
  return { ...parsed.output, terms: parseTerms(parsed.output.terms) }
}

/** Where a relay says it is. */
const MinedJson = v.object({
  tx: hash,
  block: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
})

const SaleJson = v.object({
  ...MinedJson.entries,
  edition: v.pipe(
    text(/^0x[0-9a-f]{64}$/i, 66),
    v.transform((hex) => parseEditionId(hex)),
  ),
  recipient: address,
  host: address,
  paidWei: amount,
  hostWei: amount,
})

/** What a relay says it has carried. */
export const parseSale = (json: unknown): Sale => carried(SaleJson, json)

/** What a relay says of a tip: all else is read from the chain. */
export const parseMined = (json: unknown): Pick<Sale, 'tx' | 'block'> => carried(MinedJson, json)

function carried<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  throw new InvalidTermsError(
    'The relay answered with something else than what it carried.',
    'Look at your balance before you sign again: it may have carried it.',
  )
}
