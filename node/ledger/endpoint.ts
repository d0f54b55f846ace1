/** One JSON-RPC endpoint: every call has a deadline, and a silent one is `ChainUnavailableError`. */
import { FetchRequest, JsonRpcProvider } from 'ethers'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { ChainUnavailableError } from '../domain/errors.ts'
import { parseBytes32, type Bytes32 } from '../domain/ids.ts'
import { refusalOf } from './refusals.ts'

const DEADLINE_MS = 10_000

/** ethers polls receipts at this pace: development chains answer at once. */
const POLL_MS = { development: 100, other: 2_000 }

export interface Endpoint {
  readonly url: string
  readonly chainId: number
  readonly genesis: Bytes32
  readonly provider: JsonRpcProvider
  send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown>
  close(): void
}

/** Connects and learns which chain this is. */
export async function openEndpoint(url: string): Promise<Endpoint> {
  const request = requestFor(url)
  const chainId = Number(await rpc(url, 'eth_chainId', []))
  const genesis = (await rpc(url, 'eth_getBlockByNumber', ['0x0', false])) as { hash?: unknown }
  const provider = new JsonRpcProvider(request, chainId, {
    staticNetwork: true,
    batchMaxCount: 1,
    // The default gives an old nonce to whoever sends twice within 250 ms.
    cacheTimeout: -1,
  })
  provider.pollingInterval = chainId === DEVELOPMENT_CHAIN ? POLL_MS.development : POLL_MS.other
  return {
    url,
    chainId,
    genesis: parseBytes32(genesis.hash),
    provider,
    send: (method, params, signal) => rpc(url, method, params, signal),
    close: () => provider.destroy(),
  }
}

function requestFor(url: string): FetchRequest {
  const request = new FetchRequest(url)
  request.timeout = DEADLINE_MS
  return request
}

/** One JSON-RPC call by fetch: ethers' own retries a dead endpoint for minutes. */
export async function rpc(
  url: string,
  method: string,
  params: readonly unknown[],
  signal?: AbortSignal,
): Promise<unknown> {
  const late = AbortSignal.timeout(DEADLINE_MS)
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  let answer: { result?: unknown; error?: { code?: unknown; message?: string; data?: unknown } }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    answer = (await response.json()) as typeof answer
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ChainUnavailableError(late.aborted ? 'no answer in 10 s' : 'no connection', { cause })
  }
  if (answer.error) {
    const refused = Object.assign(new Error(answer.error.message ?? 'no reason given'), {
      code: 'UNKNOWN_ERROR',
      error: answer.error,
    })
    throw refusalOf(refused)
  }
  return answer.result
}
