/** What a node gives its gateway, and the same for whoever publishes inside this process. */
import { networkInterfaces } from 'node:os'
import {
  viewOf,
  type Address,
  type GatewayPowers,
  type Index,
  type Keeping,
  type Ledger,
  type Network,
  type Peer,
  type PeerStatus,
  type Press,
  type Relay,
  type RelayStatus,
} from '../index.ts'
import { blockTimes } from './blockTimes.ts'
import { dappAsset, renderPage } from './dapp.ts'
import type { ResolvedChain } from './chain/resolveChain.ts'
import type { UpConfig } from './config.ts'
import { draftFrom, type DraftPowers } from './draft.ts'
import { fromSystem } from './errors.ts'
import type { OpenOperators } from './operators.ts'
import { carryWith } from './relay.ts'

export interface NodeParts {
  directory: string
  network: Network
  resolved: ResolvedChain
  ledger: Ledger
  index: Index
  keeping: Keeping
  peer: Peer
  drafting: DraftPowers
  relay: Relay | undefined
  operators: OpenOperators | undefined
  ready: () => boolean
}

export function gatewayPowers(parts: NodeParts): GatewayPowers {
  const { directory, network, resolved, ledger, index, keeping, peer, drafting, ready } = parts
  const { relay, operators } = parts
  return {
    ...{ index, files: network.files, blocks: network.blocks, chain: ledger.chain, ready },
    pinned: (cid) => keeping.pins.has(cid.toV1()),
    storehouse: storehouseIn(directory, peer.storehouse),
    directory: peer.directory,
    searchPeers: (query, options) => peer.searchPeers(query, options),
    ...(relay && { relay: carryWith(relay, resolved) }),
    ...(operators && { operators: operators.powers }),
    status: () => statusOf(parts),
    peers: async () => ({ peers: peer.peers() }),
    timeOf: blockTimes(ledger),
    rpc: (method, params) => forward(resolved, method, params),
    asset: dappAsset,
    render: renderPage,
    draft: (paths, options, stop) =>
      sayingWhy(draftFrom(paths, options, drafting, stop), directory),
    acceptManifest: (bytes) => saidWhy(peer.acceptManifest(bytes), directory),
    announce: (bytes) => peer.announce(bytes),
    catchUp: () => peer.catchUp(),
  }
}

/** What `/api/v1/status` tells. */
export interface NodeStatus extends PeerStatus {
  /** Whether it carries signed purchases, and within which limits. */
  relay: RelayStatus | null
  /** The registry of operators it reads. */
  operators: Address | null
}

async function statusOf({ peer, relay, operators }: NodeParts): Promise<NodeStatus> {
  return {
    ...(await peer.status()),
    relay: relay?.status ?? null,
    operators: operators?.address ?? null,
  }
}

type Storehouse = GatewayPowers['storehouse']

const storehouseIn = (directory: string, storehouse: Storehouse): Storehouse => ({
  collect: (options) => saidWhy(storehouse.collect(options), directory),
  pins: () => saidWhy(storehouse.pins(), directory),
  pin: (cid, signal) => sayingWhy(storehouse.pin(cid, signal), directory),
  unpin: (cid) => saidWhy(storehouse.unpin(cid), directory),
  keep: (bytes, signal) => saidWhy(storehouse.keep(bytes, signal), directory),
})

/** A full disk is named also where a store says it in its own words. */
async function saidWhy<Result>(work: Promise<Result>, directory: string): Promise<Result> {
  return work.catch((error: unknown) => {
    throw fromSystem(error, directory)
  })
}

/** As `saidWhy`. */
async function* sayingWhy<Step, Result>(
  work: AsyncGenerator<Step, Result>,
  directory: string,
): AsyncGenerator<Step, Result> {
  try {
    return yield* work
  } catch (error) {
    throw fromSystem(error, directory)
  }
}

/** Whoever was told "sent" must find it after a crash: the embedded chain is saved first. */
async function forward(
  { endpoint, embedded }: ResolvedChain,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const result = await endpoint.forward(method, params)
  if (method === 'eth_sendRawTransaction') await embedded?.settle()
  return result
}

export const pressOf = (peer: Peer, index: Pick<Index, 'release' | 'verdict'>): Press => ({
  find: async (release) => {
    await peer.catchUp()
    const entry = await index.release(release)
    return entry && viewOf(entry)
  },
  accept: async (block) => {
    await peer.acceptManifest(block)
  },
  announce: (data) => peer.announce(data),
  verdict: (release) => index.verdict(release),
})

/** Addresses that requests may ask for besides the names it was given: no others, against DNS rebinding. */
export function hostsOf({ listen }: Pick<UpConfig, 'listen'>): string[] {
  const everywhere = listen === '0.0.0.0' || listen === '::'
  const own = everywhere
    ? Object.values(networkInterfaces()).flatMap(
        (each) => each?.map(({ address }) => address) ?? [],
      )
    : [listen]
  // As a URL has them; an address within a link names no interface there.
  return own.map((address) => (address.includes(':') ? `[${address.split('%')[0]}]` : address))
}
