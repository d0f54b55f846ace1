/** A relaying node: brings what was signed to the chain, and pays the network fee. */
import {
  carriedStep,
  parseBytes32,
  signedToJson,
  type Address,
  type Bytes32,
  type PurchaseOrder,
  type SignedPurchase,
  type SignStep,
  type StepPowers,
} from '../../../node/index.ts'

export interface Carrier {
  step(order: PurchaseOrder, payer: Address, powers: StepPowers): Promise<SignStep<SignedPurchase>>
  carry(signed: SignedPurchase, signal: AbortSignal): Promise<Bytes32>
}

/** It said no, and nothing was sent. */
export class RelayRefusedError extends Error {
  override readonly name = 'RelayRefusedError'
}

/** The node that serves this page. Anything but a clear no leaves open whether it was brought. */
export const shopCarrier: Carrier = {
  step: carriedStep,
  async carry(signed, signal) {
    const response = await fetch(new URL('api/v1/relay', document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signedToJson(signed)),
      signal,
    })
    // The node's own words: the transaction is parsed, the rest is shown.
    const body = (await response.json()) as { tx?: unknown; error?: { message?: string } }
    const { message = '' } = body.error ?? {}
    if (response.status >= 400 && response.status < 500) throw new RelayRefusedError(message)
    if (!response.ok) throw new Error(message)
    return parseBytes32(body.tx)
  },
}
