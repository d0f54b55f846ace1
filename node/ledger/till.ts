/** What became of one payment, as the chain tells it: its transaction, its receipt, its sale or tip. */
import { toQuantity, zeroPadValue } from 'ethers'
import * as v from 'valibot'
import { parseAddress, parseBytes32, type Address, type Bytes32 } from '../domain/ids.ts'
import type { MoneyEvent, SoldEvent } from '../domain/money.ts'
import type { Abortable } from '../domain/ports.ts'
import type { Endpoint } from './endpoint.ts'
import { expect, HexJson, quantity } from './expect.ts'
import { logsOf } from './logs.ts'
import { MONEY_TOPICS, moneyFrom } from './moneyEvents.ts'
import { parseLog, topicsOf } from './releases.ts'
import { isBusy, RpcRefusal } from './rpc.ts'
import type { AskContract } from './tokens.ts'

export interface Receipt {
  tx: Bytes32
  block: number
  blockHash: Bytes32
  /** False: the chain undid what it did. */
  worked: boolean
  /** Of the Releases contract, in the chain's order. */
  money: MoneyEvent[]
}

/** A transaction that an endpoint knows, in a block or not yet. */
export interface Pending {
  nonce: number
  block?: number
}

const ReceiptJson = v.nullable(
  v.object({
    blockNumber: quantity,
    blockHash: v.string(),
    status: quantity,
    logs: v.array(
      v.object({
        address: v.string(),
        logIndex: quantity,
        topics: v.array(v.string()),
        data: v.string(),
      }),
    ),
  }),
)

const PendingJson = v.nullable(
  v.object({ nonce: quantity, blockNumber: v.optional(v.nullable(quantity)) }),
)

export class Till {
  readonly contract: Address
  readonly #endpoint: Endpoint

  constructor(endpoint: Endpoint, contract: Address) {
    this.#endpoint = endpoint
    this.contract = contract
  }

  /** Undefined while it is in no block. */
  async receipt(tx: Bytes32, { signal }: Abortable = {}): Promise<Receipt | undefined> {
    const answer = await this.#send('eth_getTransactionReceipt', [tx], signal)
    const found = expect(ReceiptJson, answer)
    if (!found) return undefined
    const { blockNumber: block, blockHash, status, logs } = found
    const money = logs.flatMap(({ address, ...log }) => {
      const parsed = parseAddress(address) === this.contract ? parseLog(log) : null
      const event = parsed && moneyFrom(parsed, { block, logIndex: log.logIndex, tx })
      return event ? [event] : []
    })
    return { tx, block, blockHash: parseBytes32(blockHash), worked: status === 1, money }
  }

  /** Undefined when nobody asked knows it, which may change. */
  async pending(tx: Bytes32, { signal }: Abortable = {}): Promise<Pending | undefined> {
    const answer = await this.#send('eth_getTransactionByHash', [tx], signal)
    const found = expect(PendingJson, answer)
    if (!found) return undefined
    const { nonce, blockNumber } = found
    return { nonce, ...(typeof blockNumber === 'number' && { block: blockNumber }) }
  }

  /** How many transactions of that wallet are in blocks, or are about to be. */
  async count(
    wallet: Address,
    at: 'latest' | 'pending',
    { signal }: Abortable = {},
  ): Promise<number> {
    return expect(quantity, await this.#send('eth_getTransactionCount', [wallet, at], signal))
  }

  /** Sales whose copies went to one of these wallets, in the chain's order. */
  async salesTo(
    recipients: readonly Address[],
    [from, to]: readonly [number, number],
    options: Abortable = {},
  ): Promise<SoldEvent[]> {
    const more = [null, recipients.map((wallet) => zeroPadValue(wallet, 32))]
    const topics = topicsOf(['Sold'])
    const events: SoldEvent[] = []
    const wanted = { contract: this.contract, topics, more, from, to }
    for await (const { topics: own, data, ...place } of logsOf(wanted, this.#endpoint, options)) {
      const parsed = parseLog({ topics: own, data })
      const event = parsed && moneyFrom(parsed, place)
      if (event?.kind === 'sold' && recipients.includes(event.recipient)) events.push(event)
    }
    return events
  }

  /** All that moved in these blocks. */
  async money(
    [from, to]: readonly [number, number],
    options: Abortable = {},
  ): Promise<MoneyEvent[]> {
    const wanted = { contract: this.contract, topics: MONEY_TOPICS, from, to }
    const events: MoneyEvent[] = []
    for await (const { topics, data, ...place } of logsOf(wanted, this.#endpoint, options)) {
      const parsed = parseLog({ topics, data })
      const event = parsed && moneyFrom(parsed, place)
      if (event) events.push(event)
    }
    return events
  }

  /** Throws our errors when it would be refused; gives the gas it would take. */
  async weigh(
    call: { from: Address; to: Address; data: string; value: bigint },
    { signal }: Abortable = {},
  ): Promise<bigint> {
    const asked = { ...call, value: toQuantity(call.value) }
    return BigInt(expect(HexJson, await this.#send('eth_estimateGas', [asked], signal)))
  }

  /** What a unit of gas costs now, in wei. */
  async gasPrice({ signal }: Abortable = {}): Promise<bigint> {
    return BigInt(expect(HexJson, await this.#send('eth_gasPrice', [], signal)))
  }

  /** What a contract refuses to answer is undefined; a chain that does not answer is an error. */
  readonly ask: AskContract = async (to, data) => {
    try {
      return expect(HexJson, await this.#endpoint.forward('eth_call', [{ to, data }, 'latest']))
    } catch (error) {
      if (error instanceof RpcRefusal && !isBusy(error)) return undefined
      throw error
    }
  }

  #send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return this.#endpoint.send(method, params, signal)
  }
}
