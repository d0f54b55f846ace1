/** The `Ledger` port over one JSON-RPC endpoint. */
import { toQuantity } from 'ethers'
import * as v from 'valibot'
import type { Block, BlockRef, ChainEvent, ChainRef, EditionState } from '../domain/chain.ts'
import { ChainUnavailableError } from '../domain/errors.ts'
import {
  parseBytes32,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { Abortable, Delegation, Ledger } from '../domain/ports.ts'
import type { Terms } from '../domain/terms.ts'
import { ERC1271_YES, erc1271Call, signedByAccount } from './delegation.ts'
import { RpcRefusal, type Endpoint } from './endpoint.ts'
import {
  CATALOGUE_TOPICS,
  editionIdOf,
  editionStateFrom,
  eventFrom,
  parseLog,
  releaseIdOf,
  releases,
} from './releases.ts'

const quantity = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,14}$/i), v.transform(Number))
const BlockJson = v.nullable(v.object({ number: quantity, hash: v.string(), timestamp: quantity }))
const LogsJson = v.array(
  v.object({
    blockNumber: quantity,
    logIndex: quantity,
    topics: v.array(v.string()),
    data: v.string(),
    removed: v.optional(v.boolean()),
  }),
)
const HexJson = v.pipe(v.string(), v.regex(/^0x[0-9a-f]*$/i))

/** Codes of an endpoint that would answer another time: EIP-1474's limit, and HTTP's. */
const BUSY = new Set<unknown>([-32005, 429])

/** An endpoint that answers with something else than the JSON-RPC specification says is no endpoint. */
function expect<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return parsed.output
  throw new ChainUnavailableError('its endpoint answers with something else than asked')
}

export class ChainLedger implements Ledger {
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
    const head = await this.#block('latest', options)
    if (!head) throw new ChainUnavailableError('its endpoint has no newest block')
    return head
  }

  async block(number: number, options: Abortable = {}): Promise<Block | undefined> {
    return this.#block(toQuantity(number), options)
  }

  async events(from: number, to: number, { signal }: Abortable = {}): Promise<ChainEvent[]> {
    const filter = {
      address: this.chain.contract,
      fromBlock: toQuantity(from),
      toBlock: toQuantity(to),
      topics: [CATALOGUE_TOPICS],
    }
    const logs = expect(LogsJson, await this.#send('eth_getLogs', [filter], signal))
    const events: ChainEvent[] = []
    for (const { removed, blockNumber, logIndex, ...log } of logs) {
      if (removed || blockNumber < from || blockNumber > to) continue
      const parsed = parseLog(log)
      const event = parsed && eventFrom(parsed, { block: blockNumber, logIndex })
      if (event && this.#isTrue(event)) events.push(event)
    }
    return events.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)
  }

  async edition(edition: EditionId): Promise<EditionState> {
    return editionStateFrom(await this.#read('editions', [edition]))
  }

  async retired(release: ReleaseId): Promise<boolean> {
    return BigInt(await this.#read('retired', [release])) === 1n
  }

  async balance(wallet: Address, block?: number): Promise<bigint> {
    const at = block === undefined ? 'latest' : toQuantity(block)
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
    try {
      const said = await this.#endpoint.forward('eth_call', [{ to, data }, 'latest'])
      return expect(HexJson, said).startsWith(answer)
    } catch (error) {
      if (!(error instanceof RpcRefusal)) throw error
      if (!BUSY.has(error.code)) return false
      throw new ChainUnavailableError('its endpoint is asked too often', { cause: error })
    }
  }

  #send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return this.#endpoint.send(method, params, signal)
  }
}
