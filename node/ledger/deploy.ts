/**
 * The contract by CREATE2: the same bytecode has the same address on every chain that has the
 * deterministic deployer (facts: anvil brings it along), so a development chain needs no config.
 */
import { getCreate2Address, keccak256, type Signer } from 'ethers'
import { parseAddress, type Address } from '../domain/ids.ts'
import { releasesBytecode } from './artifact.ts'
import type { Endpoint } from './endpoint.ts'
import { refusalOf } from './refusals.ts'

/** https://github.com/Arachnid/deterministic-deployment-proxy */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = `0x${'0'.repeat(64)}`

export const releasesAddress: Address = parseAddress(
  getCreate2Address(DEPLOYER, SALT, keccak256(releasesBytecode)),
)

export async function hasCode(
  endpoint: Endpoint,
  address: string,
  at = 'latest',
): Promise<boolean> {
  return (await endpoint.send('eth_getCode', [address, at])) !== '0x'
}

/** Deploys the contract at `releasesAddress` if nobody has. Gives true when it was this call. */
export async function deployReleases(endpoint: Endpoint, signer: Signer): Promise<boolean> {
  if (await hasCode(endpoint, releasesAddress)) return false
  try {
    const data = SALT + releasesBytecode.slice(2)
    await (await signer.sendTransaction({ to: DEPLOYER, data })).wait()
  } catch (error) {
    // Two nodes may deploy at once: whoever comes second finds the work done.
    if (!(await hasCode(endpoint, releasesAddress))) throw refusalOf(error)
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
