/** Logs of one contract, page by page. What an endpoint refuses to give at once is asked for in halves. */
import { toQuantity } from 'ethers'
import * as v from 'valibot'
import type { Abortable } from '../domain/ports.ts'
import { parseBytes32, type Address, type Bytes32 } from '../domain/ids.ts'
import type { Endpoint } from './endpoint.ts'
import { expect, quantity } from './expect.ts'
import { refusalOf } from './refusals.ts'
import { isBusy, RpcRefusal } from './rpc.ts'

export interface RawLog {
  block: number
  logIndex: number
  tx: Bytes32
  topics: string[]
  data: string
}

export interface Wanted {
  contract: Address
  /** Any of these as the first topic. */
  topics: readonly string[]
  /** What the log is about, where it must be about one thing: its second topic. */
  about?: string
  from: number
  to: number
}

const LogsJson = v.array(
  v.object({
    blockNumber: quantity,
    logIndex: quantity,
    transactionHash: v.string(),
    topics: v.array(v.string()),
    data: v.string(),
    removed: v.optional(v.boolean()),
  }),
)

/** What the strictest public endpoints, and our own gateway, give at once. */
const MOST_BLOCKS = 10_000

/** In the chain's order. */
export async function* logsOf(
  { from, to, ...wanted }: Wanted,
  endpoint: Pick<Endpoint, 'forward'>,
  { signal }: Abortable = {},
): AsyncGenerator<RawLog> {
  let size = MOST_BLOCKS
  for (let start = from; start <= to;) {
    signal?.throwIfAborted()
    const end = Math.min(to, start + size - 1)
    const page = await pageOf({ ...wanted, from: start, to: end }, endpoint, signal)
    if (!page) {
      size = Math.max(1, (end - start + 1) >> 1)
      continue
    }
    yield* page
    start = end + 1
    size = Math.min(MOST_BLOCKS, size * 2)
  }
}

/** Undefined when the endpoint refuses so many blocks: of one block it must give all, or say why not. */
async function pageOf(
  { contract, topics, about, from, to }: Wanted,
  endpoint: Pick<Endpoint, 'forward'>,
  signal?: AbortSignal,
): Promise<RawLog[] | undefined> {
  const blocks = { fromBlock: toQuantity(from), toBlock: toQuantity(to) }
  const filter = {
    address: contract,
    ...blocks,
    topics: [[...topics], ...(about === undefined ? [] : [about])],
  }
  let answer: unknown
  try {
    answer = await endpoint.forward('eth_getLogs', [filter], signal)
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error
    // "Too many results" and "too many requests" share a code: only the first is helped by asking less.
    const isRate = isBusy(error) && !/result|range|block|log/i.test(error.message)
    if (from === to || isRate) throw refusalOf(error)
    return undefined
  }
  return expect(LogsJson, answer)
    .filter(({ removed, blockNumber }) => !removed && blockNumber >= from && blockNumber <= to)
    .map(({ blockNumber, logIndex, transactionHash, topics: own, data }) => ({
      block: blockNumber,
      ...{ logIndex, tx: parseBytes32(transactionHash), topics: own, data },
    }))
    .sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)
}
