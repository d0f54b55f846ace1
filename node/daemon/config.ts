/** What `megabox up` can be told: flags first, then the environment, then `config.json`. */
import { join } from 'node:path'
import { isIP } from 'node:net'
import * as v from 'valibot'
import { parseAddress, parseEther, UsageError } from '../index.ts'
import { readJson, word } from './jsonFile.ts'

export const DEFAULT_HTTP = 4242
export const DEFAULT_P2P = 4243
const GIB = 2 ** 30
const DEFAULT_SEED_GIB = 20

/** Digits only: `Number` would take "" and "0x10" as well. */
const number = (pattern: RegExp, message: string) =>
  v.pipe(
    v.union([v.string(), v.number()], message),
    v.transform(String),
    v.regex(pattern, message),
    v.transform(Number),
  )
const PORT = 'a port is a whole number from 0 to 65534'
const port = v.pipe(number(/^\d{1,5}$/, PORT), v.maxValue(65_534, PORT))
const address = word(parseAddress)
const url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\//, 'a chain URL begins with http:// or https://'),
)
const gatewayUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^/?#]+\/?$/, 'a gateway is an address such as https://ipfs.example'),
)
const publicUrl = v.pipe(
  v.string(),
  v.regex(
    /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?\/?$/i,
    'the address of a shop is one such as https://music.example',
  ),
  v.transform((text) => text.toLowerCase().replace(/\/$/, '')),
)
const peer = v.pipe(
  v.string(),
  v.regex(/^\/.+\/p2p\/[A-Za-z0-9]+$/, 'a peer to join is a multiaddr that ends in /p2p/PEERID'),
)
const list = <S extends v.GenericSchema<string, string>>(item: S) =>
  v.pipe(
    v.union([v.array(v.string()), v.string()], 'wants text, or a list of it'),
    v.transform((value) => (typeof value === 'string' ? value.split(',') : value)),
    v.array(item),
  )
const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])], 'a switch is true or false'),
  v.transform((value) => value === true || value === 'true'),
)
const ether = v.pipe(
  v.union([v.string(), v.number()], 'a budget is an amount of ETH'),
  v.transform(String),
  word(parseEther),
)
const gib = number(/^\d{1,6}(\.\d{1,6})?$/, 'a size is a number of GiB')

const Config = v.strictObject(
  {
    http: v.optional(port),
    p2p: v.optional(port),
    listen: v.optional(
      v.pipe(
        v.string(),
        v.check((ip) => isIP(ip) > 0, 'listen wants an IP'),
      ),
    ),
    name: v.optional(list(v.string())),
    url: v.optional(publicUrl),
    join: v.optional(list(peer)),
    gateway: v.optional(list(gatewayUrl)),
    chain: v.optional(url),
    rpc: v.optional(list(url)),
    releases: v.optional(address),
    operators: v.optional(address),
    payout: v.optional(address),
    seed: v.optional(gib),
    gossip: v.optional(flag),
    routing: v.optional(flag),
    demo: v.optional(flag),
    relay: v.optional(flag),
    'relay-wallet': v.optional(v.string()),
    'relay-budget': v.optional(ether),
  },
  'there is no such setting',
)

type Keys = keyof v.InferInput<typeof Config>
/** As it comes from flags or the environment: text, lists of text, switches. */
export type RawConfig = Partial<Record<Keys, unknown>>

export interface UpConfig {
  directory: string
  http: number
  p2p: number
  listen: string
  /** Other names and addresses this node is reached by. */
  names: readonly string[]
  /** Where listeners reach it, as shared links have it. */
  url?: string
  join: readonly string[]
  /** Trustless gateways that are asked for blocks, too. */
  gateways: readonly string[]
  chain?: string
  /** More endpoints of the same chain. */
  rpc: readonly string[]
  releases?: ReturnType<typeof parseAddress>
  operators?: ReturnType<typeof parseAddress>
  payout?: ReturnType<typeof parseAddress>
  seedBytes: number
  gossip: boolean
  routing: boolean
  demo: boolean
  /** Unsaid: on the chain this node brings along, and nowhere else. */
  relay?: boolean
  relayWallet?: string
  /** What carrying may cost in a day. */
  relayBudgetWei?: bigint
}

export async function readConfig(directory: string, flags: RawConfig): Promise<UpConfig> {
  const path = join(directory, 'config.json')
  const file = await readJson(path, v.record(v.string(), v.unknown()), 'Mend it, or remove it.')
  const environment = fromEnvironment(process.env)
  const sourceOf = (key: string) => {
    if (key in flags) return `--${key}`
    return key in environment ? nameOf(key) : `${path}, "${key}"`
  }
  const {
    http,
    p2p,
    listen,
    name = [],
    url,
    join: peers,
    gateway,
    rpc,
    seed,
    gossip,
    routing,
    demo,
    'relay-wallet': relayWallet,
    'relay-budget': relayBudgetWei,
    ...rest
  } = parse({ ...file, ...environment, ...flags }, sourceOf)
  return {
    directory,
    http: http ?? DEFAULT_HTTP,
    p2p: p2p ?? DEFAULT_P2P,
    listen: listen ?? '127.0.0.1',
    // Whoever follows such a link asks for that name.
    names: url === undefined ? name : [...new Set([...name, new URL(url).hostname])],
    ...(url !== undefined && { url }),
    join: peers ?? [],
    gateways: gateway ?? [],
    rpc: rpc ?? [],
    ...rest,
    seedBytes: (seed ?? DEFAULT_SEED_GIB) * GIB,
    gossip: gossip ?? true,
    routing: routing ?? true,
    demo: demo ?? true,
    ...(relayWallet !== undefined && { relayWallet }),
    ...(relayBudgetWei !== undefined && { relayBudgetWei }),
  }
}

const nameOf = (key: string): string => `MEGABOX_${key.toUpperCase().replace('-', '_')}`

/** `MEGABOX_HTTP`, `MEGABOX_JOIN` and so on. */
function fromEnvironment(environment: NodeJS.ProcessEnv): RawConfig {
  const keys = Object.keys(Config.entries)
  return Object.fromEntries(
    keys
      .map((key) => [key, environment[nameOf(key)]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
}

function parse(
  raw: Record<string, unknown>,
  sourceOf: (key: string) => string,
): v.InferOutput<typeof Config> {
  const parsed = v.safeParse(Config, raw)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const key = v.getDotPath(issue)?.split('.', 1)[0] ?? ''
  const why = issue.message.replace(/\.$/, '')
  throw new UsageError(`${sourceOf(key)}: ${why}.`, 'See "megabox up --help".')
}
