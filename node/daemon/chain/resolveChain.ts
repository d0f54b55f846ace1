/**
 * Which chain does this node stand on? In this order: the one named by `--chain`, the one its
 * directory belongs to, the one of the peer it joins, and else one of its own (DESIGN §7, §10).
 */
import { join } from 'node:path'
import {
  askHello,
  chainAt,
  ChainUnavailableError,
  deployedAt,
  DEVELOPMENT_CHAIN,
  Endpoint,
  hasCode,
  isLoopbackUrl,
  WrongChainError,
  type Address,
  type ChainRef,
  type Network,
} from '../../index.ts'
import { CannotJoinError } from '../errors.ts'
import { readChainFile, refuseForeign, writeChainFile, type ChainFile } from './chainFile.ts'
import { deployForPlay } from './deployForPlay.ts'
import { EmbeddedChain } from './embeddedChain.ts'

export interface ChainWanted {
  directory: string
  chainUrl?: string
  /** More endpoints of the same chain. */
  moreUrls?: readonly string[]
  releases?: Address
  join: readonly string[]
  network: Network
  signal: AbortSignal
  onProblem: (error: unknown) => void
}

export interface ResolvedChain {
  chain: ChainRef
  since: number
  endpoint: Endpoint
  /** Undefined where the endpoint is not to be told to others or is not known. */
  url?: string
  embedded?: EmbeddedChain
  /** Was the embedded chain made just now? */
  fresh?: boolean
}

const JOIN_MS = 10_000

export async function resolveChain(wanted: ChainWanted): Promise<ResolvedChain> {
  const known = await readChainFile(wanted.directory)
  if (wanted.chainUrl !== undefined) return named(wanted, wanted.chainUrl, known)
  if (known && !known.embedded) return remembered(wanted, known)
  if (!known && wanted.join.length > 0) return joined(wanted)
  return embedded(wanted, known)
}

async function named(
  wanted: ChainWanted,
  url: string,
  known: ChainFile | undefined,
): Promise<ResolvedChain> {
  const urls = [url, ...(wanted.moreUrls ?? [])]
  const endpoint = await Endpoint.open(urls).catch((error: unknown) => {
    // With a known chain the node can at least play what it has.
    if (error instanceof ChainUnavailableError && known && !known.embedded) return undefined
    throw error
  })
  if (!endpoint && known) return remembered({ ...wanted, chainUrl: url }, known)
  if (!endpoint) throw new ChainUnavailableError('no endpoint was named')
  const contract = wanted.releases ?? known?.contract ?? (await contractFor(endpoint))
  await refuseCodeless(endpoint, contract)
  return settle(wanted, known, { endpoint, contract, url })
}

async function contractFor(endpoint: Endpoint): Promise<Address> {
  if (endpoint.chain.id === DEVELOPMENT_CHAIN) return deployForPlay(endpoint)
  throw new WrongChainError(
    `Chain ${endpoint.chain.id} is no development chain, so the contract must be named.`,
    'Add --releases ADDRESS.',
  )
}

async function refuseCodeless(endpoint: Endpoint, contract: Address): Promise<void> {
  if (await hasCode(endpoint, contract)) return
  throw new WrongChainError(
    `There is no contract at ${contract} on chain ${endpoint.chain.id}.`,
    'Check --releases and --chain.',
  )
}

/** Starts also when the endpoint is silent: listening goes on, the chain is followed when it can. */
function remembered(wanted: ChainWanted, known: ChainFile): ResolvedChain {
  const { id, genesis, contract, since } = known
  const url = wanted.chainUrl ?? known.url
  const chain = { id, genesis, contract: wanted.releases ?? contract }
  refuseForeign(wanted.directory, known, chain)
  const urls = [...(url === undefined ? [] : [url]), ...(wanted.moreUrls ?? [])]
  return { chain, since, endpoint: new Endpoint(urls, { id, genesis }), ...tellable(id, url) }
}

