// Marketplaces learn where the metadata of an edition is by the standard's event, from its artist alone.
import { expect } from 'chai'
import { as, minted, networkHelpers, stage, termsOf } from './stage.ts'

const WHERE = 'ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'

describe('describing an edition', () => {
  it('is logged as ERC-1155 says, as often as its artist likes, also once it is closed', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    for (const where of [WHERE, '', 'x'.repeat(512)]) {
      await expect(as(artist, releases).describe(edition, where))
        .to.emit(releases, 'URI')
        .withArgs(where, edition)
    }
    await as(artist, releases).close(edition)
    await expect(as(artist, releases).describe(edition, WHERE)).to.emit(releases, 'URI')
  })

  it('is for its artist only, and for an edition that is', async () => {
    const { releases, artist, stranger } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    await expect(as(stranger, releases).describe(edition, WHERE))
      .to.be.revertedWithCustomError(releases, 'NotArtist')
      .withArgs(artist.address, stranger.address)
    await expect(as(artist, releases).describe(5n, WHERE))
      .to.be.revertedWithCustomError(releases, 'NotMinted')
      .withArgs(5n)
  })

  it('is short', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    await expect(as(artist, releases).describe(edition, 'x'.repeat(513)))
      .to.be.revertedWithCustomError(releases, 'TooLong')
      .withArgs(513, 512)
  })
})
