/**
 * The contracts by CREATE2: the same bytecode has the same address on every chain that has the
 * deterministic deployer (facts: anvil brings it along), so a development chain needs no config.
 */
import { AbiCoder, concat, getCreate2Address, keccak256, type Signer } from 'ethers'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { parseAddress, type Address } from '../domain/ids.ts'
import { operatorsBytecode, playDollarBytecode, releasesBytecode } from './artifact.ts'
import type { Endpoint } from './endpoint.ts'
import { refusalOf } from './refusals.ts'

/** https://github.com/Arachnid/deterministic-deployment-proxy */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = `0x${'0'.repeat(64)}`

const LEAST_BOND = 10n ** 16n
/** Longer than any beacon that keepers are drawn by; where all is play, nobody should wait a day. */
const DELAY_S = { development: 60, other: 86_400 }

interface Deployment {
  address: Address
  code: string
}

const deployment = (code: string): Deployment => ({
  code,
  address: parseAddress(getCreate2Address(DEPLOYER, SALT, keccak256(code))),
})

const RELEASES = deployment(releasesBytecode)
const PLAY_DOLLAR = deployment(playDollarBytecode)

const operatorsOn = (chainId: number): Deployment => {
  const delay = chainId === DEVELOPMENT_CHAIN ? DELAY_S.development : DELAY_S.other
  const args = AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [LEAST_BOND, delay])
  return deployment(concat([operatorsBytecode, args]))
}

export const releasesAddress = RELEASES.address
export const playDollarAddress = PLAY_DOLLAR.address
/** Where the registry stands with the usual bond and delay. */
export const operatorsAddress = (chainId: number): Address => operatorsOn(chainId).address

export async function hasCode(
  endpoint: Endpoint,
  address: string,
  at = 'latest',
): Promise<boolean> {
  return (await endpoint.send('eth_getCode', [address, at])) !== '0x'
}

/** Deploys the contract at `releasesAddress` if nobody has. Gives true when it was this call. */
export const deployReleases = (endpoint: Endpoint, signer: Signer): Promise<boolean> =>
  deploy(RELEASES, endpoint, signer)

/** The registry of operators. */
export const deployOperators = (endpoint: Endpoint, signer: Signer): Promise<boolean> =>
  deploy(operatorsOn(endpoint.chain.id), endpoint, signer)

/** Play money with the signatures of real stablecoins; for development chains only. */
export const deployPlayDollar = (endpoint: Endpoint, signer: Signer): Promise<boolean> =>
  deploy(PLAY_DOLLAR, endpoint, signer)

async function deploy(
  { address, code }: Deployment,
  endpoint: Endpoint,
  signer: Signer,
): Promise<boolean> {
  if (await hasCode(endpoint, address)) return false
  try {
    await (await signer.sendTransaction({ to: DEPLOYER, data: concat([SALT, code]) })).wait()
  } catch (error) {
    // Two nodes may deploy at once: whoever comes second finds the work done.
    if (!(await hasCode(endpoint, address))) throw refusalOf(error)
  }
  return true
}

/**
 * The block the contract first stood in, by bisection; 0 where the endpoint keeps no old state.
 * Saves reading all the blocks before it.
 */
export async function deployedAt(endpoint: Endpoint, contract: Address): Promise<number> {
  try {
    let [low, high] = [0, Number(await endpoint.send('eth_blockNumber', []))]
    while (low < high) {
      const middle = (low + high) >> 1
      if (await hasCode(endpoint, contract, `0x${middle.toString(16)}`)) high = middle
      else low = middle + 1
    }
    return low
  } catch {
    return 0
  }
}
