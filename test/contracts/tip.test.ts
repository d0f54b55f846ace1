// Giving without buying: the same tenth for the host, nothing minted.
import { expect } from 'chai'
import { as, ethers, gains, Mood, networkHelpers, puppet, stage, ZeroAddress } from './stage.ts'

describe('a tip', () => {
  it('is shared like a sale and logged', async () => {
    const { releases, address, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const paid = await gains([artist.address, host.address, address], () =>
      expect(as(buyer, releases).tip(artist.address, host.address, { value: 109n }))
        .to.emit(releases, 'Tipped')
        .withArgs(artist.address, host.address, buyer.address, ZeroAddress, 109n, 10n),
    )
    expect(paid).to.deep.equal([99n, 10n, 0n])
  })

  it('goes to the artist whole when no host is named', async () => {
    const { releases, artist, buyer } = await networkHelpers.loadFixture(stage)
    const [paid] = await gains([artist.address], () =>
      as(buyer, releases).tip(artist.address, ZeroAddress, { value: 109n }),
    )
    expect(paid).to.equal(109n)
  })

  for (const mood of ['Refusing', 'Burning', 'Bombing'] as const) {
    it(`reaches an artist and a host whose wallets are ${mood.toLowerCase()}`, async () => {
      const { releases, buyer } = await networkHelpers.loadFixture(stage)
      const [artist, host] = [await puppet(Mood[mood]), await puppet(Mood[mood])]
      const paid = await gains([artist.address, host.address], () =>
        as(buyer, releases).tip(artist.address, host.address, { value: 1000n }),
      )
      expect(paid).to.deep.equal([900n, 100n])
    })
  }

  it('may go to a wallet at the address of a precompile', async () => {
    const { releases, buyer, host } = await networkHelpers.loadFixture(stage)
    const first = ethers.zeroPadValue('0x01', 20)
    await expect(
      as(buyer, releases).tip(first, host.address, { value: 10n }),
    ).to.changeEtherBalance(ethers, first, 9n)
  })

  it('needs some money', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    await expect(
      as(buyer, releases).tip(artist.address, host.address),
    ).to.be.revertedWithCustomError(releases, 'NothingPaid')
  })

  it('needs an artist to go to', async () => {
    const { releases, address, buyer, host } = await networkHelpers.loadFixture(stage)
    for (const nobody of [ZeroAddress, address]) {
      await expect(as(buyer, releases).tip(nobody, host.address, { value: 1n }))
        .to.be.revertedWithCustomError(releases, 'RefusedArtist')
        .withArgs(nobody)
    }
  })

  it('cannot name the contract as the host', async () => {
    const { releases, address, artist, buyer } = await networkHelpers.loadFixture(stage)
    await expect(as(buyer, releases).tip(artist.address, address, { value: 1n }))
      .to.be.revertedWithCustomError(releases, 'RefusedHost')
      .withArgs(address)
  })
})
