/** What the chain says about money: sales, tips, and shares that a token refused to bring. */
import type { Place } from './chain.ts'
import type { Address, Bytes32, EditionId, ReleaseId } from './ids.ts'
import type { TokenFacts } from './payment.ts'
import type { Abortable } from './ports.ts'

interface Logged extends Place {
  tx: Bytes32
}

/** Amounts in the currency's smallest unit. */
export interface SoldEvent extends Logged {
  kind: 'sold'
  release: ReleaseId
  edition: EditionId
  recipient: Address
  host: Address
  payer: Address
  paidWei: bigint
  hostWei: bigint
}
export interface TippedEvent extends Logged {
  kind: 'tipped'
  artist: Address
  host: Address
  payer: Address
  currency: Address
  paidWei: bigint
  hostWei: bigint
}
/** A share that waits for its payee. It belongs to the sale or tip before it in the same transaction. */
export interface OwedEvent extends Logged {
  kind: 'owed'
  token: Address
  payee: Address
  amount: bigint
}
export interface ClaimedEvent extends Logged {
  kind: 'claimed'
  token: Address
  payee: Address
  amount: bigint
}

export type MoneyEvent = SoldEvent | TippedEvent | OwedEvent | ClaimedEvent

export interface MoneyLedger {
  /** Of blocks `from` to `to`, both included, in the chain's order. */
  money(from: number, to: number, options?: Abortable): Promise<MoneyEvent[]>
  /** What waits for a payee now. */
  owed(token: Address, payee: Address): Promise<bigint>
  /** Undefined where there is no token. */
  token(address: Address): Promise<TokenFacts | undefined>
}
