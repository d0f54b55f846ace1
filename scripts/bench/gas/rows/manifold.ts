/** Manifold's creator contract alone: what sells its copies is an extension that npm does not have. */
import { artist, buyer, deploy, gas, other, type Build } from '../chain.ts'
import { packaged } from '../packages.ts'
import type { Row } from '../row.ts'

const BUILD = '@manifoldxyz/creator-core-solidity/build/contracts/ERC1155Creator.json'

export async function manifold(): Promise<Row> {
  const creator = await deploy(packaged<Build>(BUILD), 'Songs', 'SONG')
  await creator.send(artist, 'mintBaseNew', [[artist.address], [1], ['ipfs://one']])
  const create = await gas(
    creator.send(artist, 'mintBaseNew', [[artist.address], [1], ['ipfs://two']]),
  )
  const give = (to: string) => gas(creator.send(artist, 'mintBaseExisting', [[to], [2], [1]]))
  await give(other.address)
  const [first, again] = [await give(buyer.address), await give(buyer.address)]
  return {
    who: 'Manifold 3.0 creator, a copy given away',
    create,
    first,
    again,
    paid: 'no sale in it',
  }
}
