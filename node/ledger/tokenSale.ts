/** Payments in tokens: by an allowance that is there, by permit where the token knows it, else approved. */
import { hexlify, randomBytes, Signature, type TransactionReceipt } from 'ethers'
import type { ChainRef } from '../domain/chain.ts'
import { InsufficientFundsError, UnpayableTokenError } from '../domain/errors.ts'
import { parseBytes32, type Address, type Hex } from '../domain/ids.ts'
import type { Paying, SignedPurchase, TokenFacts } from '../domain/payment.ts'
import type { GivenTip } from '../domain/purse.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import type { Terms } from '../domain/terms.ts'
import { editionIdOf, releases } from './releases.ts'
import { domainFor, PERMIT, purchaseNonce, RECEIVE, tipNonce } from './signedWords.ts'
import { allowanceIn, balanceIn, factsOf, permitNonceIn, tokenAbi } from './tokens.ts'
import type { Call, Transactor } from './transact.ts'

/** How long a signature waits for its block, in seconds. */
const VALID_S = 20 * 60

export interface Payer {
  by: Transactor
  chain: ChainRef
}

const call = ({ chain }: Payer, name: string, args: readonly unknown[]): Call => ({
  to: chain.contract,
  abi: releases,
  name,
  args,
})

export async function buyWithToken(
  terms: Terms,
  { recipient, host, paidWei }: Paying,
  payer: Payer,
): Promise<TransactionReceipt> {
  const facts = await tokenOf(terms.currency, paidWei, payer)
  const plain = [terms, recipient, host, paidWei]
  const { by } = payer
  if (!(await isAllowed(facts, paidWei, payer))) {
    if (facts.permits) {
      const permit = await permitted(facts, paidWei, payer)
      return by.send(call(payer, 'purchaseWithPermit', [...plain, ...permit]))
    }
    await approve(facts, paidWei, payer)
  }
  return by.send(call(payer, 'purchaseToken', plain))
}

/** Tips have no permit of their own: a payment by signature, or an allowance. */
export async function tipWithToken(to: GivenTip, payer: Payer): Promise<TransactionReceipt> {
  const { currency, artist, host, paidWei } = to
  const facts = await tokenOf(currency, paidWei, payer)
  const { by } = payer
  const isReady = await isAllowed(facts, paidWei, payer)
  if (!isReady && facts.authorizes) {
    const { signed } = await tipSigned(to, facts, payer)
    return by.send(call(payer, 'tipWithAuthorization', [currency, artist, host, signed]))
  }
  if (!isReady) await approve(facts, paidWei, payer)
  return by.send(call(payer, 'tipToken', [currency, artist, host, paidWei]))
}

/** Signs for exactly this tip and sends nothing. */
export async function signTip(to: GivenTip, payer: Payer): Promise<SignedTip> {
  const facts = await tokenOf(to.currency, to.paidWei, payer)
  refuseUnsignable(facts)
  return tipSigned(to, facts, payer)
}

async function tipSigned(
  { artist, host, currency, paidWei }: GivenTip,
  facts: TokenFacts,
  payer: Payer,
): Promise<SignedTip> {
  const salt = newSalt()
  const nonce = tipNonce(artist, { host, amount: paidWei, salt })
  const signed = await authorized(facts, { amount: paidWei, salt, nonce }, payer)
  return { artist, host, currency, signed }
}

/** Signs for exactly this purchase and sends nothing: no ether is needed. */
export async function signPurchase(
  terms: Terms,
  { recipient, host, paidWei }: Paying,
  payer: Payer,
): Promise<SignedPurchase> {
  const facts = await tokenOf(terms.currency, paidWei, payer)
  refuseUnsignable(facts)
  const salt = newSalt()
  const to = { recipient, host, amount: paidWei, salt }
  const nonce = purchaseNonce(editionIdOf(terms), to)
  const signed = await authorized(facts, { amount: paidWei, salt, nonce }, payer)
  return { terms, recipient, host, signed }
}

function refuseUnsignable({ address, authorizes }: TokenFacts): void {
  if (authorizes) return
  throw new UnpayableTokenError(
    `The token ${address} knows no payment by signature alone (EIP-3009)`,
    'Pay without --gasless.',
  )
}

async function tokenOf(token: Address, amount: bigint, { by, chain }: Payer): Promise<TokenFacts> {
  const facts = await factsOf(token, chain.id, by.ask)
  if (!facts) {
    throw new UnpayableTokenError(`There is no token at ${token}`, 'Choose another edition.')
  }
  const held = (await balanceIn(token, by.address, by.ask)) ?? 0n
  if (held >= amount) return facts
  throw new InsufficientFundsError(
    by.address,
    `${amount} units of the token ${token} (${facts.symbol}), and it holds ${held},`,
    { of: facts.symbol },
  )
}

const isAllowed = async (
  { address }: TokenFacts,
  amount: bigint,
  { by, chain }: Payer,
): Promise<boolean> => (await allowanceIn(address, [by.address, chain.contract], by.ask)) >= amount

/** Exactly what is paid: an allowance that is left over is a risk that is left over. */
async function approve(
  { address }: TokenFacts,
  amount: bigint,
  { by, chain }: Payer,
): Promise<void> {
  const allowed = await allowanceIn(address, [by.address, chain.contract], by.ask)
  const to = { to: address, abi: tokenAbi, name: 'approve' }
  // Some tokens change an allowance only from nothing.
  if (allowed > 0n) await by.send({ ...to, args: [chain.contract, 0n] })
  await by.send({ ...to, args: [chain.contract, amount] })
}

async function permitted(
  facts: TokenFacts,
  amount: bigint,
  { by, chain }: Payer,
): Promise<unknown[]> {
  const deadline = (await by.now()) + VALID_S
  const value = {
    owner: by.address,
    spender: chain.contract,
    value: amount,
    nonce: await permitNonceIn(facts.address, by.address, by.ask),
    deadline,
  }
  const { v, r, s } = Signature.from(
    await by.signer.signTypedData(domainFor(facts, chain.id) ?? {}, PERMIT, value),
  )
  return [deadline, v, r, s]
}

async function authorized(
  facts: TokenFacts,
  { amount, salt, nonce }: { amount: bigint; salt: string; nonce: string },
  { by, chain }: Payer,
): Promise<SignedPurchase['signed']> {
  const times = { validAfter: 0n, validBefore: BigInt((await by.now()) + VALID_S) }
  const value = { from: by.address, to: chain.contract, value: amount, ...times, nonce }
  const domain = domainFor(facts, chain.id) ?? {}
  const signature = await by.signer.signTypedData(domain, RECEIVE, value)
  // ethers gives hex with 0x.
  const signed = { from: by.address, amount, ...times, signature: signature as Hex }
  return { ...signed, salt: parseBytes32(salt) }
}

const newSalt = (): string => hexlify(randomBytes(32))
