/**
 * A payment as the steps a wallet is asked for, one after another. Nothing is sent here: whoever holds
 * the wallet asks it, and asks for the next step when one is done. For pages, whose wallets send
 * transactions themselves and sign none that others could send.
 */
import { hexlify, randomBytes, Signature, type TypedDataDomain, type TypedDataField } from 'ethers'
import type { ChainRef } from '../domain/chain.ts'
import { UnpayableTokenError } from '../domain/errors.ts'
import { parseBytes32, ZERO_ADDRESS, type Address, type Hex } from '../domain/ids.ts'
import type { Paying, SignedPurchase, TokenFacts } from '../domain/payment.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import type { Terms } from '../domain/terms.ts'
import { editionIdOf, releases } from './releases.ts'
import { domainFor, PERMIT, purchaseNonce, RECEIVE, tipNonce } from './signedWords.ts'
import { allowanceIn, factsOf, permitNonceIn, tokenAbi, type AskContract } from './tokens.ts'

/** How long a signature waits for its block, in seconds. */
const VALID_S = 20 * 60

export interface PurchaseOrder extends Paying {
  kind: 'purchase'
  terms: Terms
}
export interface TipOrder extends Pick<Paying, 'host' | 'paidWei'> {
  kind: 'tip'
  artist: Address
  currency: Address
}
export type Order = PurchaseOrder | TipOrder

export interface SendStep {
  kind: 'approve' | 'pay'
  to: Address
  data: Hex
  value: bigint
}
export interface SignStep<Next> {
  kind: 'sign'
  domain: TypedDataDomain
  types: Record<string, TypedDataField[]>
  message: Record<string, unknown>
  /** What the signature makes possible. */
  next: (signature: string) => Next
}

export interface StepPowers {
  chain: Pick<ChainRef, 'id' | 'contract'>
  ask: AskContract
  /** By the chain's clock, in unix seconds. */
  now: () => Promise<number>
}

export const currencyOfOrder = (order: Order): Address =>
  order.kind === 'tip' ? order.currency : order.terms.currency

/** Asked again after each step that was sent and is in a block, until it was `pay`. */
export async function nextStep(
  order: Order,
  payer: Address,
  powers: StepPowers,
): Promise<SendStep | SignStep<SendStep>> {
  const currency = currencyOfOrder(order)
  if (currency === ZERO_ADDRESS) return inEther(order, powers)
  const facts = await tokenAt(currency, powers)
  const { contract } = powers.chain
  const allowed = await allowanceIn(currency, [payer, contract], powers.ask)
  if (allowed >= order.paidWei) return inTokens(order, powers)
  if (order.kind === 'purchase' && facts.permits) return byPermit(order, { payer, facts }, powers)
  if (order.kind === 'tip' && facts.authorizes) return tipNow(order, { payer, facts }, powers)
  // Exactly what is paid, and some tokens change an allowance only from nothing.
  const args = [contract, allowed > 0n ? 0n : order.paidWei]
  return { kind: 'approve', to: currency, data: encoded(tokenAbi, 'approve', args), value: 0n }
}

/** One signature for exactly this purchase, which anybody may carry. */
export async function carriedStep(
  order: PurchaseOrder,
  payer: Address,
  powers: StepPowers,
): Promise<SignStep<SignedPurchase>> {
  const { terms, recipient, host, paidWei: amount } = order
  const facts = await tokenAt(terms.currency, powers)
  const salt = newSalt()
  const nonce = purchaseNonce(editionIdOf(terms), { recipient, host, amount, salt })
  const { sign, signed } = await authorization({ facts, payer, amount, nonce, salt }, powers)
  return { ...sign, next: (signature) => ({ terms, recipient, host, signed: signed(signature) }) }
}

/** What the token can do; undefined where there is none. */
export const tokenFacts = (token: Address, { chain, ask }: StepPowers) =>
  factsOf(token, chain.id, ask)

async function tokenAt(token: Address, powers: StepPowers): Promise<TokenFacts> {
  const facts = await tokenFacts(token, powers)
  if (facts) return facts
  throw new UnpayableTokenError(`There is no token at ${token}`, 'Choose another edition.')
}

