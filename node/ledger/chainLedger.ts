/** The `Ledger` port over JSON-RPC. */
import { toQuantity } from 'ethers'
import * as v from 'valibot'
import type { Block, BlockRef, ChainEvent, ChainRef, EditionState } from '../domain/chain.ts'
import { ChainUnavailableError } from '../domain/errors.ts'
import {
  parseBytes32,
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { MoneyEvent, MoneyLedger } from '../domain/money.ts'
import type { TokenFacts } from '../domain/payment.ts'
import type { Abortable, Delegation, Ledger } from '../domain/ports.ts'
import type { Terms } from '../domain/terms.ts'
import { ERC1271_YES, erc1271Call, signedByAccount } from './delegation.ts'
import type { Endpoint } from './endpoint.ts'
import { expect, HexJson, quantity } from './expect.ts'
import { logsOf, type RawLog } from './logs.ts'
import { MONEY_TOPICS, moneyFrom } from './moneyEvents.ts'
import {
  CATALOGUE_TOPICS,
  editionIdOf,
  editionStateFrom,
  eventFrom,
  parseLog,
  releaseIdOf,
  releases,
  uriData,
  URI_TOPICS,
} from './releases.ts'
import { isBusy, RpcRefusal } from './rpc.ts'
import { balanceIn, factsOf } from './tokens.ts'

/** So deep nothing is undone in ordinary times. */
const DEEP = 32

const BlockJson = v.nullable(v.object({ number: quantity, hash: v.string(), timestamp: quantity }))

export class ChainLedger implements Ledger, MoneyLedger {
  readonly chain: ChainRef
  readonly since: number
  readonly #endpoint: Endpoint

  constructor(endpoint: Endpoint, contract: Address, since = 0) {
    this.#endpoint = endpoint
    this.chain = { ...endpoint.chain, contract }
    this.since = since
  }

  releaseId(artist: Address, salt: Bytes32): ReleaseId {
    return releaseIdOf(this.chain, artist, salt)
  }

  editionId(terms: Terms): EditionId {
    return editionIdOf(terms)
  }

  async delegated(delegation: Delegation): Promise<boolean> {
    if (signedByAccount(delegation, this.chain)) return true
    const code = expect(HexJson, await this.#send('eth_getCode', [delegation.wallet, 'latest']))
    if (code === '0x') return false
    return this.#says(delegation.wallet, erc1271Call(delegation, this.chain), ERC1271_YES)
  }

  async head(options: Abortable = {}): Promise<BlockRef> {
    await this.#endpoint.agree(options.signal)
    const head = await this.#block('latest', options)
    if (!head) throw new ChainUnavailableError('its endpoint has no newest block')
    return head
  }

  async block(number: number, options: Abortable = {}): Promise<Block | undefined> {
    return this.#block(toQuantity(number), options)
  }

  /** The newest block that is called settled; where the endpoint knows none, one far enough below. */
  async safe(options: Abortable = {}): Promise<Block> {
    const safe = await this.#block('safe', options).catch(() => undefined)
    if (safe) return safe
    const head = await this.head(options)
    const deep = await this.block(Math.max(0, head.number - DEEP), options)
    if (!deep) throw new ChainUnavailableError('its endpoint does not know its own blocks')
    return deep
  }

  async events(from: number, to: number, options: Abortable = {}): Promise<ChainEvent[]> {
    const events: ChainEvent[] = []
    for await (const { block, logIndex, ...log } of this.#logs(
      CATALOGUE_TOPICS,
      [from, to],
      options,
    )) {
      const parsed = parseLog(log)
      const event = parsed && eventFrom(parsed, { block, logIndex })
      if (event && this.#isTrue(event)) events.push(event)
    }
    return events
  }

  async money(from: number, to: number, options: Abortable = {}): Promise<MoneyEvent[]> {
    const events: MoneyEvent[] = []
    for await (const { topics, data, ...place } of this.#logs(MONEY_TOPICS, [from, to], options)) {
      const parsed = parseLog({ topics, data })
      const event = parsed && moneyFrom(parsed, place)
      if (event) events.push(event)
    }
    return events
  }

  async owed(token: Address, payee: Address): Promise<bigint> {
    return BigInt(await this.#read('owed', [token, payee]))
  }

  token(address: Address): Promise<TokenFacts | undefined> {
    return factsOf(address, this.chain.id, (to, data) => this.#ask(to, data))
  }

  async edition(edition: EditionId): Promise<EditionState> {
    return editionStateFrom(await this.#read('editions', [edition]))
  }

  /** Is this where the metadata of an edition is, by what its artist said last? */
  async saysLast(edition: EditionId, where: string, options: Abortable = {}): Promise<boolean> {
    const { number } = await this.head(options)
    const wanted = { contract: this.chain.contract, topics: URI_TOPICS, more: [[edition]] }
    let last: string | undefined
    const range = { from: this.since, to: number }
    for await (const { topics, data } of logsOf({ ...wanted, ...range }, this.#endpoint, options)) {
      if (topics[1]?.toLowerCase() === edition) last = data
    }
    return last === uriData(edition, where)
  }

  async retired(release: ReleaseId): Promise<boolean> {
    return BigInt(await this.#read('retired', [release])) === 1n
  }

  async balance(wallet: Address, block?: number, token = ZERO_ADDRESS): Promise<bigint> {
    const at = block === undefined ? 'latest' : toQuantity(block)
    if (token !== ZERO_ADDRESS) {
      const held = await balanceIn(token, wallet, (to, data) => this.#ask(to, data, at))
      if (held !== undefined) return held
      throw new ChainUnavailableError('its endpoint tells no balance of that token')
    }
    return BigInt(expect(HexJson, await this.#send('eth_getBalance', [wallet, at])))
  }

  async copies(wallet: Address, edition: EditionId): Promise<bigint> {
    return BigInt(await this.#read('balanceOf', [wallet, edition]))
  }

  /** Ids are computed, never believed: an endpoint cannot put one release's terms under another. */
  #isTrue(event: ChainEvent): boolean {
    if (event.kind === 'minted') {
      const { terms, artist } = event
      return (
        terms.artist === artist &&
        event.edition === editionIdOf(terms) &&
        event.release === this.releaseId(artist, terms.salt)
      )
    }
    return event.kind !== 'revised' || event.release === this.releaseId(event.artist, event.salt)
  }

  async #block(at: string, { signal }: Abortable): Promise<Block | undefined> {
    const block = expect(BlockJson, await this.#send('eth_getBlockByNumber', [at, false], signal))
    if (!block) return undefined
    return { number: block.number, hash: parseBytes32(block.hash), time: block.timestamp }
  }

  #read(name: string, args: readonly unknown[]): Promise<string> {
    return this.#call(this.chain.contract, releases.encodeFunctionData(name, args))
  }

  async #call(to: Address, data: string): Promise<string> {
    return expect(HexJson, await this.#send('eth_call', [{ to, data }, 'latest']))
  }

  /** Does a stranger's contract answer so? One that reverts, in whatever words, has not. */
  async #says(to: Address, data: string, answer: string): Promise<boolean> {
    return (await this.#ask(to, data))?.startsWith(answer) ?? false
  }

  /** What a stranger's contract answers; undefined when it refuses. */
  async #ask(to: Address, data: string, at = 'latest'): Promise<string | undefined> {
    try {
      return expect(HexJson, await this.#endpoint.forward('eth_call', [{ to, data }, at]))
    } catch (error) {
      if (!(error instanceof RpcRefusal)) throw error
      if (!isBusy(error)) return undefined
      throw new ChainUnavailableError('its endpoint is asked too often', { cause: error })
    }
  }

  #logs(
    topics: readonly string[],
    [from, to]: readonly [number, number],
    options: Abortable,
  ): AsyncGenerator<RawLog> {
    return logsOf({ contract: this.chain.contract, topics, from, to }, this.#endpoint, options)
  }

  #send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return this.#endpoint.send(method, params, signal)
  }
}
