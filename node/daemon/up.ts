/**
 * A node on this machine: stores, network, chain, peer and gateway, started in this order and
 * stopped in the other. What it holds open is let go however it ends.
 */
import { mkdir } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import {
  ChainLedger,
  ChainUnavailableError,
  createGateway,
  createNetwork,
  createPeer,
  DEVELOPMENT_CHAIN,
  RELEASES_TOPIC,
  viewOf,
  type Address,
  type GatewayPowers,
  type Peer,
  type PeerNews,
  type Press,
} from '../index.ts'
import { pageAsset } from './assets.ts'
import { givePlayMoney } from './chain/deployForPlay.ts'
import { followMovedChain, resolveChain, type ResolvedChain } from './chain/resolveChain.ts'
import type { UpConfig } from './config.ts'
import { planDemo, publishDemo } from './demo.ts'
import { draftFrom } from './draft.ts'
import { fromSystem } from './errors.ts'
import { refusePort } from './freePort.ts'
import { listenHttp } from './httpServer.ts'
import { newToken, removeRunFile, writeRunFile } from './runFile.ts'
import { openSqliteIndex, type SqliteIndex } from './stores/sqliteIndex.ts'
import { RememberedFiles } from './stores/rememberedFiles.ts'
import { openStores } from './stores/stores.ts'
import { refuseAddresses, transportsFor } from './transports.ts'
import { Wallets } from './wallets.ts'

const POLL_MS = { development: 500, other: 4_000 }
/** Below this a play wallet is filled up again. */
const PLAY_LOW_WEI = 10n ** 18n

export interface Reporter {
  /** One line on what is being done, for the person who started it. */
  say(line: string): void
  /** Something went wrong that does not end the node. */
  warn(what: string, error?: unknown): void
  news(news: PeerNews): void
}

export interface RunningNode extends AsyncDisposable {
  http: string
  peerId: string
  multiaddrs: string[]
  chain: { id: number; releases: Address; url?: string }
  data: string
}

export async function up(
  config: UpConfig,
  report: Reporter,
  signal: AbortSignal,
): Promise<RunningNode> {
  const stack = new AsyncDisposableStack()
  try {
    return await start(config, report, signal, stack)
  } catch (error) {
    await stack.disposeAsync()
    throw fromSystem(error, config.directory)
  }
}

