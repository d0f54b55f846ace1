/** From the press on Pay until the payment has left for the network: checks first, then the wallet. */
import {
  ChainUnavailableError,
  ClosedError,
  currencyOf,
  currencyOfOrder,
  InsufficientFundsError,
  nextStep,
  ordered,
  parseReleaseId,
  SoldOutError,
  tokenFacts,
  UsageError,
  ZERO_ADDRESS,
  type Bytes32,
  type Order,
  type PurchaseOrder,
  type SendStep,
} from '../../../node/index.ts'
import { release as askShop, ShopError } from '../shop/load.ts'
import { WalletFailedError, WalletRefusedError, type OpenWallet } from '../wallet/openWallet.ts'
import { RelayRefusedError, type Carrier } from './carrier.ts'
import type { Purchase, Wish } from './purchase.ts'
import type { ShopChain } from './shopChain.ts'
import type { News, Stop } from './stage.ts'

/** Ends a payment before anything was paid. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  readonly why: Stop

  constructor(why: Stop, options?: ErrorOptions) {
    super(why.at, options)
    this.why = why
  }
}

export interface PayPowers {
  chain: ShopChain
  wallet: OpenWallet
  carrier: Carrier | undefined
  /** Says what happened, and keeps it. */
  tell: (news: News, facts?: Partial<Purchase>) => Promise<unknown>
  signal: AbortSignal
}

/** A sale in tokens takes at most so much gas, by all we have measured, and some. */
const MOST_GAS = 200_000n
const POLL_MS = { play: 200, other: 3000 }

/** Gives its transaction, where it is known. Throws `StoppedError`. */
export async function pay(purchase: Purchase, powers: PayPowers): Promise<Bytes32 | undefined> {
  try {
    await check(purchase, powers)
    if (purchase.isGasless && powers.carrier && (await isSigned(purchase.order, powers))) {
      return await carried(purchase.order, powers.carrier, powers)
    }
    return await sent(purchase, powers)
  } catch (error) {
    throw new StoppedError(stopOf(error), { cause: error })
  }
}

/** Not every token can be paid by signature. */
async function isSigned(order: Order, { chain }: PayPowers): Promise<boolean> {
  return (await tokenFacts(currencyOfOrder(order), chain.steps))?.authorizes === true
}

/** What any of it throws, as why nothing was paid. */
export function stopOf(error: unknown): Stop {
  if (error instanceof StoppedError) return error.why
  if (error instanceof WalletRefusedError) return { at: 'refused' }
  if (error instanceof RelayRefusedError) return { at: 'relay-refused', reason: error.message }
  if (error instanceof WalletFailedError) return wordsOfWallet(error.message)
  if (error instanceof SoldOutError) return { at: 'sold-out' }
  if (error instanceof ClosedError) return { at: 'closed' }
  if (error instanceof UsageError) return { at: 'price-changed' }
  if (error instanceof InsufficientFundsError) return { at: 'too-little', of: 'ETH' }
  if (error instanceof ChainUnavailableError) return { at: 'shop-silent' }
  if (error instanceof ShopError || error instanceof TypeError) return { at: 'shop-silent' }
  return { at: 'wallet-failed', reason: error instanceof Error ? error.message : String(error) }
}

function wordsOfWallet(reason: string): Stop {
  if (/insufficient funds/i.test(reason)) return { at: 'too-little', of: 'ETH' }
  return { at: 'wallet-failed', reason }
}

/** All that can be known before the wallet is asked. */
async function check({ order, release, edition, isGasless }: Purchase, powers: PayPowers) {
  const { chain, wallet, signal } = powers
  if ((await wallet.chainId()) !== chain.ledger.chain.id) stop({ at: 'wrong-network' })
  if (order.kind === 'purchase') await checkOffer(order, { release, edition }, chain, signal)
  const currency = currencyOfOrder(order)
  if (currency !== ZERO_ADDRESS) {
    const held = await chain.ledger.balance(wallet.address, undefined, currency)
    const of = currencyOf(chain.ledger.chain.id, currency)?.symbol ?? ''
    if (held < order.paidWei) stop({ at: 'too-little', of })
    if (isGasless) return
  }
  const value = currency === ZERO_ADDRESS ? order.paidWei : 0n
  const fee = MOST_GAS * (await chain.till.gasPrice({ signal }))
  if ((await chain.ledger.balance(wallet.address)) < value + fee) {
    stop({ at: 'too-little', of: 'ETH' })
  }
}

