/** Ours, and the least it could cost: see `contracts/mocks/Floor.sol`. */
import { readFile } from 'node:fs/promises'
import {
  artist,
  buyer,
  deploy,
  ethers,
  gas,
  host,
  other,
  PRICE,
  wallet,
  type Build,
} from '../chain.ts'
import type { Row, Shared } from '../row.ts'

const build = async (path: string): Promise<Build> => {
  const url = new URL(`../../../../artifacts/contracts/${path}.json`, import.meta.url)
  // Hardhat's format; `npm run bench:gas` compiles just before.
  return JSON.parse(await readFile(url, 'utf8')) as Build
}

const terms = (salt: string, wallets = [artist.address]) => ({
  artist: artist.address,
  salt: ethers.id(salt),
  manifest: ethers.id('manifest'),
  currency: ethers.ZeroAddress,
  price: PRICE,
  cap: 0,
  royaltyBps: 1000,
  payees: wallets.map((each) => ({ wallet: each, bps: 9000 / wallets.length })),
})

export async function ours(): Promise<Row> {
  const releases = await deploy(await build('Releases.sol/Releases'))
  const edition = terms('one')
  const create = await gas(releases.send(artist, 'mint', [edition]))
  const buy = (who: typeof buyer) =>
    gas(releases.send(who, 'purchase', [edition, who.address, host.address], PRICE))
  await buy(other)
  const [first, again] = [await buy(buyer), await buy(buyer)]
  return { who: 'MegaBox', create, first, again, paid: 'in the sale' }
}

export async function floor(): Promise<Row> {
  const contract = await deploy(await build('mocks/Floor.sol/Floor'))
  const buy = (who: typeof buyer) =>
    gas(contract.send(who, 'inEther', [1n, artist.address, host.address], PRICE))
  await buy(other)
  const [first, again] = [await buy(buyer), await buy(buyer)]
  return { who: 'floor: two sends and a receipt', first, again, paid: 'in the sale' }
}

/** The host has his tenth in it, and the buyer his receipt. */
export async function oursAmong(counts: number[]): Promise<Shared> {
  const releases = await deploy(await build('Releases.sol/Releases'))
  const among: Record<number, number> = {}
  for (const count of counts) {
    const wallets = Array.from({ length: count }, (_, i) => wallet(5 + i).address)
    const edition = terms(`among ${count}`, wallets)
    await releases.send(artist, 'mint', [edition])
    const words = [edition, buyer.address, host.address]
    among[count] = await gas(releases.send(buyer, 'purchase', words, PRICE))
  }
  return { who: 'MegaBox', among, note: 'with the host’s tenth and a receipt' }
}
