/** Sound: an ERC-721 contract for each edition, sold by a minter that many share. */
import { artist, at, buyer, deploy, ethers, gas, other, PRICE, type Build } from '../chain.ts'
import { packaged } from '../packages.ts'
import type { Row } from '../row.ts'

const FOREVER = 2 ** 32 - 1
const MINTER_ROLE = 2

const factory = (name: string): Build => {
  const path = `@soundxyz/sound-protocol/typechain/factories/${name}__factory`
  const found = packaged<Record<string, Build>>(path)[`${name}__factory`]
  if (!found) throw new Error(`${path} has no ${name}`)
  return found
}

async function edition() {
  const { abi } = factory('SoundEditionV1_2')
  const implementation = await deploy(factory('SoundEditionV1_2'))
  const creator = await deploy(factory('SoundCreatorV1'), implementation.address)
  const minter = await deploy(factory('RangeEditionMinterV2_1'))
  const salt = ethers.id('edition')
  const [address] = (await creator.ask('soundEditionAddress', artist.address, salt)) as [string]
  const { ZeroAddress } = ethers
  const init = ['Song', 'SONG', ZeroAddress, 'ipfs://base/', 'ipfs://contract', artist.address]
  const calls = [
    implementation.encode('initialize', [...init, 1000, 0, FOREVER, FOREVER, 0]),
    implementation.encode('grantRoles', [minter.address, MINTER_ROLE]),
    minter.encode('createEditionMint', [
      ...[address, PRICE, 0, FOREVER - 1, FOREVER, 0, FOREVER, FOREVER, FOREVER],
    ]),
  ]
  const [first, ...rest] = calls
  const words = [salt, first, [address, minter.address], rest]
  const create = await gas(creator.send(artist, 'createSoundAndMints', words))
  return { create, minter, sound: at(abi, address) }
}

export async function sound(): Promise<Row> {
  const { create, minter, sound } = await edition()
  const buy = (who: typeof buyer) =>
    gas(minter.send(who, 'mint', [sound.address, 0, 1, ethers.ZeroAddress], PRICE))
  await buy(other)
  const [first, again] = [await buy(buyer), await buy(buyer)]
  const withdrawal = await gas(sound.send(artist, 'withdrawETH', []))
  const paid = `later: withdrawETH, ${withdrawal.toLocaleString('en')} more`
  return { who: 'Sound 1.7 (RangeEditionMinterV2_1)', create, first, again, paid }
}
