/** Where the contracts stand on every chain: put there by a deployer whose addresses depend on the code alone. */
import { AbiCoder, concat, getCreate2Address, keccak256 } from 'ethers'

/** https://github.com/Arachnid/deterministic-deployment-proxy */
export const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
export const SALT = `0x${'0'.repeat(64)}`

/** What is suggested: 0.01 ether. */
export const BOND = 10n ** 16n
/** A day, in seconds. */
export const DELAY = 86_400n
/** On chains where all is play. */
export const PLAY_DELAY = 60n

export const usualPlace = (code: string): string =>
  getCreate2Address(DEPLOYER, SALT, keccak256(code))

/** The code that makes `Operators` with this bond and delay. */
export const operatorsCode = (code: string, bond: bigint, delay: bigint): string =>
  concat([code, AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [bond, delay])])
