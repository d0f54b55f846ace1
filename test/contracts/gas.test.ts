// What the contract costs. The budgets are promises; the snapshot shows every change of a gas in review.
import { expect } from 'chai'
import { readFile, writeFile } from 'node:fs/promises'
import {
  as,
  id,
  networkHelpers,
  receiptOf,
  stage,
  type Terms,
  termsOf,
  ZeroAddress,
} from './stage.ts'

const snapshot = new URL('gas.json', import.meta.url)

/** Gas of whole transactions, by name. All wallets have been paid before, as wallets in use have. */
async function measured(): Promise<Record<string, number>> {
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
    tip: await gas(byBuyer.tip(artist.address, host.address, { value: 1000n })),
    revise: await gas(byArtist.revise(open.salt, id('another manifest'))),
    close: await gas(byArtist.close(edition)),
    retire: await gas(byArtist.retire(open.salt)),
    revokeKey: await gas(byBuyer.revokeKey(id('a key'))),
    revokeDevices: await gas(byBuyer.revokeDevices()),
  }
}

describe('the gas of the contract', () => {
  it('keeps its budgets', async () => {
    const gas = await measured()
    expect(gas['mint']).to.be.at.most(58_000)
    expect(gas['first sale']).to.be.at.most(78_000)
    expect(gas['repeat sale']).to.be.at.most(61_000)
    expect(gas['first sale, capped']).to.be.at.most(82_000)
    expect(gas['repeat sale, capped']).to.be.at.most(65_000)
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
