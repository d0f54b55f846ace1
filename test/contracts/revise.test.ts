// The artist points a release at another manifest. The chain only says so; peers judge what it holds.
import { expect } from 'chai'
import { as, id, networkHelpers, stage, termsOf } from './stage.ts'

describe('revising a release', () => {
  it('is logged under the release of the caller', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const [salt, manifest] = [id('the masters'), id('the second manifest')]
    await expect(as(artist, releases).revise(salt, manifest))
      .to.emit(releases, 'Revised')
      .withArgs(await releases.releaseId(artist.address, salt), artist.address, salt, manifest)
  })

  it('by a stranger names a release of the stranger, never that of the artist', async () => {
    const { releases, artist, stranger } = await networkHelpers.loadFixture(stage)
    const { salt } = termsOf(artist)
    const theirs = await releases.releaseId(stranger.address, salt)
    expect(theirs).not.to.equal(await releases.releaseId(artist.address, salt))
    await expect(as(stranger, releases).revise(salt, id('a forgery')))
      .to.emit(releases, 'Revised')
      .withArgs(theirs, stranger.address, salt, id('a forgery'))
  })

  it('is refused once the release is retired', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const { salt } = termsOf(artist)
    await as(artist, releases).retire(salt)
    await expect(as(artist, releases).revise(salt, id('too late')))
      .to.be.revertedWithCustomError(releases, 'ReleaseRetired')
      .withArgs(await releases.releaseId(artist.address, salt))
  })
})
