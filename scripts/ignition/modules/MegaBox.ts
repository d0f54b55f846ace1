// Puts the contracts where DEPLOYING.md says they stand: by the deterministic deployer, which anybody may ask,
// and whose addresses depend on the code alone. Ignition's own way to CREATE2 goes by another deployer.
//
//   hardhat ignition deploy scripts/ignition/modules/MegaBox.ts --network NAME
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { concat } from 'ethers'
import { artifacts } from 'hardhat'
import { BOND, DELAY, DEPLOYER, operatorsCode, SALT, usualPlace } from '../../usualPlace.ts'

const releases = await artifacts.readArtifact('Releases')
const operators = await artifacts.readArtifact('Operators')

// eslint-disable-next-line no-restricted-syntax -- Ignition looks for it there
export default buildModule('MegaBox', (m) => {
  const placed = (name: string, code: string) => {
    const sent = m.send(`${name}ByDeployer`, DEPLOYER, 0n, concat([SALT, code]))
    return m.contractAt(name, usualPlace(code), { after: [sent] })
  }
  return {
    releases: placed('Releases', releases.bytecode),
    operators: placed('Operators', operatorsCode(operators.bytecode, BOND, DELAY)),
  }
})
