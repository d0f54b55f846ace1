// Money is shared to the wei: for any price, among any payees, with or without a host.
import { expect } from 'chai'
import fc from 'fast-check'
import { parseAddress } from '../../node/domain/ids.ts'
import { splitOf } from '../../node/domain/terms.ts'
import {
  as,
  ethers,
  gains,
  id,
  minted,
  networkHelpers,
  type Payee,
  stage,
  termsOf,
  ZeroAddress,
} from './stage.ts'

type Stage = Awaited<ReturnType<typeof stage>>

/** Sells once and tells what each payee and the host got, and what stayed in the contract. */
async function sell(
  { releases, address, artist, buyer }: Stage,
  payees: Payee[],
  paid: bigint,
  host: string,
) {
  const terms = termsOf(artist, { price: 0n, payees })
  await minted(releases, artist, terms)
  const wallets = [...payees.map(({ wallet }) => wallet), host, address]
  const got = await gains(wallets, () =>
    as(buyer, releases).purchase(terms, buyer.address, host, { value: paid }),
  )
  return { payees: got.slice(0, -2), host: got.at(-2), left: got.at(-1) }
}

/** As many wallets as there are parts, none of them ever used before. */
function freshPayees(parts: number[], seed: string): Payee[] {
  return parts.map((bps, i) => ({
    wallet: ethers.getAddress(ethers.dataSlice(id(`${seed} ${String(i)}`), 12)),
    bps,
  }))
}

/** Cuts the 9000 at the given places: every way to share them among 1 to 32 payees. */
const parts = fc
  .uniqueArray(fc.integer({ min: 1, max: 8999 }), { maxLength: 31 })
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 9000])
  .map((edges) => edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0)))

/** From nothing over amounts too small to share to more than any record costs. */
const amount = fc.oneof(fc.bigInt(0n, 200n), fc.bigInt(0n, 10n ** 20n))

describe('the split', () => {
  it('is to the wei what the peers compute, for any payment and payees', async () => {
    await fc.assert(
      fc.asyncProperty(parts, amount, fc.boolean(), async (bps, paid, hosted) => {
        const set = await networkHelpers.loadFixture(stage)
        const payees = freshPayees(bps, String(paid))
        const host = hosted ? set.host.address : ZeroAddress
        const got = await sell(set, payees, paid, host)
        const words = payees.map((payee) => ({ ...payee, wallet: parseAddress(payee.wallet) }))
        const model = splitOf(paid, words, parseAddress(host))
        expect(got.payees).to.deep.equal(model.payees.map((share) => share.amount))
        expect(got.host).to.equal(model.host)
        expect(got.left).to.equal(0n)
      }),
      { numRuns: 60, seed: 9000 },
    )
  })

  const table: [bigint, number[], bigint[], bigint][] = [
    [1n, [9000], [1n], 0n],
    [9n, [9000], [9n], 0n],
    [10n, [9000], [9n], 1n],
    [19n, [9000], [18n], 1n],
    [10n, [4500, 4500], [5n, 4n], 1n],
    [10n, [1, 8999], [1n, 8n], 1n],
    [100n, [3000, 3000, 3000], [30n, 30n, 30n], 10n],
    [101n, [3000, 3000, 3000], [31n, 30n, 30n], 10n],
    [9998n, [8998, 1, 1], [8999n, 0n, 0n], 999n],
    [10000n, [8998, 1, 1], [8998n, 1n, 1n], 1000n],
  ]
  for (const [paid, bps, shares, hostShare] of table) {
    it(`of ${String(paid)} wei among ${bps.join(', ')} is ${shares.join(', ')} and ${String(hostShare)} for the host`, async () => {
      const set = await networkHelpers.loadFixture(stage)
      const got = await sell(set, freshPayees(bps, 'table'), paid, set.host.address)
      expect(got).to.deep.equal({ payees: shares, host: hostShare, left: 0n })
    })
  }

  it('pays a wallet once for each place it holds', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { friend, host } = set
    const payees = [
      { wallet: friend.address, bps: 4000 },
      { wallet: host.address, bps: 1000 },
      { wallet: friend.address, bps: 4000 },
    ]
    const got = await sell(set, payees, 1000n, host.address)
    expect(got.payees).to.deep.equal([800n, 200n, 800n])
  })

  it('reaches payees at the addresses of the precompiles', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const payees = Array.from({ length: 10 }, (_, i) => ({
      wallet: ethers.toBeHex(i + 1, 20),
      bps: 900,
    }))
    const got = await sell(set, payees, 1000n, set.host.address)
    expect(got).to.deep.equal({ payees: Array(10).fill(90n), host: 100n, left: 0n })
  })

  it('leaves alone what was forced upon the contract', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { address, stranger, host } = set
    // Creation code that destroys itself in favour of the contract: PUSH20 address, SELFDESTRUCT.
    await stranger.sendTransaction({ data: `0x73${address.slice(2)}ff`, value: 77n })
    expect(await ethers.provider.getBalance(address)).to.equal(77n)
    const got = await sell(set, freshPayees([9000], 'forced'), 1000n, host.address)
    expect(got).to.deep.equal({ payees: [900n], host: 100n, left: 0n })
  })

  it('is the only way in for money: a plain transfer is refused', async () => {
    const { address, buyer } = await networkHelpers.loadFixture(stage)
    await expect(buyer.sendTransaction({ to: address, value: 1n })).to.be.revert(ethers)
  })
})
