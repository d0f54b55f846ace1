/** `megabox operator`: your node in the chain's list, by which others find it without being told of it. */
import { formatEther, parseEther, parseWrittenAddress, UsageError } from '../../index.ts'
import { DATA, JSON_OUTPUT, WALLET, type Command, type Values } from '../command.ts'
import { entryFromWire, onRegistry, type Registered } from '../registry.ts'
import { isOn, list, noWords, text } from '../options.ts'
import { jsonLine, plain } from '../show.ts'

export const operator: Command = {
  summary: 'Put your node into the chain’s list of operators, change its entry, or leave.',
  usage: 'show | join | update | leave | withdraw [options]',
  details:
    'Joining leaves a bond with the contract, which you get back some time after leaving. The entry\n' +
    'says where your node is and who is paid; your node signs it, so that nobody else can use its name.\n' +
    'show lists everybody, and says how you stand.',
  examples: [
    'megabox operator show',
    'megabox operator join --address /ip4/192.0.2.1/tcp/4243',
    'megabox operator leave',
  ],
  options: {
    address: {
      type: 'string',
      multiple: true,
      value: 'MULTIADDR',
      help: 'Where your node is reached, at most 4 (default: where it listens).',
    },
    bond: { type: 'string', value: 'ETH', help: 'What to leave there (default: the least).' },
    to: { type: 'string', value: 'ADDRESS', help: 'Who gets the bond back (default: the wallet).' },
    wallet: WALLET,
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals: [verb = 'show', ...more] }) {
    noWords(more)
    const act = ACTS.get(verb)
    if (!act) throw new UsageError(`"${verb}" is nothing an operator does.`, 'See --help.')
    await onRegistry(values, (scene) => act(scene, values))
  },
}

type Act = (scene: Registered, values: Values) => Promise<void>

const ACTS = new Map<string, Act>([
  ['show', show],
  ['join', join],
  ['update', update],
  ['leave', leave],
  ['withdraw', withdraw],
])

async function show({ client, registry, purse }: Registered, values: Values): Promise<void> {
  const { operators } = await client.json<{ operators: Row[] }>('/api/v1/operators')
  const [own, { leastBond, delayS }] = await Promise.all([
    purse && registry.state(purse.address),
    registry.terms(),
  ])
  if (isOn(values, 'json')) {
    const stand = own && { ...own, wallet: purse?.address, bond: `${own.bond}` }
    const terms = { leastBond: `${leastBond}`, delayS }
    process.stdout.write(
      jsonLine({ registry: registry.address, ...terms, operators, own: stand ?? null }),
    )
    return
  }
  const rows = operators.map(
    ({ wallet, peer, addresses }) => `${wallet}  ${peer}  ${addresses.map(plain).join(' ')}`,
  )
  process.stdout.write(
    [
      ...(rows.length === 0 ? ['Nobody is listed yet.'] : rows),
      `Registry ${registry.address}, bond ${formatEther(leastBond)} ETH, returned ${delayS} s after leaving`,
      ...(own && own.activeFrom > 0 && purse ? [standing(purse.address, own)] : []),
      '',
    ].join('\n'),
  )
}

interface Row {
  wallet: string
  peer: string
  addresses: string[]
}

const standing = (
  wallet: string,
  { bond, activeFrom, freeFrom }: { bond: bigint; activeFrom: number; freeFrom: number },
): string => {
  const held = `${wallet} has left ${formatEther(bond)} ETH`
  return freeFrom > 0
    ? `${held}, free from ${timeOf(freeFrom)}: take it with "megabox operator withdraw"`
    : `${held}, and counts from ${timeOf(activeFrom)}`
}

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

async function join(scene: Registered, values: Values): Promise<void> {
  const { registry, signing } = scene
  const purse = await signing()
  const { leastBond, delayS } = await registry.terms()
  const named = text(values, 'bond')
  const bond = named === undefined ? leastBond : parseEther(named)
  const { tx } = await purse.join(await entryOf(scene, values, purse.address), bond)
  tell(values, { tx, bond: `${bond}` }, [
    `Joined with a bond of ${formatEther(bond)} ETH; others find your node from now on.`,
    `The entry counts in ${delayS} s. Leave with "megabox operator leave".`,
  ])
}

async function update(scene: Registered, values: Values): Promise<void> {
  const purse = await scene.signing()
  const { tx } = await purse.update(await entryOf(scene, values, purse.address))
  tell(values, { tx }, ['The entry is what your node says now.'])
}

async function leave({ registry, signing }: Registered, values: Values): Promise<void> {
  const purse = await signing()
  const { tx } = await purse.resign()
  const { freeFrom } = await registry.state(purse.address)
  tell(values, { tx, freeFrom }, [
    `Left. The bond is free from ${timeOf(freeFrom)}: "megabox operator withdraw".`,
  ])
}

async function withdraw({ signing }: Registered, values: Values): Promise<void> {
  const purse = await signing()
  const to = text(values, 'to')
  const receiver = to === undefined ? purse.address : parseWrittenAddress(to)
  const { tx } = await purse.withdraw(receiver)
  tell(values, { tx, to: receiver }, [`The bond is back at ${receiver}.`])
}

/** The node signs for this wallet; the addresses are those it was told, or its own. */
async function entryOf({ client, peerId }: Registered, values: Values, wallet: string) {
  const addresses = list(values, 'address').map((address) =>
    address.includes('/p2p/') ? address : `${address}/p2p/${peerId}`,
  )
  const body = { wallet, ...(addresses.length > 0 && { addresses }) }
  return entryFromWire(
    await client.json('/api/v1/operators/entry', { method: 'POST', body: JSON.stringify(body) }),
  )
}

function tell(
  values: Values,
  result: { tx: string; [fact: string]: unknown },
  lines: readonly string[],
): void {
  process.stdout.write(
    isOn(values, 'json')
      ? jsonLine(result)
      : `${[...lines, `Transaction ${result.tx}`].join('\n')}\n`,
  )
}
