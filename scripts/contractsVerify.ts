// Is what stands on a chain made of these sources? Compiles nothing itself: `npm run contracts:verify` does
// that first. Asks the endpoint for the code and compares it, byte by byte.
//
//   npm run contracts:verify -- --chain URL [--releases ADDRESS] [--operators ADDRESS] [--play ADDRESS]
//
// Without an address it looks where the deterministic deployer puts the contract on every chain.
import { AbiCoder, concat, getCreate2Address, keccak256 } from 'ethers'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

/** https://github.com/Arachnid/deterministic-deployment-proxy */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = `0x${'0'.repeat(64)}`

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

async function codeAt(chain: string, address: string): Promise<string> {
  const body = { jsonrpc: '2.0', id: 1, method: 'eth_getCode', params: [address, 'latest'] }
  const response = await fetch(chain, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  const { result } = (await response.json()) as { result?: unknown }
  if (typeof result !== 'string') throw new Error('the endpoint does not answer eth_getCode')
  return result
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

const { values } = parseArgs({
  options: {
    chain: { type: 'string' },
    releases: { type: 'string' },
    operators: { type: 'string' },
    bond: { type: 'string', default: '0' },
    delay: { type: 'string', default: '0' },
    play: { type: 'string' },
  },
})
const { chain } = values
if (!chain) throw new Error('Say which chain: npm run contracts:verify -- --chain URL')

const usual = ({ bytecode }: Artifact, args = '0x') =>
  getCreate2Address(DEPLOYER, SALT, keccak256(concat([bytecode, args])))

const releases = await artifactOf('Releases.sol/Releases.json')
const found = [await verify(chain, 'Releases', releases, values.releases ?? usual(releases))]
const operators = await artifactOf('Operators.sol/Operators.json')
const { bond, delay } = values
const args = AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [bond, delay])
if (values.operators ?? bond !== '0') {
  const address = values.operators ?? usual(operators, args)
  found.push(await verify(chain, 'Operators', operators, address))
}
if (values.play) {
  const play = await artifactOf('mocks/PlayDollar.sol/PlayDollar.json')
  found.push(await verify(chain, 'PlayDollar', play, values.play))
}
if (found.includes(false)) process.exitCode = 1
