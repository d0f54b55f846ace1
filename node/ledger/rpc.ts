/** One JSON-RPC call over HTTP. Every call has a deadline; a silent endpoint is `ChainUnavailableError`. */
import type { ChainRef } from '../domain/chain.ts'
import { ChainUnavailableError } from '../domain/errors.ts'
import { parseBytes32 } from '../domain/ids.ts'
import { refusalOf } from './refusals.ts'

const DEADLINE_MS = 10_000

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

/** EIP-1474's limit, and HTTP's: such an endpoint would answer another time. */
export const isBusy = ({ code, message }: RpcRefusal): boolean =>
  code === 429 || code === -32005 || /rate.?limit|too many requests/i.test(message)

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
export async function rawRpc(
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
