/**
 * A node on this machine: stores, network, chain, peer and gateway, started in this order and
 * stopped in the other. What it holds open is let go however it ends.
 */
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import {
  ChainLedger,
  ChainUnavailableError,
  createGateway,
  createNetwork,
  createPeer,
  DEVELOPMENT_CHAIN,
  RELEASES_TOPIC,
  type Address,
  type Network,
  type PeerNews,
  type Relay,
} from '../index.ts'
import { followMovedChain, resolveChain, type ResolvedChain } from './chain/resolveChain.ts'
import type { UpConfig } from './config.ts'
import { planDemo, publishDemo } from './demo.ts'
import { fromSystem } from './errors.ts'
import { refusePort, refuseUdpPort } from './freePort.ts'
import { gatewayPowers, hostsOf, pressOf, type NodeParts } from './gatewayPowers.ts'
import { listenHttp } from './httpServer.ts'
import { openOperators } from './operators.ts'
import { playPayout } from './payout.ts'
import { openRelay } from './relay.ts'
import { newToken, removeRunFile, writeRunFile } from './runFile.ts'
import { openSqliteIndex } from './stores/sqliteIndex.ts'
import { RememberedFiles } from './stores/rememberedFiles.ts'
import { SqliteKeeping } from './stores/sqliteKeeping.ts'
import { openStores } from './stores/stores.ts'
import { refuseAddresses, transportsFor } from './transports.ts'
import { Wallets } from './wallets.ts'
import { webRtcDirect } from './webrtc/webrtcDirect.ts'

const POLL_MS = { development: 500, other: 4_000 }

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
    return await start({
      config,
      report,
      signal,
      stack,
      loss: { happened: false, look: () => undefined },
    })
  } catch (error) {
    await stack.disposeAsync()
    throw fromSystem(error, config.directory)
  }
}

interface Start {
  config: UpConfig
  report: Reporter
  signal: AbortSignal
  /** Blocks were lost, perhaps before there was a peer to look for them. */
  loss: { happened: boolean; look: () => void }
  /** What is open so far, to be closed in the other order. */
  stack: AsyncDisposableStack
}

