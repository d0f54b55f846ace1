// Is what stands on a chain made of these sources? Compiles nothing itself: `npm run contracts:verify` does
// that first. Asks the endpoint for the code and compares it, byte by byte.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { BOND, DELAY, operatorsCode, PLAY_DELAY, usualPlace } from './usualPlace.ts'

const HELP = `Is what stands on a chain made of these sources? Asks for the code and compares it byte by byte.

  npm run contracts:verify -- --chain URL [--releases ADDRESS] [--operators ADDRESS] [--play ADDRESS]

URL is an endpoint of the chain, or a node's own: http://127.0.0.1:4242/rpc while "npm start" runs.
Without an address it looks where the deterministic deployer puts the contract on every chain; Operators
stand there by their bond and delay: --bond WEI --delay SECONDS where they are not the usual ones.`

/** Chains on which all is play. */
const PLAY_CHAINS = [31337n, 1337n]

/** What Hardhat writes of a compiled contract, as far as it matters here. */
interface Artifact {
  bytecode: string
  deployedBytecode: string
  immutableReferences?: Record<string, { start: number; length: number }[]>
}

async function artifactOf(path: string): Promise<Artifact> {
  const file = new URL(`../artifacts/contracts/${path}`, import.meta.url)
  // Written by the compiler just before.
  return JSON.parse(await readFile(file, 'utf8')) as Artifact
}

/** Code with the values that are set at deployment blotted out, and those values. */
function split(code: string, { immutableReferences = {} }: Artifact): [string, string[]] {
  const places = Object.values(immutableReferences)
  let rest = code
  for (const { start, length } of places.flat()) {
    const at = 2 + 2 * start
    rest = rest.slice(0, at) + '0'.repeat(2 * length) + rest.slice(at + 2 * length)
  }
  const values = places.map(([first]) =>
    first ? `0x${code.slice(2 + 2 * first.start, 2 + 2 * (first.start + first.length))}` : '0x',
  )
  return [rest, values]
}

async function ask(chain: string, method: string, ...params: string[]): Promise<string> {
  const answer: unknown = await fetch(chain, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(20_000),
  })
    .then((response) => response.json())
    .catch((cause: unknown) => {
      throw new Error(`${chain} is no endpoint of a chain, or does not answer.`, { cause })
    })
  const result =
    typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : undefined
  if (typeof result !== 'string')
    throw new Error(`${chain} does not answer ${method}. A node does at its own URL and /rpc.`)
  return result
}

const codeAt = (chain: string, address: string) => ask(chain, 'eth_getCode', address, 'latest')

/** The first with code, or the first. */
async function firstWithCode(chain: string, places: string[]): Promise<string> {
  for (const place of places) if ((await codeAt(chain, place)) !== '0x') return place
  return places[0] ?? ''
}

/** Says what it found; whether it is ours. */
async function verify(
  chain: string,
  name: string,
  artifact: Artifact,
  address: string,
): Promise<boolean> {
  const found = await codeAt(chain, address)
  if (found === '0x') {
    console.log(`${name} ${address}: no code there`)
    return false
  }
  const [code, values] = split(found, artifact)
  const same = code === split(artifact.deployedBytecode, artifact)[0]
  const set = same && values.length > 0 ? `, set to ${values.map(BigInt).join(' and ')}` : ''
  console.log(
    `${name} ${address}: ${same ? `is made of these sources${set}` : 'is something else'}`,
  )
  return same
}

interface Wanted {
  releases?: string
  operators?: string
  play?: string
  bond?: string
  delay?: string
}

/** A node's own chain has the short delay, others the long one; who knows better says so. */
function operatorsPlaces(
  { bytecode }: Artifact,
  isPlay: boolean,
  { bond, delay }: Wanted,
): string[] {
  const usual = isPlay ? [PLAY_DELAY, DELAY] : [DELAY]
  const delays = delay === undefined ? usual : [BigInt(delay)]
  return delays.map((each) => usualPlace(operatorsCode(bytecode, BigInt(bond ?? BOND), each)))
}

/** Whether all of them are ours. Play money is looked at where it stands. */
async function verifyAll(chain: string, wanted: Wanted): Promise<boolean> {
  const isPlay = PLAY_CHAINS.includes(BigInt(await ask(chain, 'eth_chainId')))
  const releases = await artifactOf('Releases.sol/Releases.json')
  const operators = await artifactOf('Operators.sol/Operators.json')
  const play = await artifactOf('mocks/PlayDollar.sol/PlayDollar.json')

  const places = operatorsPlaces(operators, isPlay, wanted)
  const registry = wanted.operators ?? (await firstWithCode(chain, places))
  const shop = wanted.releases ?? usualPlace(releases.bytecode)
  const found = [
    await verify(chain, 'Releases', releases, shop),
    await verify(chain, 'Operators', operators, registry),
  ]
  const dollar = wanted.play ?? usualPlace(play.bytecode)
  if (wanted.play ?? (isPlay && (await codeAt(chain, dollar)) !== '0x')) {
    found.push(await verify(chain, 'PlayDollar', play, dollar))
  }
  return !found.includes(false)
}

async function main(): Promise<boolean> {
  const text = { type: 'string' } as const
  const options = {
    chain: text,
    releases: text,
    operators: text,
    play: text,
    bond: text,
    delay: text,
  }
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } })
  if (values.help) console.log(HELP)
  else if (values.chain === undefined) throw new Error(`Say which chain.\n\n${HELP}`)
  return values.chain === undefined || verifyAll(values.chain, values)
}

try {
  if (!(await main())) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
