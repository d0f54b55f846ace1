// Giving tokens without buying.
import { expect } from 'chai'
import { as, networkHelpers, ZeroAddress } from './stage.ts'
import { tokenGains, tokenStage } from './tokens.ts'

describe('a tip in tokens', () => {
  it('is shared like a sale and logged with its currency', async () => {
    const { releases, address, token, artist, buyer, host } =
      await networkHelpers.loadFixture(tokenStage)
    const wallets = [artist.address, host.address, buyer.address, address]
    const paid = await tokenGains(token, wallets, () =>
      expect(as(buyer, releases).tipToken(token.address, artist.address, host.address, 109n))
        .to.emit(releases, 'Tipped')
        .withArgs(artist.address, host.address, buyer.address, token.address, 109n, 10n),
    )
    expect(paid).to.deep.equal([99n, 10n, -109n, 0n])
  })

  it('goes to the artist whole when no host is named, or the token refuses the host', async () => {
    const { releases, token, artist, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    const tip = (by: string) =>
      as(buyer, releases).tipToken(token.address, artist.address, by, 109n)
    const [paid] = await tokenGains(token, [artist.address], () => tip(ZeroAddress))
    expect(paid).to.equal(109n)
    await token.blacklist(host.address, true)
    const [again] = await tokenGains(token, [artist.address], () =>
      expect(tip(host.address))
        .to.emit(releases, 'Tipped')
        .withArgs(artist.address, host.address, buyer.address, token.address, 109n, 0n),
    )
    expect(again).to.equal(109n)
  })

  it('is kept for an artist whom the token refuses', async () => {
    const { releases, token, artist, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    await token.blacklist(artist.address, true)
    await expect(as(buyer, releases).tipToken(token.address, artist.address, host.address, 109n))
      .to.emit(releases, 'Owed')
      .withArgs(token.address, artist.address, 99n)
    expect(await releases.owed(token.address, artist.address)).to.equal(99n)
  })

  it('needs some money, an artist, a host and a token that can be', async () => {
    const { releases, address, token, artist, buyer, host } =
      await networkHelpers.loadFixture(tokenStage)
    const tip = (currency: string, to: string, by: string, amount: bigint) =>
      expect(as(buyer, releases).tipToken(currency, to, by, amount)).to.be
    await tip(token.address, artist.address, host.address, 0n).revertedWithCustomError(
      releases,
      'NothingPaid',
    )
    for (const nobody of [ZeroAddress, address, token.address]) {
      await tip(token.address, nobody, host.address, 1n)
        .revertedWithCustomError(releases, 'RefusedArtist')
        .withArgs(nobody)
    }
    for (const nobody of [address, token.address]) {
      await tip(token.address, artist.address, nobody, 1n)
        .revertedWithCustomError(releases, 'RefusedHost')
        .withArgs(nobody)
    }
    for (const nothing of [ZeroAddress, address, host.address]) {
      await tip(nothing, artist.address, host.address, 1n)
        .revertedWithCustomError(releases, 'RefusedCurrency')
        .withArgs(nothing)
    }
  })

  it('is refused when ether comes along', async () => {
    const { releases, token, artist, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    const signed = {
      from: buyer.address,
      amount: 1n,
      validAfter: 0n,
      validBefore: 0n,
      salt: `0x${'0'.repeat(64)}`,
      signature: '0x',
    }
    const mine = as(buyer, releases)
    const value = { value: 3n }
    for (const tip of [
      () => mine.tipToken(token.address, artist.address, host.address, 1n, value),
      () => mine.tipWithAuthorization(token.address, artist.address, host.address, signed, value),
    ]) {
      await expect(tip()).to.be.revertedWithCustomError(releases, 'EtherWithTokens').withArgs(3n)
    }
  })

  it('by one who allowed too little is refused', async () => {
    const { releases, token, artist, friend, host } = await networkHelpers.loadFixture(tokenStage)
    await expect(as(friend, releases).tipToken(token.address, artist.address, host.address, 10n))
      .to.be.revertedWithCustomError(releases, 'AllowanceTooLow')
      .withArgs(token.address, friend.address, 10n, 0n)
  })
})