async function start(how: Start): Promise<RunningNode> {
  const { config, report, signal, stack } = how
  const network = await openNetwork(how)
  signal.throwIfAborted()
  report.say('Starting the chain.')
  const resolved = await openChain(how, network)
  signal.throwIfAborted()
  const wallets = new Wallets(config.directory)
  const payout = config.payout ?? (await playPayout(wallets, resolved, report))
  const { peer, ...rest } = await openPeer(how, { network, resolved, payout })
  const relay = await relayOf(how, { resolved, wallets, host: payout })
  const operators = await openOperators({
    ...{ resolved, network, payout, ledger: rest.ledger, named: config.operators },
    onProblem: (what, error) => report.warn(what, error),
  })
  if (operators) stack.use(operators)
  const parts = { directory: config.directory, network, resolved, peer, relay, operators, ...rest }
  let ready = false
  const http = await openGateway(how, { ...parts, ready: () => ready })
  if (config.demo && resolved.embedded) await demo(how, parts, wallets)
  ready = true
  const running = stack.move()
  return {
    ...{ http, peerId: network.peer, multiaddrs: network.addresses() },
    chain: {
      ...{ id: resolved.chain.id, releases: resolved.chain.contract },
      ...(resolved.url !== undefined && { url: resolved.url }),
    },
    data: config.directory,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** A chain that is silent now ends nothing: the node listens, and carries when it is started again. */
async function relayOf(
  { config, report }: Start,
  parts: Parameters<typeof openRelay>[1],
): Promise<Relay | undefined> {
  try {
    return await openRelay(config, parts)
  } catch (error) {
    if (!(error instanceof ChainUnavailableError)) throw error
    report.warn('Purchases are not carried until the chain answers at a start', error)
    return undefined
  }
}

async function openNetwork({ config, report, signal, stack, loss }: Start): Promise<Network> {
  const { directory, listen, p2p, join: peers, gateways, gossip, routing } = config
  refuseAddresses(peers)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // The node's own keys lie here, also when the directory was there before.
  await makePrivate(join(directory, 'datastore'))
  const onDamage = ({ reason, movedTo }: { reason: string; movedTo: string }) => {
    report.warn(`Small blocks were lost (${reason}), and are fetched again; they lie in ${movedTo}`)
    loss.happened = true
    loss.look()
  }
  const stores = stack.use(await openStores(directory, { onDamage }))
  // Whoever wrote it is gone, or we would not hold the directory.
  await removeRunFile(directory)
  await refusePorts(config)
  signal.throwIfAborted()
  const webRtc = await webRtcDirect(stores.datastore)
  if (!webRtc)
    report.say('This platform has no WebRTC: browsers reach this node by WebSocket only.')
  const how = { ...transportsFor(listen, p2p, webRtc), ...stores, join: peers, gossip }
  const services = { routing, relay: true, topics: [RELEASES_TOPIC], gateways }
  return stack.use(await createNetwork({ ...how, ...services }))
}

async function openChain(
  { config, report, signal, stack }: Start,
  network: Network,
): Promise<ResolvedChain> {
  const resolved = await resolveChain({
    directory: config.directory,
    join: config.join,
    ...{ network, signal },
    onProblem: (error) => report.warn('The chain’s state could not be saved', error),
    ...(config.chain !== undefined && { chainUrl: config.chain }),
    moreUrls: config.rpc,
    ...(config.releases !== undefined && { releases: config.releases }),
  })
  if (resolved.embedded) stack.use(resolved.embedded)
  stack.defer(() => resolved.endpoint.close())
  return resolved
}

async function openPeer(
  { config, report, stack, loss }: Start,
  {
    network,
    resolved,
    payout,
  }: { network: Network; resolved: ResolvedChain; payout: Address | undefined },
): Promise<Pick<NodeParts, 'ledger' | 'index' | 'keeping' | 'peer' | 'drafting'>> {
  const { directory, seedBytes } = config
  const index = stack.use(
    await openSqliteIndex(join(directory, 'megabox.sqlite'), {
      onDamage: ({ reason, movedTo }) =>
        report.warn(`The catalogue is built anew (${reason}); the old one is ${movedTo}`),
    }),
  )
  const keeping = stack.use(new SqliteKeeping(join(directory, 'keeping.sqlite')))
  const ledger = new ChainLedger(resolved.endpoint, resolved.chain.contract, resolved.since)
  const peer = stack.use(
    await createPeer({
      ...{ network, ledger, index, keeping, seedBudget: seedBytes },
      ...(resolved.url !== undefined && { chainUrl: resolved.url }),
      // Whoever named an endpoint meant that one.
      ...(config.chain === undefined && { onChainMoved: chainMover(directory, resolved, report) }),
      ...(payout !== undefined && { payout }),
      pollMs: ledger.chain.id === DEVELOPMENT_CHAIN ? POLL_MS.development : POLL_MS.other,
      onNews: (news) => report.news(news),
      onProblem: (what, error) => report.warn(what, error),
    }),
  )
  loss.look = () => peer.storehouse.lookForLost()
  if (loss.happened) loss.look()
  const path = join(directory, 'ingested.sqlite')
  const isWhole = (cid: CID) => peer.storehouse.isWhole(cid, { checked: true })
  const settle = () => network.stock.settle()
  const remembered = stack.use(
    new RememberedFiles(path, { isWhole, settle, drafts: keeping.drafts }),
  )
  return {
    ledger,
    index,
    keeping,
    peer,
    drafting: { files: network.files, remembered, drafts: keeping.drafts },
  }
}

const chainMover =
  (directory: string, resolved: ResolvedChain, report: Reporter) =>
  (url: string): Promise<boolean> =>
    followMovedChain(directory, resolved, url).catch((error: unknown) => {
      report.warn('The chain moved, and its new address could not be kept', error)
      return false
    })

/** Gives the address the gateway is reached at. */
async function openGateway({ config, report, stack }: Start, parts: NodeParts): Promise<string> {
  const token = newToken()
  const gateway = createGateway(gatewayPowers(parts), {
    token,
    hosts: hostsOf(config),
    names: config.names,
    onError: (error) => report.warn('A request failed', error),
  })
  const { url } = stack.use(
    await listenHttp(gateway, config.listen, config.http, {
      onCut: (error) => report.warn('An answer was cut short', error),
    }),
  )
  await writeRunFile(config.directory, { pid: process.pid, http: url, token })
  stack.defer(() => removeRunFile(config.directory))
  return url
}

async function demo(
  { config, report, signal }: Start,
  { resolved, ledger, index, peer, drafting }: Omit<NodeParts, 'ready'>,
  wallets: Wallets,
): Promise<void> {
  const { directory } = config
  if (resolved.fresh) await planDemo(directory)
  const { endpoint } = resolved
  const say = (line: string) => report.say(line)
  const press = pressOf(peer, index)
  await publishDemo(directory, { ...drafting, endpoint, ledger, press, wallets, say, signal })
}

async function makePrivate(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await chmod(directory, 0o700)
}

/** Before anything is made. libp2p's own complaint names neither the port nor the cure. */
async function refusePorts({ listen, http, p2p }: UpConfig): Promise<void> {
  await refusePort(listen, http, '--http')
  if (p2p === 0) return
  for (const port of [p2p, p2p + 1]) await refusePort(listen, port, '--p2p')
  await refuseUdpPort(listen, p2p, '--p2p')
}
