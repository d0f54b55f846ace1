// Puts the contracts where DEPLOYING.md says they stand: by the deterministic deployer, which anybody may ask,
// and whose addresses depend on the code alone. Ignition's own way to CREATE2 goes by another deployer.
//
//   hardhat ignition deploy scripts/ignition/modules/MegaBox.ts --network NAME
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { AbiCoder, concat, getCreate2Address, keccak256 } from 'ethers'
import { artifacts } from 'hardhat'

/** https://github.com/Arachnid/deterministic-deployment-proxy */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = `0x${'0'.repeat(64)}`

/** What is suggested: 0.01 ether and a day. */
const BOND = 10n ** 16n
const DELAY = 86_400n

const { bytecode: releasesCode } = await artifacts.readArtifact('Releases')
const { bytecode: operatorsCode } = await artifacts.readArtifact('Operators')
const operatorsWords = AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [BOND, DELAY])

// eslint-disable-next-line no-restricted-syntax -- Ignition looks for it there
export default buildModule('MegaBox', (m) => {
  const placed = (name: string, code: string) => {
    const sent = m.send(`${name}ByDeployer`, DEPLOYER, 0n, concat([SALT, code]))
    const address = getCreate2Address(DEPLOYER, SALT, keccak256(code))
    return m.contractAt(name, address, { after: [sent] })
  }
  return {
    releases: placed('Releases', releasesCode),
    operators: placed('Operators', concat([operatorsCode, operatorsWords])),
  }
})
