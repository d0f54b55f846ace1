/** The chain's list of operators, as this node reads it and would write itself into it. */
import {
  ChainRegistry,
  ChainUnavailableError,
  DEVELOPMENT_CHAIN,
  isLoopbackUrl,
  Operators,
  operatorsAddress,
  ownEntry,
  UsageError,
  type Address,
  type GatewayPowers,
  type Ledger,
  type Network,
} from '../index.ts'
import type { ResolvedChain } from './chain/resolveChain.ts'

const POLL_MS = { development: 3_000, other: 10 * 60_000 }

export interface OpenOperators extends AsyncDisposable {
  address: Address
  powers: NonNullable<GatewayPowers['operators']>
}

interface OperatorsParts {
  resolved: ResolvedChain
  ledger: Ledger
  network: Network
  payout: Address | undefined
  /** Where the registry stands, if not at the usual place. */
  named: Address | undefined
  onProblem: (what: string, problem: unknown) => void
}

/** Undefined where the chain has none, or is silent: the node does without. */
export async function openOperators(parts: OperatorsParts): Promise<OpenOperators | undefined> {
  const { resolved, ledger, network, named, onProblem } = parts
  const { chain, endpoint } = resolved
  const address = named ?? operatorsAddress(chain.id)
  const registry = await ChainRegistry.open(endpoint, address).catch((error: unknown) => {
    if (!(error instanceof ChainUnavailableError)) throw error
    onProblem('The list of operators is not read', error)
    return undefined
  })
  if (!registry) {
    refuseNamed(named, chain.id)
    return undefined
  }
  const isPlay = chain.id === DEVELOPMENT_CHAIN
  const operators = new Operators(
    { registry, ledger, network },
    {
      pollMs: isPlay ? POLL_MS.development : POLL_MS.other,
      // Whoever writes on a chain of this machine sits at this machine.
      allowed: isPlay && isLoopbackUrl(resolved.url) ? ['loopback', 'public'] : ['public'],
      onProblem,
    },
  )
  operators.start()
  return {
    address,
    powers: {
      list: () => operators.list(),
      entry: (wallet, addresses = network.addresses()) => {
        const payout = payoutOf(parts)
        return ownEntry({ wallet, payout, addresses }, { registry, network })
      },
    },
    [Symbol.asyncDispose]: () => operators[Symbol.asyncDispose](),
  }
}

/** Whoever named one meant that one; nobody misses the usual one. */
function refuseNamed(named: Address | undefined, chainId: number): void {
  if (named === undefined) return
  throw new UsageError(
    `There is no registry of operators at ${named} on chain ${chainId}.`,
    'Check --operators and --chain.',
  )
}

function payoutOf({ payout }: Pick<OperatorsParts, 'payout'>): Address {
  if (payout !== undefined) return payout
  throw new UsageError(
    'This node has nobody who is paid for what it serves.',
    'Start it with --payout ADDRESS.',
  )
}
