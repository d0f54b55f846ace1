// What the contract costs. The budgets are promises; the snapshot shows every change of a gas in review.
import { expect } from 'chai'
import hre from 'hardhat'
import type { BaseContract } from 'ethers'
import { readFile, writeFile } from 'node:fs/promises'
import {
  as,
  ethers,
  id,
  networkHelpers,
  receiptOf,
  type Sends,
  stage,
  type Terms,
  termsOf,
  ZeroAddress,
} from './stage.ts'
import { permitOf, playStage, signedPurchase, signedWith } from './tokens.ts'

const snapshot = new URL('gas.json', import.meta.url)

/** Gas of whole transactions, by name. All wallets have been paid before, as wallets in use have. */
async function etherSales(): Promise<Record<string, number>> {
  const { releases, artist, buyer, host, friend, stranger } =
    await networkHelpers.loadFixture(stage)
  const gas = async (sent: Parameters<typeof receiptOf>[0]) =>
    Number((await receiptOf(sent)).gasUsed)
  const byArtist = as(artist, releases)
  const byBuyer = as(buyer, releases)
  const buy = (terms: Terms, to = buyer.address, by = host.address) =>
    gas(byBuyer.purchase(terms, to, by, { value: terms.price }))

  const open = termsOf(artist)
  const capped = termsOf(artist, { salt: id('capped'), cap: 100 })
  const shared = termsOf(artist, {
    salt: id('shared'),
    payees: [artist, friend, stranger, host, buyer].map(({ address }) => ({
      wallet: address,
      bps: 1800,
    })),
  })
  const among = (wallets: { address: string }[]) => {
    const bps = Math.floor(9000 / wallets.length)
    return termsOf(artist, {
      salt: id(`among ${wallets.length}`),
      payees: wallets.map(({ address }) => ({ wallet: address, bps })),
    })
  }
  const [two, ten] = [among([artist, friend]), among((await ethers.getSigners()).slice(0, 10))]
  for (const terms of [two, ten]) await byArtist.mint(terms)
  const edition = await releases.editionId(open)
  return {
    mint: await gas(byArtist.mint(open)),
    'first sale': await buy(open),
    'repeat sale': await buy(open),
    'sale without a host': await buy(open, friend.address, ZeroAddress),
    'mint, capped': await gas(byArtist.mint(capped)),
    'first sale, capped': await buy(capped),
    'repeat sale, capped': await buy(capped),
    'mint, five payees': await gas(byArtist.mint(shared)),
    'first sale, five payees': await buy(shared),
    'first sale, two payees': await buy(two),
    'first sale, ten payees': await buy(ten),
    tip: await gas(byBuyer.tip(artist.address, host.address, { value: 1000n })),
    revise: await gas(byArtist.revise(open.salt, id('another manifest'))),
    close: await gas(byArtist.close(edition)),
    retire: await gas(byArtist.retire(open.salt)),
    revokeKey: await gas(byBuyer.revokeKey(id('a key'))),
    revokeDevices: await gas(byBuyer.revokeDevices()),
  }
}

/** The same in tokens: what the token itself does is in it, and ours is a lean one. */
async function tokenSales(): Promise<Record<string, number>> {
  const set = await networkHelpers.loadFixture(playStage)
  const { releases, token, terms, artist, buyer, host, friend } = set
  const gas = async (sent: Parameters<typeof receiptOf>[0]) =>
    Number((await receiptOf(sent)).gasUsed)
  for (const { address } of [artist, host]) await token.give(address, 1n)
  await as(buyer, token).approve(set.address, ethers.MaxUint256)
  const buy = (who: typeof buyer) =>
    gas(as(who, releases).purchaseToken(terms, who.address, host.address, terms.price))
  const permit = await permitOf(set, friend, terms.price)
  const signed = await signedPurchase(set, { salt: id('gas'), recipient: set.stranger.address })
  return {
    'first sale by allowance': await buy(buyer),
    'repeat sale by allowance': await buy(buyer),
    'first sale by permit': await gas(
      as(friend, releases).purchaseWithPermit(
        terms,
        friend.address,
        host.address,
        terms.price,
        ...permit,
      ),
    ),
    'first sale by authorisation, carried by another': await gas(
      as(host, releases).purchaseWithAuthorization(
        terms,
        set.stranger.address,
        host.address,
        signed,
      ),
    ),
    'tip by allowance': await gas(
      as(buyer, releases).tipToken(token.address, artist.address, host.address, 1000n),
    ),
  }
}

