/**
 * A node on this machine: stores, network, chain, peer and gateway, started in this order and
 * stopped in the other. What it holds open is let go however it ends.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ChainLedger,
  createGateway,
  createNetwork,
  createPeer,
  DEVELOPMENT_CHAIN,
  RELEASES_TOPIC,
  type Address,
  type PeerNews,
} from '../index.ts'
import { followMovedChain, resolveChain } from './chain/resolveChain.ts'
import type { UpConfig } from './config.ts'
import { planDemo, publishDemo } from './demo.ts'
import { fromSystem } from './errors.ts'
import { refusePort } from './freePort.ts'
import { gatewayPowers, hostsOf, pressOf } from './gatewayPowers.ts'
import { listenHttp } from './httpServer.ts'
import { playPayout } from './payout.ts'
import { newToken, removeRunFile, writeRunFile } from './runFile.ts'
import { openSqliteIndex } from './stores/sqliteIndex.ts'
import { RememberedFiles } from './stores/rememberedFiles.ts'
import { openStores } from './stores/stores.ts'
import { refuseAddresses, transportsFor } from './transports.ts'
import { Wallets } from './wallets.ts'

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
      onProblem: (what, error) => report.warn(what, error),
    }),
  )
  const remembered = stack.use(
    new RememberedFiles(join(directory, 'ingested.sqlite'), network.blocks),
  )
  const drafting = { files: network.files, remembered }

  let ready = false
  const token = newToken()
  const parts = { directory, network, resolved, ledger, index, peer, drafting, ready: () => ready }
  const gateway = createGateway(gatewayPowers(parts), {
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
