/**
 * `POST /rpc`: the chain, through this node's endpoint, for a page that has none of its own.
 * JSON-RPC 2.0, single or batch; failures are JSON-RPC errors with a sentence in them.
 */
import * as v from 'valibot'
import { json } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'
import { RpcError, rpcErrorOf } from './rpcError.ts'
import { MAX_LOG_BLOCKS, methodsFor, type LogFilter } from './rpcMethods.ts'

const MAX_BODY = 256 * 1024
const MAX_BATCH = 20

type Powers = Pick<GatewayPowers, 'rpc' | 'chain'>
type Methods = ReturnType<typeof methodsFor>

const Call = v.object({
  jsonrpc: v.literal('2.0'),
  id: v.optional(v.union([v.pipe(v.string(), v.maxLength(200)), v.number(), v.null()])),
  method: v.pipe(v.string(), v.maxLength(100)),
  params: v.optional(v.array(v.unknown()), []),
})

export function rpc(powers: Powers): Route {
  const methods = methodsFor(powers.chain.contract)
  return async (request) => {
    const body = parseBody(await readBody(request, MAX_BODY))
    if (body === undefined) return reply(failure(null, new RpcError(-32700, 'This is no JSON.')))
    if (!Array.isArray(body)) return reply(await answer(body, methods, powers))
    if (body.length === 0 || body.length > MAX_BATCH) {
      const sentence = `Send 1 to ${MAX_BATCH} calls at once.`
      return reply(failure(null, new RpcError(-32600, sentence)))
    }
    const answers = await Promise.all(body.map((call) => answer(call, methods, powers)))
    const spoken = answers.filter((one) => one !== undefined)
    return reply(spoken.length > 0 ? spoken : undefined)
  }
}

/** Undefined when it is no JSON, which can say anything but that. */
function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** To notifications alone JSON-RPC answers nothing. */
const reply = (value: object | undefined): Response =>
  value ? json(value) : new Response(null, { status: 204 })

const failure = (id: string | number | null, thrown: unknown) => ({
  jsonrpc: '2.0',
  id,
  error: rpcErrorOf(thrown),
})

async function answer(
  value: unknown,
  methods: Methods,
  powers: Powers,
): Promise<object | undefined> {
  const call = v.safeParse(Call, value)
  if (!call.success) return failure(null, new RpcError(-32600, 'This is no JSON-RPC 2.0 call.'))
  const { id, method, params } = call.output
  try {
    const result = (await ask(method, params, methods, powers)) ?? null
    return id === undefined ? undefined : { jsonrpc: '2.0', id, result }
  } catch (thrown) {
    return id === undefined ? undefined : failure(id, thrown)
  }
}

async function ask(
  method: string,
  params: readonly unknown[],
  methods: Methods,
  powers: Powers,
): Promise<unknown> {
  const schema = methods.get(method)
  if (!schema) throw new RpcError(-32601, `${method} cannot be asked through this node.`)
  const parsed = v.safeParse(schema, params)
  if (!parsed.success) {
    const [{ message }] = parsed.issues
    throw new RpcError(-32602, `The parameters of ${method} are not accepted: ${message}.`)
  }
  if (method === 'eth_getLogs') {
    // The schema of eth_getLogs gives a tuple of exactly one filter.
    await checkSpan(parsed.output[0] as LogFilter, powers)
  }
  return powers.rpc(method, parsed.output)
}

/** A log query over the whole chain costs the endpoint minutes. */
async function checkSpan(filter: LogFilter, { rpc }: Pick<Powers, 'rpc'>): Promise<void> {
  if (filter.blockHash !== undefined) return
  const [from = 'latest', to = 'latest'] = [filter.fromBlock, filter.toBlock]
  const head = [from, to].every(isNumbered)
    ? 0n
    : BigInt(v.parse(v.string(), await rpc('eth_blockNumber', [])))
  const span = numberOf(to, head) - numberOf(from, head) + 1n
  if (span <= BigInt(MAX_LOG_BLOCKS)) return
  throw new RpcError(-32005, `Ask for at most ${MAX_LOG_BLOCKS} blocks at once, not ${span}.`)
}

const isNumbered = (block: string): boolean => block.startsWith('0x') || block === 'earliest'

/** `safe` and `finalized` are counted as the head, which they follow closely. */
function numberOf(block: string, head: bigint): bigint {
  if (block === 'earliest') return 0n
  return block.startsWith('0x') ? BigInt(block) : head
}
