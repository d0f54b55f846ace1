/** What this shop says of itself: where its node is reached, and which chain it sells on. */
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
    const url = new URL('/api/v1/status', origin)
    const answer = await fetch(url, { signal: AbortSignal.timeout(STATUS_MS) })
    const status: unknown = await answer.json()
    if (typeof status !== 'object' || status === null) return { addresses: [] }
    const chain = 'chain' in status ? chainIn(status.chain) : undefined
    const told = 'multiaddrs' in status && Array.isArray(status.multiaddrs) ? status.multiaddrs : []
    const addresses = told
      .slice(0, MAX_TOLD)
      .filter((one): one is string => typeof one === 'string')
    return { addresses, ...(chain && { chain }) }
  } catch {
    return { addresses: [] }
  }
}

function chainIn(said: unknown): ShopChain | undefined {
  if (typeof said !== 'object' || said === null) return undefined
  if (!('id' in said && 'releases' in said)) return undefined
  const { id, releases } = said
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0
    ? { id, contract: parseAddress(releases) }
    : undefined
}
