/**
 * Terms: what an artist sells and how the money is shared. Their keccak256 is the edition's id, so
 * they can never change; the arithmetic here is the contract's, to the wei (DESIGN §5, §6).
 */
import * as v from 'valibot'
import { InvalidTermsError } from './errors.ts'
import { parseAddress, parseBytes32, ZERO_ADDRESS, type Address, type Bytes32 } from './ids.ts'

/** Basis points that belong to the artist's side: 90 %. Payees share exactly these. */
export const ARTIST_SIDE_BPS = 9000
export const MAX_PAYEES = 32
export const MAX_ROYALTY_BPS = 2500
const MAX_CAP = 2 ** 32 - 1

export interface Payee {
  wallet: Address
  /** Of the artist side's 9000. */
  bps: number
}

export interface Terms {
  artist: Address
  salt: Bytes32
  /** sha2-256 digest of the manifest block. */
  manifest: Bytes32
  /** `ZERO_ADDRESS` is ETH, else an ERC-20. */
  currency: Address
  /** A floor in the currency's smallest unit (wei for ETH). 0: name your price. */
  price: bigint
  /** Copies that can ever be sold. 0: no limit. */
  cap: number
  royaltyBps: number
  payees: readonly Payee[]
}

/** Who gets what of one sale. `artistSide` is the sum of the payees' amounts. */
export interface Split {
  host: bigint
  artistSide: bigint
  payees: { wallet: Address; amount: bigint }[]
}

/** Splits `paid` as the contract does: a tenth (rounded down) to the host, payee 0 takes the rest. */
export function splitOf(paid: bigint, payees: readonly Payee[], host: Address): Split {
  const hostShare = host === ZERO_ADDRESS ? 0n : paid / 10n
  const artistSide = paid - hostShare
  const amounts = payees.map(({ wallet, bps }) => ({
    wallet,
    amount: (artistSide * BigInt(bps)) / BigInt(ARTIST_SIDE_BPS),
  }))
  const first = amounts[0]
  if (first) first.amount += artistSide - amounts.reduce((sum, { amount }) => sum + amount, 0n)
  return { host: hostShare, artistSide, payees: amounts }
}

/** Terms the contract will accept, or an error that says what is wrong with them. */
export function checkTerms(terms: Terms): Terms {
  const refuse = (why: string, cure: string): never => {
    throw new InvalidTermsError(`${why}.`, cure)
  }
  const { payees } = terms
  if (payees.length === 0 || payees.length > MAX_PAYEES) {
    refuse(
      `A sale pays 1 to ${MAX_PAYEES} payees, not ${payees.length}`,
      `Name 1 to ${MAX_PAYEES}.`,
    )
  }
  const sum = payees.reduce((total, { bps }) => total + bps, 0)
  if (sum !== ARTIST_SIDE_BPS || payees.some(({ bps }) => !Number.isInteger(bps) || bps <= 0)) {
    refuse(
      `The payees' shares add up to ${sum} of ${ARTIST_SIDE_BPS}`,
      `Give whole shares above 0 that leave the artist the rest of ${ARTIST_SIDE_BPS}.`,
    )
  }
  if (payees.some(({ wallet }) => wallet === ZERO_ADDRESS || wallet === terms.currency)) {
    refuse('A payee is no wallet', 'Name a wallet for each payee.')
  }
  if (!Number.isInteger(terms.cap) || terms.cap < 0 || terms.cap > MAX_CAP) {
    refuse(`A cap of ${terms.cap} is not possible`, `Give a whole number from 0 to ${MAX_CAP}.`)
  }
  const { royaltyBps } = terms
  if (!Number.isInteger(royaltyBps) || royaltyBps < 0 || royaltyBps > MAX_ROYALTY_BPS) {
    refuse(
      `A royalty of ${royaltyBps} bps is not possible`,
      `Give a whole number from 0 to ${MAX_ROYALTY_BPS}.`,
    )
  }
  if (terms.price < 0n || terms.price >= 1n << 256n) {
    refuse('The price is out of range', 'Give a price of 0 or more.')
  }
  return terms
}

/** What `parse` throws is an issue of these terms, like every other. */
const word = <T>(parse: (text: string) => T) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value)
      } catch (error) {
        addIssue({ message: error instanceof Error ? error.message : 'unreadable' })
        return NEVER
      }
    }),
  )
const address = word(parseAddress)
const bytes32 = word(parseBytes32)
const decimal = v.pipe(
  v.string(),
  v.regex(/^\d{1,78}$/),
  v.transform((text) => BigInt(text)),
)

const TermsJson = v.object({
  artist: address,
  salt: bytes32,
  manifest: bytes32,
  currency: address,
  price: decimal,
  cap: v.number(),
  royaltyBps: v.number(),
  payees: v.array(v.object({ wallet: address, bps: v.number() })),
})

/** Terms as they travel in JSON: the price as a decimal string. */
export type TermsJson = v.InferInput<typeof TermsJson>

export const termsToJson = (terms: Terms): TermsJson => ({
  ...terms,
  price: terms.price.toString(),
  payees: terms.payees.map((payee) => ({ ...payee })),
})

export function parseTerms(json: unknown): Terms {
  const parsed = v.safeParse(TermsJson, json)
  if (!parsed.success) {
    throw new InvalidTermsError(
      `These are no sale terms: ${v.summarize(parsed.issues)}.`,
      'Ask again.',
    )
  }
  return checkTerms(parsed.output)
}