async function checkOffer(
  order: PurchaseOrder,
  { release, edition }: Pick<Wish, 'release' | 'edition'>,
  { ledger }: ShopChain,
  signal: AbortSignal,
): Promise<void> {
  const view = await askShop(parseReleaseId(release), signal)
  if (!view?.onSale) throw new StoppedError({ at: 'closed' })
  if (view.edition !== edition) stop({ at: 'price-changed' })
  const { recipient, host, paidWei } = order
  await ordered(view, { recipient, host, paidWei }, { ledger, buyer: recipient })
  if ((await ledger.copies(recipient, view.edition)) > 0n) stop({ at: 'owned' })
}

function stop(why: Stop): never {
  throw new StoppedError(why)
}

async function sent({ order, nonce }: Purchase, powers: PayPowers): Promise<Bytes32> {
  for (;;) {
    const step = await nextStep(order, powers.wallet.address, powers.chain.steps)
    if (step.kind === 'sign') {
      await powers.tell({ is: 'asked', what: 'sign' })
      return payNow(step.next(await powers.wallet.sign(step)), nonce, powers)
    }
    if (step.kind === 'pay') return payNow(step, nonce, powers)
    await approve(step, powers)
  }
}

async function approve(step: SendStep, powers: PayPowers): Promise<void> {
  const { wallet, chain, tell, signal } = powers
  await tell({ is: 'asked', what: 'approve' })
  const tx = await wallet.send(step)
  await tell({ is: 'approval-sent' })
  for (;;) {
    const receipt = await chain.till.receipt(tx, { signal }).catch(() => undefined)
    if (receipt?.worked) return
    if (receipt) stop({ at: 'failed' })
    await pause(chain, signal)
  }
}

/** `nonce` is that of a payment that was forgotten, or may have been: only one of both can happen. */
async function payNow(
  step: SendStep,
  nonce: number | undefined,
  { wallet, chain, tell, signal }: PayPowers,
): Promise<Bytes32> {
  const call = { from: wallet.address, to: step.to, data: step.data, value: step.value }
  const gas = await chain.till.weigh(call, { signal })
  const head = await chain.ledger.head({ signal })
  const next = nonce ?? (await chain.till.count(wallet.address, 'pending', { signal }))
  // On disk before the wallet is asked: a page that is left now finds it again.
  await tell({ is: 'asked', what: 'pay' }, { from: head.number, nonce: next })
  const again = nonce === undefined ? {} : { nonce }
  return wallet.send({ ...step, ...again, gasLimit: gas + gas / 4n })
}

/** From here on the shop may bring it, whatever becomes of the connection. */
async function carried(
  order: Order,
  carrier: Carrier,
  powers: PayPowers,
): Promise<Bytes32 | undefined> {
  const { wallet, chain, tell, signal } = powers
  const step = await carrier.step(order, wallet.address, chain.steps)
  await tell({ is: 'asked', what: 'sign' })
  const signed = step.next(await wallet.sign(step))
  const head = await chain.ledger.head({ signal })
  const until = Number(signed.validBefore) * 1000
  await tell({ is: 'handed-over' }, { from: head.number, until })
  try {
    return await carrier.carry(signed, signal)
  } catch (error) {
    if (error instanceof RelayRefusedError) throw error
    console.warn('the shop did not say whether it brought the payment', error)
    return undefined
  }
}

export const pause = async ({ isPlay }: Pick<ShopChain, 'isPlay'>, signal: AbortSignal) => {
  signal.throwIfAborted()
  await new Promise((resolve) => setTimeout(resolve, isPlay ? POLL_MS.play : POLL_MS.other))
  signal.throwIfAborted()
}
