/** Operators: the wallets behind nodes, as the chain lists them. What an entry says is a stranger's claim. */
import type { Address } from './ids.ts'
import type { Abortable, PeerName } from './ports.ts'
import type { Mined } from './purse.ts'

/** As it stands in the log: bytes that nobody has looked at yet. */
export interface OperatorEntry {
  payout: Address
  /** The peer id's multihash. */
  peerId: Uint8Array
  /** That peer's signature over the registry's proof message for this wallet. */
  proof: Uint8Array
  /** Binary multiaddrs. */
  addresses: Uint8Array[]
}

export type OperatorEvent =
  | { kind: 'joined'; wallet: Address; bond: bigint; activeFrom: number }
  | { kind: 'described'; wallet: Address; entry: OperatorEntry }
  | { kind: 'left'; wallet: Address; freeFrom: number }
  | { kind: 'withdrawn'; wallet: Address }

/** What is stored of one; all zero for who has none. Times in unix seconds. */
export interface OperatorState {
  bond: bigint
  activeFrom: number
  freeFrom: number
}

export interface Operator extends OperatorState {
  wallet: Address
  entry: OperatorEntry
}

/** An operator whose peer has proved that it is this wallet's. */
export interface ProvenOperator extends Operator {
  peer: PeerName
  /** As text, each ending in `/p2p/` and the peer. Where they lead is not looked at yet. */
  places: string[]
}

/** The chain's list. */
export interface Registry {
  readonly address: Address
  /** The block it was deployed in, or 0. */
  readonly since: number
  /** In the chain's order. */
  events(from: number, to: number, options?: Abortable): Promise<OperatorEvent[]>
  state(wallet: Address): Promise<OperatorState>
  terms(): Promise<{ leastBond: bigint; delayS: number }>
  /** What the peer of this wallet signs. */
  proofMessage(wallet: Address): Uint8Array
}

export interface OperatorPurse {
  readonly address: Address
  join(entry: OperatorEntry, bond: bigint): Promise<Mined>
  update(entry: OperatorEntry): Promise<Mined>
  resign(): Promise<Mined>
  withdraw(to: Address): Promise<Mined>
}

/** The list as these events leave it. Whoever has left is not on it. */
export function foldOperators(
  before: ReadonlyMap<Address, Operator>,
  events: readonly OperatorEvent[],
): Map<Address, Operator> {
  const now = new Map(before)
  const joining = new Map<Address, OperatorState>()
  for (const event of events) {
    const { wallet } = event
    const known = now.get(wallet)
    if (event.kind === 'joined') {
      joining.set(wallet, { bond: event.bond, activeFrom: event.activeFrom, freeFrom: 0 })
    } else if (event.kind === 'described') {
      const state = known ?? joining.get(wallet)
      if (state) now.set(wallet, { ...state, wallet, entry: event.entry })
    } else {
      now.delete(wallet)
      joining.delete(wallet)
    }
  }
  return now
}
