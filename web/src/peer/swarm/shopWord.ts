/** What this shop says of itself and its chain: where nodes are reached, and what it sells on. */
import { parseAddress, type Address } from '../../../../node/index.ts'

export interface ShopChain {
  id: number
  contract: Address
}

export interface ShopWord {
  /** Not looked at yet. */
  addresses: string[]
  chain?: ShopChain
}

const MAX_TOLD = 32
const STATUS_MS = 5_000

/** Nothing at all when it does not answer. */
export async function askShop(origin: string): Promise<ShopWord> {
  try {
    const status = await told(origin, '/api/v1/status')
    const chain = 'chain' in status ? chainIn(status.chain) : undefined
    const addresses = 'multiaddrs' in status ? texts(status.multiaddrs) : []
    return { addresses, ...(chain && { chain }) }
  } catch {
    return { addresses: [] }
  }
}

/** Where the operators on the chain's list say that their nodes are, as this shop has read it. */
export async function askForOperators(origin: string): Promise<string[]> {
  try {
    const { operators } = { operators: [], ...(await told(origin, '/api/v1/operators')) }
    const list: unknown[] = Array.isArray(operators) ? operators : []
    return list.slice(0, MAX_TOLD).flatMap((one) => (isPlaced(one) ? texts(one.addresses) : []))
  } catch {
    return []
  }
}

const isPlaced = (one: unknown): one is { addresses: unknown } =>
  typeof one === 'object' && one !== null && 'addresses' in one

const texts = (list: unknown): string[] =>
  Array.isArray(list)
    ? list.slice(0, MAX_TOLD).filter((one): one is string => typeof one === 'string')
    : []

async function told(origin: string, path: string): Promise<object> {
  const signal = AbortSignal.timeout(STATUS_MS)
  const answer: unknown = await (await fetch(new URL(path, origin), { signal })).json()
  return typeof answer === 'object' && answer !== null ? answer : {}
}

function chainIn(said: unknown): ShopChain | undefined {
  if (typeof said !== 'object' || said === null) return undefined
  if (!('id' in said && 'releases' in said)) return undefined
  const { id, releases } = said
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0
    ? { id, contract: parseAddress(releases) }
    : undefined
}
