// An artist ends an edition, or a whole release. Nothing sold is taken back, and nothing ended returns.
import { expect } from 'chai'
import { as, id, minted, networkHelpers, stage, termsOf } from './stage.ts'

describe('closing an edition', () => {
  it('ends its sale and leaves the copies and the other editions alone', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const [terms, other] = [termsOf(artist), termsOf(artist, { price: 1n })]
    const edition = await minted(releases, artist, terms)
    await minted(releases, artist, other)
    const buy = (what = terms) =>
      as(buyer, releases).purchase(what, buyer.address, host.address, { value: what.price })
    await buy()

    await expect(as(artist, releases).close(edition))
      .to.emit(releases, 'Closed')
      .withArgs(edition, artist.address)

    await expect(buy()).to.be.revertedWithCustomError(releases, 'EditionClosed').withArgs(edition)
    await buy(other)
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(1n)
    expect((await releases.editions(edition))[3]).to.equal(true)
  })

  it('is for its artist only', async () => {
    const { releases, artist, stranger } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    await expect(as(stranger, releases).close(edition))
      .to.be.revertedWithCustomError(releases, 'NotArtist')
      .withArgs(artist.address, stranger.address)
  })

  it('needs an edition that is open', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    await expect(as(artist, releases).close(5n))
      .to.be.revertedWithCustomError(releases, 'NotMinted')
      .withArgs(5n)
    const edition = await minted(releases, artist, termsOf(artist))
    await as(artist, releases).close(edition)
    await expect(as(artist, releases).close(edition))
      .to.be.revertedWithCustomError(releases, 'EditionClosed')
      .withArgs(edition)
  })
})

describe('retiring a release', () => {
  it('ends the sale of all its editions and leaves their copies alone', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const both = [termsOf(artist), termsOf(artist, { price: 1n })]
    for (const terms of both) await minted(releases, artist, terms)
    const buy = (terms = termsOf(artist)) =>
      as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price })
    await buy()
    const { salt } = termsOf(artist)
    const release = await releases.releaseId(artist.address, salt)

    await expect(as(artist, releases).retire(salt))
      .to.emit(releases, 'Retired')
      .withArgs(release, artist.address, salt)

    for (const terms of both) {
      await expect(buy(terms))
        .to.be.revertedWithCustomError(releases, 'ReleaseRetired')
        .withArgs(release)
    }
    expect(await releases.retired(release)).to.equal(true)
    expect((await releases.access(buyer.address, termsOf(artist)))[1]).to.equal(1n)
  })

  it('touches no other release of the artist, and none of others', async () => {
    const { releases, artist, friend, buyer, host } = await networkHelpers.loadFixture(stage)
    const others = [termsOf(artist, { salt: id('the next album') }), termsOf(friend)] as const
    await minted(releases, artist, others[0])
    await minted(releases, friend, others[1])
    await as(artist, releases).retire(termsOf(artist).salt)
    for (const terms of others) {
      await as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price })
    }
  })

  it('happens once', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const { salt } = termsOf(artist)
    await as(artist, releases).retire(salt)
    await expect(as(artist, releases).retire(salt))
      .to.be.revertedWithCustomError(releases, 'ReleaseRetired')
      .withArgs(await releases.releaseId(artist.address, salt))
  })
})
