/** `megabox up`: runs a node until it is told to stop. */
import { readConfig, up as start, type RunningNode } from '../../daemon/main.ts'
import { DATA, type Command } from '../command.ts'
import { isOn, noWords } from '../options.ts'
import { dataOf } from '../place.ts'
import { jsonReporter, plainReporter, survive } from '../report.ts'
import { version } from '../version.ts'

/** Clean stops take far less; whatever hangs is left behind, also while the node still starts. */
const STOP_MS = 4_000

export const up: Command = {
  summary: 'Run a node: listen, publish, serve others and earn from the sales you serve.',
  usage: '[options]',
  details:
    'Without --join or --chain the node brings its own development chain with play money, and\n' +
    'composes some demo music. With --chain and without --join it meets those whom the chain lists as\n' +
    'operators. Settings are also read from DIR/config.json and MEGABOX_… variables.',
  examples: [
    'megabox up',
    'megabox up --data ./second --http 0 --p2p 0 --join /ip4/127.0.0.1/tcp/4243/p2p/12D3KooW…',
    'megabox up --chain https://rpc.example --rpc https://other.example --releases 0x… --payout 0x…',
  ],
  options: {
    data: DATA,
    http: {
      type: 'string',
      value: 'PORT',
      help: 'Port of the gateway (default 4242; 0: any free).',
    },
    p2p: {
      type: 'string',
      value: 'PORT',
      help: 'Port for other nodes, TCP and UDP; TCP on the next one, too (default 4243; 0: any free).',
    },
    listen: { type: 'string', value: 'IP', help: 'Address to listen on (default 127.0.0.1).' },
    name: {
      type: 'string',
      multiple: true,
      value: 'HOST',
      help: 'Another name this node is reached by.',
    },
    url: {
      type: 'string',
      value: 'URL',
      help: 'Where listeners reach this node, for links that are shared.',
    },
    join: { type: 'string', multiple: true, value: 'MULTIADDR', help: 'A node to connect to.' },
    gateway: {
      type: 'string',
      multiple: true,
      value: 'URL',
      help: 'An IPFS gateway to ask for music, too; what it sends is checked.',
    },
    chain: { type: 'string', value: 'URL', help: 'JSON-RPC endpoint of the chain.' },
    rpc: {
      type: 'string',
      multiple: true,
      value: 'URL',
      help: 'Another endpoint of the same chain: stands in, and is compared.',
    },
    releases: { type: 'string', value: 'ADDRESS', help: 'The contract on that chain.' },
    operators: {
      type: 'string',
      value: 'ADDRESS',
      help: 'The registry of operators there (default: where it usually stands).',
    },
    payout: {
      type: 'string',
      value: 'ADDRESS',
      help: 'Who gets the tenth of the sales you serve.',
    },
    relay: {
      type: 'boolean',
      help: 'Carry signed purchases that name you as host (on your own development chain: unasked).',
    },
    'relay-wallet': {
      type: 'string',
      value: 'NAME',
      help: 'The wallet that pays for it; its passphrase from MEGABOX_PASSPHRASE. Keep little in it.',
    },
    'relay-budget': {
      type: 'string',
      value: 'ETH',
      help: 'The most that carrying may cost in a day, data fees of OP Stack rollups included (default 0.01).',
    },
    seed: { type: 'string', value: 'GIB', help: 'How much of others’ music to hold (default 20).' },
    gossip: {
      type: 'boolean',
      help: 'Hear of releases from peers; --no-gossip: from the chain only.',
    },
    routing: {
      type: 'boolean',
      help: 'Share the table of who has which release; --no-routing: known peers only.',
    },
    demo: { type: 'boolean', help: 'Demo music on the first start; --no-demo: an empty shop.' },
    json: { type: 'boolean', help: 'Print one JSON line when ready; log JSON lines to stderr.' },
  },
  async run({ values, positionals }) {
    noWords(positionals)
    const json = isOn(values, 'json')
    const notSettings = ['data', 'json', 'debug']
    const flags = Object.fromEntries(
      Object.entries(values).filter(([name]) => !notSettings.includes(name)),
    )
    const config = await readConfig(dataOf(values), flags)
    const stop = stopSignal()
    const report = json ? jsonReporter() : plainReporter()
    survive(report, stop)
    if (!json) report.say(`MegaBox ${await version()}`)
    const node = await start(config, report, stop.signal).catch((error: unknown) => {
      if (stop.signal.aborted) return undefined
      throw error
    })
    if (node) {
      process.stdout.write(json ? `${readyLine(node)}\n` : welcome(node))
      await stopped(stop.signal)
      report.say('Stopping.')
      try {
        await node[Symbol.asyncDispose]()
      } catch (error) {
        report.warn('Not everything could be put away', error)
      }
    }
    // Nothing of ours is open any more; a socket some library forgot must not keep us. The code is
    // 0, unless an unexpected error has set another.
    process.exit()
  },
}

function readyLine({ http, peerId, multiaddrs, chain, data }: RunningNode): string {
  return JSON.stringify({ event: 'ready', http, peerId, multiaddrs, chain, data })
}

function welcome({ http, multiaddrs, chain, data }: RunningNode): string {
  const [address = ''] = multiaddrs
  const kind =
    chain.url === undefined ? `chain ${chain.id}` : `development chain ${chain.url}, play money`
  return `
MegaBox is running. Open ${http} and press play.

  Publish     npm run -s megabox -- publish ./my-album --price 0.01
  Second node npm run -s megabox -- up --data ./second --http 0 --p2p 0 --join ${address}
  Chain       ${kind}
  Contract    ${chain.releases}
  Data        ${data}

Stop with Ctrl-C.
`
}

/** The first signal stops cleanly, the second at once. */
function stopSignal(): AbortController {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1)
      stop.abort(new Error(`stopped by ${name}`))
      setTimeout(() => process.exit(), STOP_MS).unref()
    })
  }
  return stop
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
