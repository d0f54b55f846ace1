/** What the chain says about releases, as words: the log of record every catalogue is built from. */
import type { Address, Bytes32, EditionId, ReleaseId } from './ids.ts'
import type { Terms } from './terms.ts'

/** One chain and one contract. Development chains share id 31337, so the genesis tells them apart. */
export interface ChainRef {
  id: number
  genesis: Bytes32
  contract: Address
}

/** Ids of chains that run on one machine for trying things out. Their money is play money. */
export const DEVELOPMENT_CHAIN = 31337

export interface BlockRef {
  number: number
  hash: Bytes32
}

/** A block and when the chain says it was made, in unix seconds. */
export interface Block extends BlockRef {
  time: number
}

/** Where a log stands in the chain's order. */
export interface Place {
  block: number
  logIndex: number
}

export const isBefore = (a: Place, b: Place): boolean =>
  a.block < b.block || (a.block === b.block && a.logIndex < b.logIndex)

interface Minted extends Place {
  kind: 'minted'
  release: ReleaseId
  edition: EditionId
  artist: Address
  terms: Terms
}
interface Revised extends Place {
  kind: 'revised'
  release: ReleaseId
  artist: Address
  salt: Bytes32
  manifest: Bytes32
}
interface Closed extends Place {
  kind: 'closed'
  edition: EditionId
}
interface Retired extends Place {
  kind: 'retired'
  release: ReleaseId
}
interface KeyRevoked extends Place {
  kind: 'key-revoked'
  artist: Address
  key: Bytes32
}

/** One copy. Its release is the edition's: an endpoint need not be believed about that. */
interface Sold extends Place {
  kind: 'sold'
  edition: EditionId
}

export type ChainEvent = Minted | Revised | Closed | Retired | KeyRevoked | Sold

/** One sale, read back from the chain. Amounts in the currency's smallest unit: wei where it is ether. */
export interface Sale {
  tx: Bytes32
  block: number
  edition: EditionId
  recipient: Address
  host: Address
  paidWei: bigint
  hostWei: bigint
}

/** An edition's one storage slot. */
export interface EditionState {
  artist: Address
  royaltyBps: number
  /** Counted for capped editions only; for open ones the `Sold` events count. */
  sold: bigint
  closed: boolean
}
