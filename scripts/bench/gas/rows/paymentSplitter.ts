/** OpenZeppelin 4.9 `PaymentSplitter`: the buyer pays in, and everybody fetches his part. */
import {
  artist,
  buyer,
  deploy,
  gas,
  other,
  PRICE,
  wallet,
  type Build,
  type Deployed,
} from '../chain.ts'
import { packaged } from '../packages.ts'
import type { Shared } from '../row.ts'

const payIn = (splitter: Deployed) =>
  gas(buyer.sendTransaction({ to: splitter.address, value: PRICE }))

export async function paymentSplitter(counts: number[]): Promise<Shared> {
  const build = packaged<Build>('@openzeppelin/contracts/build/contracts/PaymentSplitter.json')
  const among: Record<number, number> = {}
  for (const count of counts) {
    const wallets = Array.from({ length: count }, (_, i) => wallet(5 + i).address)
    const splitter = await deploy(
      build,
      wallets,
      wallets.map(() => 1),
    )
    const round = async () => {
      let sum = await payIn(splitter)
      for (const each of wallets)
        sum += await gas(splitter.send(artist, 'release(address)', [each]))
      return sum
    }
    await other.sendTransaction({ to: splitter.address, value: PRICE })
    await round() // The first time costs more.
    among[count] = await round()
  }
  return { who: 'OpenZeppelin 4.9 PaymentSplitter', among, note: 'no host, no receipt' }
}