async function start(
  config: UpConfig,
  report: Reporter,
  signal: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<RunningNode> {
  const { directory } = config
  refuseAddresses(config.join)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const stores = stack.use(await openStores(directory))
  // Whoever wrote it is gone, or we would not hold the directory.
  await removeRunFile(directory)
  await refusePorts(config)
  signal.throwIfAborted()
  const network = stack.use(
    await createNetwork({
      ...transportsFor(config.listen, config.p2p),
      ...stores,
      join: config.join,
      topics: [RELEASES_TOPIC],
      gossip: config.gossip,
    }),
  )
  report.say('Starting the chain.')
  const resolved = await resolveChain({
    directory,
    join: config.join,
    ...{ network, signal },
    onProblem: (error) => report.warn('The chain’s state could not be saved', error),
    ...(config.chain !== undefined && { chainUrl: config.chain }),
    ...(config.releases !== undefined && { releases: config.releases }),
  })
  if (resolved.embedded) stack.use(resolved.embedded)
  stack.defer(() => resolved.endpoint.close())
  const wallets = new Wallets(directory)
  signal.throwIfAborted()
  const payout = config.payout ?? (await playPayout(wallets, resolved, report))

  const index = stack.use(
    await openSqliteIndex(join(directory, 'megabox.sqlite'), {
      onDamage: ({ reason, movedTo }) =>
        report.warn(`The catalogue is built anew (${reason}); the old one is ${movedTo}`),
    }),
  )
  const ledger = new ChainLedger(resolved.endpoint, resolved.chain.contract, resolved.since)
  const development = ledger.chain.id === DEVELOPMENT_CHAIN
  const peer = stack.use(
    await createPeer({
      ...{ network, ledger, index },
      ...(resolved.url !== undefined && { chainUrl: resolved.url }),
      ...(config.chain === undefined && {
        onChainMoved: (url: string) =>
          followMovedChain(directory, resolved, url).catch((error: unknown) => {
            report.warn('The chain moved, and its new address could not be kept', error)
            return false
          }),
      }),
      ...(payout !== undefined && { payout }),
      seedBudget: config.seedBytes,
      pollMs: development ? POLL_MS.development : POLL_MS.other,
      onNews: (news) => report.news(news),
    }),
  )
  const remembered = stack.use(
    new RememberedFiles(join(directory, 'ingested.sqlite'), network.blocks),
  )
  const drafting = { files: network.files, remembered }

  let ready = false
  const token = newToken()
  const powers: GatewayPowers = {
    ...{ index, files: network.files, chain: ledger.chain },
    pinned: async () => false,
    ready: () => ready,
    status: () => peer.status(),
    peers: async () => ({ peers: peer.peers() }),
    rpc: (method, params) => forward(resolved, method, params),
    asset: pageAsset,
    draft: (paths, options, stop) =>
      sayingWhy(draftFrom(paths, options, drafting, stop), directory),
    acceptManifest: (bytes) => peer.acceptManifest(bytes),
    announce: (bytes) => peer.announce(bytes),
    catchUp: () => peer.catchUp(),
  }
  const gateway = createGateway(powers, {
    token,
    hosts: hostsOf(config),
    onError: (error) => report.warn('A request failed', error),
  })
  const server = stack.use(await listenHttp(gateway, config.listen, config.http))
  await writeRunFile(directory, { pid: process.pid, http: server.url, token })
  stack.defer(() => removeRunFile(directory))

  if (config.demo && resolved.embedded) {
    if (resolved.fresh) await planDemo(directory)
    const press = pressOf(peer, index)
    const { endpoint } = resolved
    const say = (line: string) => report.say(line)
    await publishDemo(directory, { ...drafting, endpoint, ledger, press, wallets, say, signal })
  }
  ready = true
  const running = stack.move()
  return {
    http: server.url,
    peerId: network.peer,
    multiaddrs: network.addresses(),
    chain: {
      ...{ id: ledger.chain.id, releases: ledger.chain.contract },
      ...(resolved.url !== undefined && { url: resolved.url }),
    },
    data: directory,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Before anything is made. libp2p's own complaint names neither the port nor the cure. */
async function refusePorts({ listen, http, p2p }: UpConfig): Promise<void> {
  await refusePort(listen, http, '--http')
  if (p2p === 0) return
  for (const port of [p2p, p2p + 1]) await refusePort(listen, port, '--p2p')
}

/** A full disk is named also where a store says it in its own words. */
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

/** On a development chain the node makes itself two wallets full of play money. */
async function playPayout(
  wallets: Wallets,
  { chain, endpoint }: ResolvedChain,
  report: Reporter,
): Promise<Address | undefined> {
  if (chain.id !== DEVELOPMENT_CHAIN) return undefined
  const { address } = await wallets.play('play')
  try {
    const balance = BigInt(String(await endpoint.send('eth_getBalance', [address, 'latest'])))
    if (balance < PLAY_LOW_WEI) await givePlayMoney(endpoint, address)
  } catch (error) {
    if (!(error instanceof ChainUnavailableError)) throw error
    report.warn('The chain does not answer. Listening works; buying and publishing wait', error)
  }
  return (await wallets.play('play-shop')).address
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

export const pressOf = (peer: Peer, index: SqliteIndex): Press => ({
  find: async (release) => {
    await peer.catchUp()
    const entry = await index.release(release)
    return entry && viewOf(entry)
  },
  accept: async (block) => {
    await peer.acceptManifest(block)
  },
  announce: (data) => peer.announce(data),
})

/** Names that requests may ask for: against DNS rebinding, no others. */
function hostsOf({ listen, names }: UpConfig): string[] {
  const everywhere = listen === '0.0.0.0' || listen === '::'
  const own = everywhere
    ? Object.values(networkInterfaces()).flatMap(
        (each) => each?.map(({ address }) => address) ?? [],
      )
    : [listen]
  return [...own, ...names]
}
