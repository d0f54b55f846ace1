/** What a wallet can do on the chain. Each call that sends waits for the transaction to be in a block. */
import type { Sale } from './chain.ts'
import type { Address, Bytes32, EditionId } from './ids.ts'
import type { Paying, SignedPurchase } from './payment.ts'
import type { Delegation } from './ports.ts'
import type { SignedTip } from './signedTip.ts'
import type { Terms } from './terms.ts'

export interface Mined {
  tx: Bytes32
  block: number
}

/** What was given, and how it was shared. In the currency's smallest unit. */
export interface Tip extends Mined {
  artist: Address
  host: Address
  currency: Address
  paidWei: bigint
  hostWei: bigint
}

/** What its giver says of a tip. `currency` zero: ether. */
export type GivenTip = Pick<Tip, 'artist' | 'host' | 'currency' | 'paidWei'>

export interface Claim extends Mined {
  token: Address
  amount: bigint
}

export interface Purse {
  readonly address: Address
  delegate(key: Bytes32): Promise<Delegation>
  /** 32 secret bytes only this wallet can make again, for `purpose`. */
  secret(purpose: string): Promise<Uint8Array>
  mint(terms: Terms): Promise<Mined>
  /** In the currency of the terms: ether, or a token by allowance or permit, as it knows them. */
  purchase(terms: Terms, sale: Paying): Promise<Sale>
}

/** A payment by signature alone (EIP-3009). */
export interface SigningPurse {
  readonly address: Address
  /** Signs for exactly this purchase, and sends nothing. */
  signPurchase(terms: Terms, sale: Paying): Promise<SignedPurchase>
  /** Signs for exactly this tip, and sends nothing. */
  signTip(to: GivenTip): Promise<SignedTip>
}

export interface Limits {
  gasLimit: bigint
  maxFeePerGas: bigint
}

/** What a transaction would take now. */
export interface Weight {
  gas: bigint
  /** What a rollup asks for its bytes, besides gas. */
  dataWei: bigint
}

/** What it did, and what that cost, gas and bytes; undefined when no endpoint told. */
export type Carried<Done> = Done & { spentWei: bigint | undefined }

/** Who brings signed purchases to the chain, and pays the gas. */
export interface CarryingPurse {
  readonly address: Address
  /** Throws what the contract would refuse. */
  weigh(purchase: SignedPurchase): Promise<Weight>
  /** The most to offer for a unit of gas now. */
  feePerGas(): Promise<bigint>
  carry(purchase: SignedPurchase, limits: Limits): Promise<Carried<{ sale: Sale }>>
  weighTip(tip: SignedTip): Promise<Weight>
  carryTip(tip: SignedTip, limits: Limits): Promise<Carried<{ tip: Tip }>>
}

export interface TippingPurse {
  tip(to: GivenTip): Promise<Tip>
}

/** What an artist, or a payee, decides after the mint. */
export interface ArtistPurse {
  readonly address: Address
  close(edition: EditionId): Promise<Mined>
  /** Tells marketplaces where an edition's metadata is. */
  describe(edition: EditionId, where: string): Promise<Mined>
  revise(salt: Bytes32, manifest: Bytes32): Promise<Mined>
  retire(salt: Bytes32): Promise<Mined>
  /** Takes what waits for this wallet in a token that refused it before. */
  claim(token: Address): Promise<Claim>
}
