/** The `Registry` port: the Operators contract's log and state. */
import { AbiCoder, getBytes, keccak256, type LogDescription } from 'ethers'
import { parseAddress, type Address } from '../domain/ids.ts'
import type { OperatorEntry, OperatorEvent, OperatorState, Registry } from '../domain/operators.ts'
import type { Abortable } from '../domain/ports.ts'
import { operators } from './contractErrors.ts'
import { deployedAt, hasCode } from './deploy.ts'
import type { Endpoint } from './endpoint.ts'
import { expect, HexJson } from './expect.ts'
import { logsOf } from './logs.ts'
import { topicsOf } from './releases.ts'

const TOPICS = topicsOf(['Joined', 'Described', 'Left', 'Withdrawn'], operators)
const PROOF_WORD = keccak256(new TextEncoder().encode('MegaBox operator'))

export class ChainRegistry implements Registry {
  readonly address: Address
  readonly since: number
  readonly #endpoint: Endpoint

  constructor(endpoint: Endpoint, address: Address, since = 0) {
    this.#endpoint = endpoint
    this.address = address
    this.since = since
  }

  /** Undefined where no such contract stands. */
  static async open(endpoint: Endpoint, address: Address): Promise<ChainRegistry | undefined> {
    if (!(await hasCode(endpoint, address))) return undefined
    return new ChainRegistry(endpoint, address, await deployedAt(endpoint, address))
  }

  async events(from: number, to: number, options: Abortable = {}): Promise<OperatorEvent[]> {
    const wanted = { contract: this.address, topics: TOPICS, from, to }
    const events: OperatorEvent[] = []
    for await (const { topics, data } of logsOf(wanted, this.#endpoint, options)) {
      const parsed = operators.parseLog({ topics, data })
      const event = parsed && eventFrom(parsed)
      if (event) events.push(event)
    }
    return events
  }

  async state(wallet: Address): Promise<OperatorState> {
    const [bond, activeFrom, freeFrom] = await this.#read('operators', [wallet])
    // The ABI says uint128 and uint64.
    const time = (value: unknown) => Number(value)
    return { bond: bond as bigint, activeFrom: time(activeFrom), freeFrom: time(freeFrom) }
  }

  async terms(): Promise<{ leastBond: bigint; delayS: number }> {
    const [[leastBond], [delay]] = await Promise.all([
      this.#read('leastBond', []),
      this.#read('delay', []),
    ])
    return { leastBond: leastBond as bigint, delayS: Number(delay) }
  }

  proofMessage(wallet: Address): Uint8Array {
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'uint256', 'address', 'address'],
      [PROOF_WORD, this.#endpoint.chain.id, this.address, wallet],
    )
    return getBytes(keccak256(encoded))
  }

  async #read(name: string, args: readonly unknown[]): Promise<readonly unknown[]> {
    const data = operators.encodeFunctionData(name, args)
    const call = [{ to: this.address, data }, 'latest']
    const answer = expect(HexJson, await this.#endpoint.send('eth_call', call))
    return operators.decodeFunctionResult(name, answer)
  }
}

/** The ABI has checked the shapes; lengths are bounded by the contract. */
function eventFrom({ name, args }: LogDescription): OperatorEvent | undefined {
  const wallet = parseAddress(args['wallet'])
  const time = (word: string) => Number(args[word] as bigint)
  switch (name) {
    case 'Joined':
      return {
        ...{ kind: 'joined', wallet, bond: args['bond'] as bigint },
        activeFrom: time('activeFrom'),
      }
    case 'Described':
      return { kind: 'described', wallet, entry: entryFrom(args['entry'] as RawEntry) }
    case 'Left':
      return { kind: 'left', wallet, freeFrom: time('freeFrom') }
    case 'Withdrawn':
      return { kind: 'withdrawn', wallet }
    default:
      return undefined
  }
}

interface RawEntry {
  payout: string
  peerId: string
  proof: string
  addresses: readonly string[]
}

const entryFrom = ({ payout, peerId, proof, addresses }: RawEntry): OperatorEntry => ({
  payout: parseAddress(payout),
  peerId: getBytes(peerId),
  proof: getBytes(proof),
  addresses: addresses.map((address) => getBytes(address)),
})
