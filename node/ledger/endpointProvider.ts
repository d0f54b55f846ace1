/** ethers' provider over our endpoints, so that its signers have their deadlines and stand-ins, too. */
import { JsonRpcProvider, type JsonRpcError, type JsonRpcPayload, type JsonRpcResult } from 'ethers'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { RpcRefusal, type ChainName } from './rpc.ts'

/** How often ethers asks for a receipt: development chains answer at once. */
const POLL_MS = { development: 100, other: 2_000 }

/** As much of an `Endpoint` as this uses. */
interface Forwarding {
  readonly chain: ChainName
  forward(method: string, params: readonly unknown[]): Promise<unknown>
}

export class EndpointProvider extends JsonRpcProvider {
  readonly #endpoint: Forwarding

  constructor(endpoint: Forwarding) {
    const { id } = endpoint.chain
    // The address is never asked: `_send` is ours.
    super('http://endpoint.invalid', id, {
      staticNetwork: true,
      batchMaxCount: 1,
      // The default gives an old nonce to whoever sends twice within 250 ms.
      cacheTimeout: -1,
    })
    this.#endpoint = endpoint
    this.pollingInterval = id === DEVELOPMENT_CHAIN ? POLL_MS.development : POLL_MS.other
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const answers = await Promise.all([payload].flat().map((call) => this.#answer(call)))
    // ethers' own base class also takes errors here; only this type of its is narrower.
    return answers as JsonRpcResult[]
  }

  async #answer({ id, method, params }: JsonRpcPayload): Promise<JsonRpcResult | JsonRpcError> {
    try {
      // With `batchMaxCount` and our callers, params are always a list.
      return { id, result: await this.#endpoint.forward(method, params as unknown[]) }
    } catch (error) {
      if (!(error instanceof RpcRefusal)) throw error
      const code = typeof error.code === 'number' ? error.code : -32603
      return { id, error: { code, message: error.message, data: error.data } }
    }
  }
}
