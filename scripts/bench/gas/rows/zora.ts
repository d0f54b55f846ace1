/** Zora: an ERC-1155 contract for each artist, sold at a fixed price by a strategy that many share. */
import { artist, at, buyer, deploy, ethers, gas, other, PRICE, type Deployed } from '../chain.ts'
import type { Row } from '../row.ts'
import { zoraBuild, type Zora } from '../zoraBuild.ts'

const MINTER = 4
const FOREVER = 2n ** 64n - 1n

/** The compiler leaves a hole for a library's address. */
const linked = (code: string, library: string) =>
  code.replaceAll(/__\$[0-9a-f]{34}\$__/g, library.slice(2).toLowerCase())

/** An artist's contract. */
async function creator(zora: Zora): Promise<Deployed> {
  const library = await deploy(zora.DelegatedTokenCreation)
  const rewards = await deploy(zora.ProtocolRewards)
  const gate = await deploy(zora.UpgradeGate)
  const { abi, bytecode } = zora.ZoraCreator1155Impl
  const implementation = await deploy(
    { abi, bytecode: linked(bytecode, library.address) },
    ...[other.address, gate.address, rewards.address, other.address],
  )
  const proxy = await deploy(zora.Zora1155, implementation.address)
  const contract = at(abi, proxy.address)
  const royalty = [0, 1000, artist.address]
  const words = ['Songs', 'ipfs://contract', royalty, artist.address, []]
  await contract.send(artist, 'initialize', words)
  return contract
}

/** A song on sale, in one transaction. */
const listed = (contract: Deployed, strategy: Deployed, token: number) => {
  const sale = [0, FOREVER, 0, PRICE, artist.address]
  const calls = [
    contract.encode('setupNewToken', ['ipfs://song', FOREVER]),
    contract.encode('addPermission', [token, strategy.address, MINTER]),
    contract.encode('callSale', [
      ...[token, strategy.address, strategy.encode('setSale', [token, sale])],
    ]),
  ]
  return gas(contract.send(artist, 'multicall', [calls]))
}

export async function zora(): Promise<Row> {
  const built = await zoraBuild()
  const contract = await creator(built)
  const strategy = await deploy(built.ZoraCreatorFixedPriceSaleStrategy)
  await listed(contract, strategy, 1)
  const create = await listed(contract, strategy, 2)
  const fee = (await contract.ask('mintFee')) as bigint // A view of theirs.
  const buy = (who: typeof buyer) => {
    const to = ethers.zeroPadValue(who.address, 32)
    return gas(contract.send(who, 'mint', [strategy.address, 2, 1, [], to], PRICE + fee))
  }
  await buy(other)
  const [first, again] = [await buy(buyer), await buy(buyer)]
  const paid = `in the sale; a fee of ${ethers.formatEther(fee)} ether on top`
  return { who: 'Zora 1155 2.13 (fixed price)', create, first, again, paid }
}
