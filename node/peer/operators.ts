/**
 * Who runs nodes, from the chain's list: the way into the network for whoever was told of nobody
 * (DESIGN §6). Entries are strangers' claims: each must carry its peer's own signature, and where it
 * leads is for the network to judge.
 */
import {
  foldOperators,
  type Operator,
  type OperatorEntry,
  type ProvenOperator,
  type Registry,
} from '../domain/operators.ts'
import type { Address } from '../domain/ids.ts'
import type { Ledger } from '../domain/ports.ts'
import type { Network } from '../network/createNetwork.ts'
import { placeBytes, provenPeer } from '../network/identity.ts'

/** What is younger may still be undone, and is read again each time. */
const UNSETTLED_BLOCKS = 64
/** As many as are looked at in one round: bonds are cheap enough for thousands. */
const MAX_LOOKED_AT = 64
const MAX_ADDRESSES = 4

export interface OperatorsPowers {
  registry: Registry
  ledger: Pick<Ledger, 'head'>
  network: { neighbours: Pick<Network['neighbours'], 'meet'> }
}

export interface OperatorsOptions {
  pollMs: number
  /** On a development chain of this machine loopback addresses may be meant. */
  allowed?: Parameters<Network['neighbours']['meet']>[1]
  onProblem?: (what: string, problem: unknown) => void
}

export class Operators implements AsyncDisposable {
  readonly #powers: OperatorsPowers
  readonly #options: OperatorsOptions
  readonly #stop = new AbortController()
  #settled: { to: number; list: ReadonlyMap<Address, Operator> }
  #list: ReadonlyMap<Address, Operator> = new Map()
  #round: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(powers: OperatorsPowers, options: OperatorsOptions) {
    this.#powers = powers
    this.#options = options
    this.#settled = { to: powers.registry.since - 1, list: new Map() }
  }

  start(): void {
    const { pollMs, onProblem } = this.#options
    this.#round = this.#look()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) onProblem?.('The list of operators cannot be read', error)
      })
      .finally(() => {
        if (this.#stop.signal.aborted) return
        this.#timer = setTimeout(() => this.start(), pollMs)
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#round
  }

  /** Reads the list now, and gives those whose peer has proved itself. */
  async list({ most = 500 } = {}): Promise<ProvenOperator[]> {
    await this.#read()
    return this.#proven([...this.#list.values()].slice(0, most))
  }

  async #look(): Promise<void> {
    await this.#read()
    const { network } = this.#powers
    const some = sample([...this.#list.values()], MAX_LOOKED_AT)
    const proven = await this.#proven(some)
    network.neighbours.meet(
      proven.flatMap(({ places }) => places),
      this.#options.allowed,
    )
  }

  async #read(): Promise<void> {
    const { registry, ledger } = this.#powers
    const { signal } = this.#stop
    const head = await ledger.head({ signal })
    const settling = head.number - UNSETTLED_BLOCKS
    if (settling > this.#settled.to) {
      const events = await registry.events(this.#settled.to + 1, settling, { signal })
      this.#settled = { to: settling, list: foldOperators(this.#settled.list, events) }
    }
    const fresh = await registry.events(this.#settled.to + 1, head.number, { signal })
    this.#list = foldOperators(this.#settled.list, fresh)
  }

  async #proven(list: readonly Operator[]): Promise<ProvenOperator[]> {
    const { registry } = this.#powers
    const looked = list.map(async (operator) => {
      const message = registry.proofMessage(operator.wallet)
      const proven = await provenPeer(operator.entry, message)
      return proven ? [{ ...operator, ...proven }] : []
    })
    return (await Promise.all(looked)).flat()
  }
}

/** What this node would have written of itself, signed by its own key for that wallet and no other. */
export async function ownEntry(
  { wallet, payout, addresses }: { wallet: Address; payout: Address; addresses: readonly string[] },
  {
    registry,
    network,
  }: { registry: Pick<Registry, 'proofMessage'>; network: Pick<Network, 'identity'> },
): Promise<OperatorEntry> {
  const { identity } = network
  return {
    payout,
    peerId: identity.bytes,
    proof: await identity.sign(registry.proofMessage(wallet)),
    addresses: addresses.slice(0, MAX_ADDRESSES).map(placeBytes),
  }
}

/** At random, so that nobody who comes first or last decides whom we meet. */
function sample<Item>(items: readonly Item[], most: number): Item[] {
  const rest = [...items]
  const chosen: Item[] = []
  while (chosen.length < most && rest.length > 0) {
    chosen.push(...rest.splice(Math.floor(Math.random() * rest.length), 1))
  }
  return chosen
}