async function joined(wanted: ChainWanted): Promise<ResolvedChain> {
  const { chain, url } = await helloOfAny(wanted)
  if (url === undefined || chain.id !== DEVELOPMENT_CHAIN || !isLoopbackUrl(url)) {
    throw new CannotJoinError(
      `The peer stands on chain ${chain.id}, contract ${chain.contract}.`,
      `Add --chain URL (an endpoint of chain ${chain.id}) --releases ${chain.contract}.`,
    )
  }
  const endpoint = await Endpoint.open(url)
  refuseForeign(
    'That peer’s chain',
    { ...chain, since: 0, embedded: false },
    { ...chain, ...endpoint.chain },
  )
  return settle(wanted, undefined, { endpoint, contract: chain.contract, url })
}

async function helloOfAny({ join, network, signal }: ChainWanted) {
  let cause: unknown
  let reached = false
  for (const address of join) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(JOIN_MS)])
    try {
      const peer = await network.connect(address, patience)
      reached = true
      return await askHello(network.streams, peer, { signal: patience })
    } catch (error) {
      signal.throwIfAborted()
      cause = error
    }
  }
  const [what, cure] = reached
    ? ['answers, but is no MegaBox node', 'Join a MegaBox node; "megabox status" shows its address']
    : [
        'cannot be reached',
        'Check that the node runs and that its address ends in /p2p/ and its id',
      ]
  throw new CannotJoinError(`${join.join(', ')} ${what}.`, `${cure}; or add --chain URL.`, {
    cause,
  })
}

/**
 * A development chain comes back on another port when its own was taken meanwhile. A peer of the
 * same chain tells where; it is believed only while our address is dead, and only when the same
 * chain answers there. Tells whether it was believed.
 */
export async function followMovedChain(
  directory: string,
  { endpoint, embedded, chain }: Pick<ResolvedChain, 'endpoint' | 'embedded' | 'chain'>,
  url: string,
): Promise<boolean> {
  if (embedded || chain.id !== DEVELOPMENT_CHAIN || !isLoopbackUrl(url)) return false
  const isOurs = ({ id, genesis }: Pick<ChainRef, 'id' | 'genesis'>) =>
    id === chain.id && genesis === chain.genesis
  const answers = await endpoint.send('eth_chainId', []).then(
    () => true,
    () => false,
  )
  if (answers) return false
  const found = await chainAt(url).catch(() => undefined)
  if (!found || !isOurs(found)) return false
  endpoint.moveTo(url)
  const known = await readChainFile(directory)
  if (known) await writeChainFile(directory, { ...known, url })
  return true
}

async function embedded(wanted: ChainWanted, known: ChainFile | undefined): Promise<ResolvedChain> {
  const chain = await EmbeddedChain.start({
    directory: join(wanted.directory, 'chain'),
    ...(known?.port !== undefined && { port: known.port }),
    ...(known && { genesis: known.genesis }),
    onProblem: wanted.onProblem,
  })
  try {
    const endpoint = await Endpoint.open(chain.url)
    const contract = await deployForPlay(endpoint)
    // A directory that names a chain must hold it.
    await chain.settle()
    const settled = await settle(wanted, known, { endpoint, contract, url: chain.url }, chain.port)
    return { ...settled, embedded: chain, fresh: !known }
  } catch (error) {
    await chain[Symbol.asyncDispose]()
    throw error
  }
}

async function settle(
  { directory }: ChainWanted,
  known: ChainFile | undefined,
  found: { endpoint: Endpoint; contract: Address; url: string },
  port?: number,
): Promise<ResolvedChain> {
  const { endpoint, contract, url } = found
  const chain = { ...endpoint.chain, contract }
  refuseForeign(directory, known, chain)
  const since = known?.since ?? (await deployedAt(endpoint, contract))
  const told = tellable(chain.id, url)
  const kept = port === undefined ? { embedded: false, ...told } : { embedded: true, port }
  await writeChainFile(directory, { ...chain, since, ...kept })
  return { chain, since, endpoint, ...told }
}

const tellable = (id: number, url: string | undefined) =>
  id === DEVELOPMENT_CHAIN && url !== undefined ? { url } : {}
