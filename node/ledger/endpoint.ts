/**
 * One JSON-RPC endpoint of one chain. Every call has a deadline; a silent endpoint is
 * `ChainUnavailableError`; one that serves another chain than before is refused before it is read.
 */
import { FetchRequest, JsonRpcProvider } from 'ethers'
import { DEVELOPMENT_CHAIN, type ChainRef } from '../domain/chain.ts'
import { ChainUnavailableError, WrongChainError } from '../domain/errors.ts'
import { parseBytes32 } from '../domain/ids.ts'
import { refusalOf } from './refusals.ts'

const DEADLINE_MS = 10_000

/** How often ethers asks for a receipt: development chains answer at once. */
const POLL_MS = { development: 100, other: 2_000 }

export type ChainName = Pick<ChainRef, 'id' | 'genesis'>

/** Which chain answers there? */
export async function chainAt(url: string): Promise<ChainName> {
  const id = Number(await rpc(url, 'eth_chainId', []))
  const block = await rpc(url, 'eth_getBlockByNumber', ['0x0', false])
  try {
    // Whatever else it is, `parseBytes32` refuses.
    const genesis = parseBytes32((block as { hash?: unknown } | null)?.hash)
    if (Number.isSafeInteger(id)) return { id, genesis }
  } catch {
    // Said below: the mistake is the endpoint's, not the person's.
  }
  throw new ChainUnavailableError('what answers there is no chain endpoint')
}

export class Endpoint {
  readonly chain: ChainName
  #url: string | undefined
  #provider: JsonRpcProvider | undefined
  /** Has it shown that it serves our chain since it last fell silent? */
  #known = false

  /** Without a `url` the chain is known by name only, and every call says so. */
  constructor(url: string | undefined, chain: ChainName) {
    this.#url = url
    this.chain = chain
  }

  static async open(url: string): Promise<Endpoint> {
    const endpoint = new Endpoint(url, await chainAt(url))
    endpoint.#known = true
    return endpoint
  }

  /** Throws our errors. */
  async send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return this.#ask((url) => rpc(url, method, params, signal))
  }

  /** For a caller who speaks JSON-RPC: what the endpoint refuses is thrown as `RpcRefusal`. */
  async forward(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#ask((url) => rawRpc(url, method, params))
  }

  /** For ethers' signers. */
  get provider(): JsonRpcProvider {
    this.#provider ??= providerOf(this.#reach(), this.chain.id)
    return this.#provider
  }

  /** The same chain answers somewhere else now: looked at before it is used. */
  moveTo(url: string): void {
    this.close()
    this.#provider = undefined
    this.#url = url
    this.#known = false
  }

  close(): void {
    this.#provider?.destroy()
  }

  async #ask(call: (url: string) => Promise<unknown>): Promise<unknown> {
    const url = this.#reach()
    try {
      if (!this.#known) await this.#recognise(url)
      return await call(url)
    } catch (error) {
      if (error instanceof ChainUnavailableError) this.#known = false
      throw error
    }
  }

  #reach(): string {
    if (this.#url !== undefined) return this.#url
    throw new ChainUnavailableError('no endpoint was named')
  }

  async #recognise(url: string): Promise<void> {
    const { id, genesis } = await chainAt(url)
    if (id !== this.chain.id || genesis !== this.chain.genesis) {
      throw new WrongChainError(
        `The endpoint serves chain ${id} with genesis ${genesis}, not ${this.chain.id} with ${this.chain.genesis}.`,
        'Name an endpoint of the right chain with --chain, or use another --data directory.',
      )
    }
    this.#known = true
  }
}

function providerOf(url: string, chainId: number): JsonRpcProvider {
  const request = new FetchRequest(url)
  request.timeout = DEADLINE_MS
  const provider = new JsonRpcProvider(request, chainId, {
    staticNetwork: true,
    batchMaxCount: 1,
    // The default gives an old nonce to whoever sends twice within 250 ms.
    cacheTimeout: -1,
  })
  provider.pollingInterval = chainId === DEVELOPMENT_CHAIN ? POLL_MS.development : POLL_MS.other
  return provider
}

interface Answer {
  result?: unknown
  error?: { code?: unknown; message?: string; data?: unknown }
}

/** An endpoint's own JSON-RPC error. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal'
  readonly code: unknown
  readonly data: unknown

  constructor({ code, message, data }: NonNullable<Answer['error']>) {
    super(message ?? 'no reason given')
    this.code = code
    this.data = data
  }
}

/** One JSON-RPC call, its refusals as our errors. */
export async function rpc(
  url: string,
  method: string,
  params: readonly unknown[],
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    return await rawRpc(url, method, params, signal)
  } catch (error) {
    throw error instanceof RpcRefusal ? refusalOf(error) : error
  }
}

/** By fetch: ethers' own provider retries a dead endpoint for minutes. */
async function rawRpc(
  url: string,
  method: string,
  params: readonly unknown[],
  signal?: AbortSignal,
): Promise<unknown> {
  const { result, error } = await post(url, { jsonrpc: '2.0', id: 1, method, params }, signal)
  if (error) throw new RpcRefusal(error)
  return result
}

async function post(url: string, call: object, signal?: AbortSignal): Promise<Answer> {
  const late = AbortSignal.timeout(DEADLINE_MS)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    // JSON-RPC's own shape; the result inside is checked by whoever asked.
    return (await response.json()) as Answer
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ChainUnavailableError(late.aborted ? 'no answer in 10 s' : 'no connection', { cause })
  }
}
