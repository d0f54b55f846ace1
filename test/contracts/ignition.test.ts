// The deployment by Ignition, on a chain that has nothing but the deterministic deployer.
import { expect } from 'chai'
import { AbiCoder, concat, getCreate2Address, keccak256, type BaseContract } from 'ethers'
import { artifacts, network } from 'hardhat'
import module from '../../scripts/ignition/modules/MegaBox.ts'
import type { Asks } from './stage.ts'

const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
/** What stands at that address on every chain. */
const DEPLOYER_CODE =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'

interface Operators extends BaseContract {
  leastBond: Asks<[], bigint>
  delay: Asks<[], bigint>
}

const placeOf = async (name: string, words = '0x') => {
  const { bytecode } = await artifacts.readArtifact(name)
  return getCreate2Address(DEPLOYER, `0x${'0'.repeat(64)}`, keccak256(concat([bytecode, words])))
}

describe('the deployment', () => {
  it('puts both contracts where they stand on every chain', async () => {
    const { ethers, ignition, networkHelpers } = await network.create()
    await networkHelpers.setCode(DEPLOYER, DEPLOYER_CODE)
    const { releases, operators } = await ignition.deploy(module)
    expect(await releases.getAddress()).to.equal(await placeOf('Releases'))
    const words = AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [10n ** 16n, 86_400n])
    expect(await operators.getAddress()).to.equal(await placeOf('Operators', words))

    const { deployedBytecode } = await artifacts.readArtifact('Releases')
    expect(await ethers.provider.getCode(await releases.getAddress())).to.equal(deployedBytecode)
    const placed = await ethers.getContractAt('Operators', await operators.getAddress())
    // Typed as any contract by the plugin; the interface above is that of `Operators.sol`.
    const { leastBond, delay } = placed as unknown as Operators
    expect([await leastBond(), await delay()]).to.deep.equal([10n ** 16n, 86_400n])
  })
})