/** The least it could cost: see `Floor.sol`. Standing allowances are without end in both tables. */
async function floors(): Promise<Record<string, number>> {
  const set = await networkHelpers.loadFixture(playStage)
  const { token, artist, buyer, host } = set
  for (const { address } of [artist, host]) await token.give(address, 1n)
  const factory = await ethers.getContractFactory<[], FloorContract>('Floor', buyer)
  const floor = await factory.deploy()
  const address = await floor.getAddress()
  await as(buyer, token).approve(address, ethers.MaxUint256)
  const gas = async (sent: Parameters<typeof receiptOf>[0]) =>
    Number((await receiptOf(sent)).gasUsed)
  const { from, amount, signature } = await signedWith(set, id('floor'), { to: address })
  const both = [artist.address, host.address] as const
  return {
    'floor of a sale': await gas(floor.inEther(1n, ...both, { value: 1000n })),
    'floor of a sale by allowance': await gas(
      floor.byAllowance(2n, token.address, ...both, amount),
    ),
    'floor of a sale by authorisation': await gas(
      as(host, floor).byAuthorization(
        3n,
        token.address,
        ...both,
        from,
        amount,
        id('floor'),
        signature,
      ),
    ),
  }
}

interface FloorContract extends BaseContract {
  inEther: Sends<[edition: bigint, artist: string, host: string]>
  byAllowance: Sends<[edition: bigint, token: string, artist: string, host: string, amount: bigint]>
  byAuthorization: Sends<
    [
      edition: bigint,
      token: string,
      artist: string,
      host: string,
      from: string,
      amount: bigint,
      nonce: string,
      signature: string,
    ]
  >
}

const measured = async () => ({
  ...(await etherSales()),
  ...(await tokenSales()),
  ...(await floors()),
})

describe('the gas of the contract', () => {
  // What measures coverage costs gas itself.
  before(function () {
    if (hre.globalOptions.coverage) this.skip()
  })

  it('keeps its budgets', async () => {
    const gas = await measured()
    expect(gas['mint']).to.be.at.most(58_000)
    expect(gas['first sale']).to.be.at.most(78_000)
    expect(gas['repeat sale']).to.be.at.most(61_000)
    expect(gas['first sale, capped']).to.be.at.most(82_000)
    expect(gas['repeat sale, capped']).to.be.at.most(65_000)
    expect(gas['first sale, two payees']).to.be.at.most(88_000)
    expect(gas['first sale, ten payees']).to.be.at.most(170_000)
    // More than 84,000 and 112,000, which were hoped for: what a sale costs above its floor in ether
    // (events, the receipt's standard, terms) is about 14,000 in tokens too, and the floors are 71,000 and
    // 105,000. The rest is the proof that each payment arrived to the unit, which can be undone alone.
    expect(gas['first sale by allowance']).to.be.at.most(91_000)
    expect(gas['first sale by authorisation, carried by another']).to.be.at.most(131_000)
  })

  it('is what it was when last looked at', async () => {
    const gas = await measured()
    if (process.env['UPDATE_GAS']) await writeFile(snapshot, `${JSON.stringify(gas, null, 2)}\n`)
    const known: unknown = JSON.parse(await readFile(snapshot, 'utf8'))
    expect(gas, 'if this is meant: UPDATE_GAS=1 npm run test:contracts, and commit').to.deep.equal(
      known,
    )
  })
})
