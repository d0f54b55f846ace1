/** The chain, asked through the shop that serves this page. */
import {
  ChainLedger,
  currencyOf,
  Endpoint,
  parseAddress,
  parseBytes32,
  Till,
  type Address,
  type Currency,
  type StepPowers,
} from '../../../node/index.ts'

/** Chains of one machine, for trying things out: their money is play money. */
const PLAY_CHAINS = [31337, 1337]

export interface ShopChain {
  endpoint: Endpoint
  ledger: ChainLedger
  till: Till
  steps: StepPowers
  /** Nothing on it costs anything. */
  isPlay: boolean
  /** Of the shop that serves this page: its name among peers, and its wallet. */
  peerId: string
  payout: Address | undefined
  /** Whom sales must name as host that this shop brings to the chain itself; undefined where it does not. */
  relayHost: Address | undefined
  /** Undefined for a token nobody here knows. */
  currencyOf: (token: Address) => Currency | undefined
}

interface StatusJson {
  peerId: string
  payout?: string | null
  relay?: { host: string } | null
  chain: { id: number; genesis: string; releases: string }
}

/** The node's own words; what they name is parsed below. */
async function statusOf(signal: AbortSignal): Promise<StatusJson> {
  const response = await fetch(new URL('api/v1/status', document.baseURI), { signal })
  if (!response.ok) throw new Error(`the shop answers ${response.status}`)
  return (await response.json()) as StatusJson
}

let opened: Promise<ShopChain> | undefined

/** One for the page; asked again when it could not be opened. */
export function shopChain(): Promise<ShopChain> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined
    throw error
  })
  return opened
}

const DEADLINE_MS = 10_000

async function open(): Promise<ShopChain> {
  const { peerId, payout, relay, chain } = await statusOf(AbortSignal.timeout(DEADLINE_MS))
  const name = { id: chain.id, genesis: parseBytes32(chain.genesis) }
  const endpoint = new Endpoint(new URL('rpc', document.baseURI).href, name)
  const contract = parseAddress(chain.releases)
  const ledger = new ChainLedger(endpoint, contract)
  const till = new Till(endpoint, contract)
  const now = async () => {
    const block = await ledger.block((await ledger.head()).number)
    return Math.max(block?.time ?? 0, Math.floor(Date.now() / 1000))
  }
  return {
    ...{ endpoint, ledger, till },
    steps: { chain: ledger.chain, ask: till.ask, now },
    isPlay: PLAY_CHAINS.includes(chain.id),
    peerId,
    payout: payout ? parseAddress(payout) : undefined,
    relayHost: relay ? parseAddress(relay.host) : undefined,
    currencyOf: (token) => currencyOf(chain.id, token),
  }
}
