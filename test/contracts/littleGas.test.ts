// A token that fails at once when it has little gas, and leaves the rest to the sale: the one way in which a
// buyer could turn a payee's share into a debt by sending less gas.
import { expect } from 'chai'
import { as, networkHelpers, termsOf } from './stage.ts'
import { PRICE, tokenStage } from './tokens.ts'

/** Two payees who have had such tokens before: all sales cost the same. */
async function shared() {
  const set = await tokenStage()
  const { artist, friend, host, token, releases } = set
  const payees = [artist, friend].map(({ address }) => ({ wallet: address, bps: 4500 }))
  const terms = termsOf(artist, { currency: token.address, price: PRICE, payees })
  await as(artist, releases).mint(terms)
  for (const { address } of [artist, friend, host]) await token.give(address, 1n)
  return { ...set, terms }
}

describe('a token that demands gas', () => {
  it('never makes a share owed that more gas would have paid', async () => {
    const { releases, terms, token, buyer, friend, host } = await networkHelpers.loadFixture(shared)
    const owed = () => releases.owed(token.address, friend.address)
    const buy = (gasLimit: number) =>
      as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE, { gasLimit })

    /** Whether the share is paid when there is all the gas one could wish for. */
    const isPaid = async (demand: number): Promise<boolean> => {
      const before = await owed()
      await token.demand(BigInt(demand), friend.address)
      await buy(2_000_000)
      return (await owed()) === before
    }
    let [paid, refused] = [100_000, 300_000]
    expect(await isPaid(paid)).to.equal(true)
    expect(await isPaid(refused)).to.equal(false)
    while (refused - paid > 100) {
      const between = (paid + refused) >> 1
      if (await isPaid(between)) paid = between
      else refused = between
    }

    await token.demand(BigInt(paid), friend.address)
    const before = await owed()
    let sold = 0
    for (let gasLimit = 320_000; gasLimit < 400_000; gasLimit += 1000) {
      const worked = await buy(gasLimit).then(
        () => true,
        () => false,
      )
      if (worked) sold++
      expect(await owed(), `with ${gasLimit} gas`).to.equal(before)
    }
    expect(sold).to.be.within(1, 79)
  })

  it('is no reason to send more gas than a sale uses when all payments arrive', async () => {
    const { releases, terms, token, buyer, friend, host } = await networkHelpers.loadFixture(shared)
    await as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE, {
      gasLimit: 200_000,
    })
    expect(await releases.owed(token.address, friend.address)).to.equal(0n)
  })
})
