/** A relaying node: brings what was signed to the chain, and pays the network fee. */
import {
  carriedStep,
  carriedTipStep,
  parseBytes32,
  signedTipToJson,
  signedToJson,
  type Address,
  type Bytes32,
  type Order,
  type SignedPurchase,
  type SignedTip,
  type SignStep,
  type StepPowers,
} from '../../../node/index.ts'

/** Ready to be brought: what it is, and until when it can be, in seconds since the epoch. */
export interface Load {
  path: string
  body: object
  validBefore: bigint
}

export interface Carrier {
  step(order: Order, payer: Address, powers: StepPowers): Promise<SignStep<Load>>
  carry(load: Load, signal: AbortSignal): Promise<Bytes32>
}

/** It said no, and nothing was sent. */
export class RelayRefusedError extends Error {
  override readonly name = 'RelayRefusedError'
}

/** The node that serves this page. Anything but a clear no leaves open whether it was brought. */
export const shopCarrier: Carrier = {
  async step(order, payer, powers) {
    if (order.kind === 'tip') return loaded(await carriedTipStep(order, payer, powers), tipLoad)
    return loaded(await carriedStep(order, payer, powers), purchaseLoad)
  },
  async carry({ path, body }, signal) {
    const response = await fetch(new URL(path, document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
    // The node's own words: the transaction is parsed, the rest is shown.
    const answer = (await response.json()) as { tx?: unknown; error?: { message?: string } }
    const { message = '' } = answer.error ?? {}
    if (response.status >= 400 && response.status < 500) throw new RelayRefusedError(message)
    if (!response.ok) throw new Error(message)
    return parseBytes32(answer.tx)
  },
}

const loaded = <Signed>(
  step: SignStep<Signed>,
  load: (signed: Signed) => Load,
): SignStep<Load> => ({
  ...step,
  next: (signature) => load(step.next(signature)),
})

const purchaseLoad = (purchase: SignedPurchase): Load => ({
  path: 'api/v1/relay',
  body: signedToJson(purchase),
  validBefore: purchase.signed.validBefore,
})

const tipLoad = (tip: SignedTip): Load => ({
  path: 'api/v1/relay/tips',
  body: signedTipToJson(tip),
  validBefore: tip.signed.validBefore,
})