function inEther(order: Order, { chain }: StepPowers): SendStep {
  const data =
    order.kind === 'tip'
      ? encoded(releases, 'tip', [order.artist, order.host])
      : encoded(releases, 'purchase', [order.terms, order.recipient, order.host])
  return { kind: 'pay', to: chain.contract, data, value: order.paidWei }
}

function inTokens(order: Order, { chain }: StepPowers): SendStep {
  const { host, paidWei } = order
  const data =
    order.kind === 'tip'
      ? encoded(releases, 'tipToken', [order.currency, order.artist, host, paidWei])
      : encoded(releases, 'purchaseToken', [order.terms, order.recipient, host, paidWei])
  return { kind: 'pay', to: chain.contract, data, value: 0n }
}

interface By {
  payer: Address
  facts: TokenFacts
}

async function byPermit(
  { terms, recipient, host, paidWei }: PurchaseOrder,
  { payer, facts }: By,
  { chain, ask, now }: StepPowers,
): Promise<SignStep<SendStep>> {
  const deadline = (await now()) + VALID_S
  const nonce = await permitNonceIn(facts.address, payer, ask)
  return {
    kind: 'sign',
    domain: domainFor(facts, chain.id) ?? {},
    types: PERMIT,
    message: { owner: payer, spender: chain.contract, value: paidWei, nonce, deadline },
    next: (signature) => {
      const { v, r, s } = Signature.from(signature)
      const args = [terms, recipient, host, paidWei, deadline, v, r, s]
      const data = encoded(releases, 'purchaseWithPermit', args)
      return { kind: 'pay', to: chain.contract, data, value: 0n }
    },
  }
}

/** As `carriedStep`, of a tip. */
export async function carriedTipStep(
  order: TipOrder,
  payer: Address,
  powers: StepPowers,
): Promise<SignStep<SignedTip>> {
  const facts = await tokenAt(order.currency, powers)
  return tipSigned(order, { payer, facts }, powers)
}

async function tipSigned(
  { artist, host, currency, paidWei: amount }: TipOrder,
  { payer, facts }: By,
  powers: StepPowers,
): Promise<SignStep<SignedTip>> {
  const salt = newSalt()
  const nonce = tipNonce(artist, { host, amount, salt })
  const { sign, signed } = await authorization({ facts, payer, amount, nonce, salt }, powers)
  return { ...sign, next: (signature) => ({ artist, host, currency, signed: signed(signature) }) }
}

/** Tips have no permit of their own. */
async function tipNow(order: TipOrder, by: By, powers: StepPowers): Promise<SignStep<SendStep>> {
  const step = await tipSigned(order, by, powers)
  return {
    ...step,
    next: (signature) => {
      const { currency, artist, host, signed } = step.next(signature)
      const args = [currency, artist, host, signed]
      const data = encoded(releases, 'tipWithAuthorization', args)
      return { kind: 'pay', to: powers.chain.contract, data, value: 0n }
    },
  }
}

async function authorization(
  of: By & { amount: bigint; nonce: string; salt: Hex },
  { chain, now }: StepPowers,
) {
  const { facts, payer, amount, nonce, salt } = of
  const times = { validAfter: 0n, validBefore: BigInt((await now()) + VALID_S) }
  const sign = {
    kind: 'sign' as const,
    domain: domainFor(facts, chain.id) ?? {},
    types: RECEIVE,
    message: { from: payer, to: chain.contract, value: amount, ...times, nonce },
  }
  const signed = (signature: string): SignedPurchase['signed'] => ({
    ...{ from: payer, amount, ...times, salt: parseBytes32(salt) },
    // Wallets give hex with 0x.
    signature: signature as Hex,
  })
  return { sign, signed }
}

const encoded = (
  abi: typeof releases,
  name: string,
  args: readonly unknown[],
  // ethers gives hex with 0x.
): Hex => abi.encodeFunctionData(name, args) as Hex

// ethers gives hex with 0x.
const newSalt = (): Hex => hexlify(randomBytes(32)) as Hex
