// What a keeper asks before it hands out a key, and how a wallet takes back what it vouched for.
import { expect } from 'chai'
import { as, id, minted, networkHelpers, stage, termsOf, ZeroAddress } from './stage.ts'

describe('access', () => {
  it('tells the release and the copies of an account', async () => {
    const { releases, artist, buyer, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const release = await releases.releaseId(artist.address, terms.salt)
    await as(buyer, releases).purchase(terms, buyer.address, ZeroAddress, { value: terms.price })
    await as(buyer, releases).purchase(terms, buyer.address, ZeroAddress, { value: terms.price })
    expect([...(await releases.access(buyer.address, terms))]).to.deep.equal([release, 2n, 0n])
    expect([...(await releases.access(friend.address, terms))]).to.deep.equal([release, 0n, 0n])
  })

  it('follows a copy to its new owner', async () => {
    const { releases, artist, buyer, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    await as(buyer, releases).purchase(terms, buyer.address, ZeroAddress, { value: terms.price })
    await as(buyer, releases).safeTransferFrom(buyer.address, friend.address, edition, 1n, '0x')
    expect((await releases.access(buyer.address, terms))[1]).to.equal(0n)
    expect((await releases.access(friend.address, terms))[1]).to.equal(1n)
  })

  it('is not had with terms that borrow another release', async () => {
    const { releases, artist, friend, buyer } = await networkHelpers.loadFixture(stage)
    const cheap = termsOf(friend, { price: 0n })
    await minted(releases, friend, cheap)
    await as(buyer, releases).purchase(cheap, buyer.address, ZeroAddress)
    const forged = { ...cheap, artist: artist.address }
    expect((await releases.access(buyer.address, forged))[1]).to.equal(0n)
  })

  it('tells since when devices must have been named anew', async () => {
    const { releases, artist, buyer } = await networkHelpers.loadFixture(stage)
    const time = (await networkHelpers.time.latest()) + 100
    await networkHelpers.time.setNextBlockTimestamp(time)
    await expect(as(buyer, releases).revokeDevices())
      .to.emit(releases, 'DevicesRevoked')
      .withArgs(buyer.address, time)
    expect(await releases.devicesValidFrom(buyer.address)).to.equal(BigInt(time))
    expect((await releases.access(buyer.address, termsOf(artist)))[2]).to.equal(BigInt(time))
    expect((await releases.access(artist.address, termsOf(artist)))[2]).to.equal(0n)
  })

  it('of devices can be taken back again, later', async () => {
    const { releases, buyer } = await networkHelpers.loadFixture(stage)
    await as(buyer, releases).revokeDevices()
    const first = await releases.devicesValidFrom(buyer.address)
    await as(buyer, releases).revokeDevices()
    expect(await releases.devicesValidFrom(buyer.address)).to.be.above(first)
  })

  it('of a signing key is taken back by the wallet that says so', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    await expect(as(artist, releases).revokeKey(id('a key')))
      .to.emit(releases, 'KeyRevoked')
      .withArgs(artist.address, id('a key'))
  })
})
