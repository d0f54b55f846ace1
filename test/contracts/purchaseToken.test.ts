// A listener buys with tokens that stand allowed, or that a signature allows.
import { expect } from 'chai'
import { as, ethers, networkHelpers, stage, termsOf, ZeroAddress } from './stage.ts'
import { permitOf, PLENTY, PRICE, tokenGains, tokenStage } from './tokens.ts'

describe('a purchase in tokens', () => {
  it('pays the artist nine tenths and the host one, straight from the buyer', async () => {
    const { releases, address, token, terms, edition, artist, buyer, host } =
      await networkHelpers.loadFixture(tokenStage)
    const wallets = [artist.address, host.address, buyer.address, address]
    const paid = await tokenGains(token, wallets, () =>
      as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE),
    )
    expect(paid).to.deep.equal([4_500_000n, 500_000n, -PRICE, 0n])
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(1n)
    expect(await token.allowance(buyer.address, address)).to.equal(PLENTY - PRICE)
  })

  it('never rests in the contract', async () => {
    const { releases, address, token, terms, buyer, host } =
      await networkHelpers.loadFixture(tokenStage)
    const sale = as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE)
    const moves = await token.queryFilter('Transfer', (await (await sale).wait())?.blockNumber)
    expect(moves.length).to.equal(2)
    for (const { topics } of moves) {
      expect(topics).not.to.include(ethers.zeroPadValue(address.toLowerCase(), 32))
    }
  })

  it('is logged with who paid what to whom', async () => {
    const { releases, terms, edition, artist, buyer, host, friend } =
      await networkHelpers.loadFixture(tokenStage)
    const release = await releases.releaseId(artist.address, terms.salt)
    const paid = PRICE + 19n
    await expect(as(buyer, releases).purchaseToken(terms, friend.address, host.address, paid))
      .to.emit(releases, 'Sold')
      .withArgs(edition, friend.address, host.address, release, buyer.address, paid, paid / 10n)
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
  })

  it('pays several payees to the unit, the first what rounding leaves', async () => {
    const { releases, token, artist, buyer, host, friend, stranger } =
      await networkHelpers.loadFixture(tokenStage)
    const payees = [artist, friend, stranger].map(({ address }, i) => ({
      wallet: address,
      bps: [3001, 3000, 2999][i] ?? 0,
    }))
    const terms = termsOf(artist, { currency: token.address, price: 1n, payees })
    await as(artist, releases).mint(terms)
    const wallets = [artist, friend, stranger, host].map(({ address }) => address)
    const paid = await tokenGains(token, wallets, () =>
      as(buyer, releases).purchaseToken(terms, buyer.address, host.address, 1009n),
    )
    // 909 to the artist's side: 303 and 302 rounded down, the first gets the rest.
    expect(paid).to.deep.equal([304n, 303n, 302n, 100n])
  })

  it('pays the artist everything when no host is named', async () => {
    const { releases, token, terms, artist, buyer } = await networkHelpers.loadFixture(tokenStage)
    const [paid] = await tokenGains(token, [artist.address], () =>
      as(buyer, releases).purchaseToken(terms, buyer.address, ZeroAddress, PRICE),
    )
    expect(paid).to.equal(PRICE)
  })

  it('by a buyer who is the host costs nine tenths, and by the artist nothing', async () => {
    const { releases, address, token, terms, artist, buyer } =
      await networkHelpers.loadFixture(tokenStage)
    const [paid] = await tokenGains(token, [buyer.address], () =>
      as(buyer, releases).purchaseToken(terms, buyer.address, buyer.address, PRICE),
    )
    expect(paid).to.equal(-4_500_000n)
    await token.give(artist.address, PRICE)
    await as(artist, token).approve(address, PRICE)
    const [own] = await tokenGains(token, [artist.address], () =>
      as(artist, releases).purchaseToken(terms, artist.address, artist.address, PRICE),
    )
    expect(own).to.equal(0n)
  })

  it('of nothing at all is possible where the buyer names the price', async () => {
    const { releases, token, artist, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    const terms = termsOf(artist, { currency: token.address, price: 0n })
    await as(artist, releases).mint(terms)
    const sale = as(buyer, releases).purchaseToken(terms, buyer.address, host.address, 0n)
    // Some tokens refuse to move nothing, so it is not even tried; nor is nothing owed.
    await expect(sale).to.not.emit(token, 'Transfer')
    await expect(sale).to.not.emit(releases, 'Owed')
    const edition = await releases.editionId(terms)
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(1n)
  })

  it('is refused a unit below the price', async () => {
    const { releases, terms, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    await expect(as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE - 1n))
      .to.be.revertedWithCustomError(releases, 'Underpaid')
      .withArgs(PRICE, PRICE - 1n)
  })

  it('is refused when the buyer allowed too little, or has too little', async () => {
    const { releases, address, token, terms, buyer, friend, host } =
      await networkHelpers.loadFixture(tokenStage)
    const side = (PRICE * 9n) / 10n
    await as(buyer, token).approve(address, PRICE - 1n)
    await expect(as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE))
      .to.be.revertedWithCustomError(releases, 'AllowanceTooLow')
      .withArgs(token.address, buyer.address, side, side - 1n)
    await as(friend, token).transfer(buyer.address, PLENTY - PRICE + 1n)
    await as(friend, token).approve(address, PLENTY)
    await expect(as(friend, releases).purchaseToken(terms, friend.address, host.address, PRICE))
      .to.be.revertedWithCustomError(releases, 'BalanceTooLow')
      .withArgs(token.address, friend.address, side, side - 1n)
  })

  it('tells an allowance that is too low from a balance that is just enough', async () => {
    const { releases, token, terms, host, stranger } = await networkHelpers.loadFixture(tokenStage)
    await token.give(stranger.address, PRICE)
    await expect(as(stranger, releases).purchaseToken(terms, stranger.address, host.address, PRICE))
      .to.be.revertedWithCustomError(releases, 'AllowanceTooLow')
      .withArgs(token.address, stranger.address, PRICE, 0n)
  })

  it('never takes from anybody but the caller', async () => {
    const { releases, token, terms, buyer, host, stranger } =
      await networkHelpers.loadFixture(tokenStage)
    await expect(as(stranger, releases).purchaseToken(terms, stranger.address, host.address, PRICE))
      .to.be.revertedWithCustomError(releases, 'BalanceTooLow')
      .withArgs(token.address, stranger.address, PRICE, 0n)
    expect(await token.balanceOf(buyer.address)).to.equal(PLENTY)
  })

  it('is refused when the price is in ether', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    const terms = termsOf(artist)
    await as(artist, releases).mint(terms)
    const buying = as(buyer, releases)
    await expect(buying.purchaseToken(terms, buyer.address, host.address, terms.price))
      .to.be.revertedWithCustomError(releases, 'NotInTokens')
      .withArgs(terms.price)
    const permit = [1n, 27, ethers.ZeroHash, ethers.ZeroHash] as const
    await expect(
      buying.purchaseWithPermit(terms, buyer.address, host.address, terms.price, ...permit),
    )
      .to.be.revertedWithCustomError(releases, 'NotInTokens')
      .withArgs(terms.price)
  })

  it('is refused when ether comes along', async () => {
    const { releases, terms, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    const options = { value: 7n }
    await expect(
      as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE, options),
    )
      .to.be.revertedWithCustomError(releases, 'EtherWithTokens')
      .withArgs(7n)
  })

  it('is refused when the contract or the token is named as the host', async () => {
    const { releases, address, token, terms, buyer } = await networkHelpers.loadFixture(tokenStage)
    for (const nobody of [address, token.address]) {
      await expect(as(buyer, releases).purchaseToken(terms, buyer.address, nobody, PRICE))
        .to.be.revertedWithCustomError(releases, 'RefusedHost')
        .withArgs(nobody)
    }
  })

  it('is refused when the edition is closed, sold out or was never minted', async () => {
    const { releases, token, terms, edition, artist, buyer, host } =
      await networkHelpers.loadFixture(tokenStage)
    const buy = (what = terms) =>
      as(buyer, releases).purchaseToken(what, buyer.address, host.address, PRICE)
    const other = { ...terms, royaltyBps: 1 }
    await expect(buy(other)).to.be.revertedWithCustomError(releases, 'NotMinted')
    const capped = termsOf(artist, { currency: token.address, price: 1n, cap: 1 })
    await as(artist, releases).mint(capped)
    await buy(capped)
    await expect(buy(capped)).to.be.revertedWithCustomError(releases, 'SoldOut')
    await as(artist, releases).close(edition)
    await expect(buy()).to.be.revertedWithCustomError(releases, 'EditionClosed')
    expect(await token.balanceOf(host.address)).to.equal(PRICE / 10n)
  })

  it('needs a token: terms with none at that address, or with the contract itself, are not minted', async () => {
    const { releases, address, artist, stranger } = await networkHelpers.loadFixture(stage)
    const identity = ethers.toBeHex(4, 20)
    for (const currency of [stranger.address, identity, address]) {
      await expect(as(artist, releases).mint(termsOf(artist, { currency })))
        .to.be.revertedWithCustomError(releases, 'RefusedCurrency')
        .withArgs(ethers.getAddress(currency))
    }
  })

  it('is refused when the token is gone since', async () => {
    const { releases, token, terms, buyer, host } = await networkHelpers.loadFixture(tokenStage)
    await ethers.provider.send('hardhat_setCode', [token.address, '0x'])
    await expect(as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE))
      .to.be.revertedWithCustomError(releases, 'RefusedCurrency')
      .withArgs(token.address)
  })
})

describe('a purchase by permit', () => {
  it('needs no allowance beforehand', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, terms, edition, artist, friend, host } = set
    const permit = await permitOf(set, friend, PRICE)
    const paid = await tokenGains(token, [artist.address, host.address, friend.address], () =>
      as(friend, releases).purchaseWithPermit(
        terms,
        friend.address,
        host.address,
        PRICE,
        ...permit,
      ),
    )
    expect(paid).to.deep.equal([4_500_000n, 500_000n, -PRICE])
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
  })

  it('is not hindered by somebody who hands in the signature first', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, terms, edition, friend, host, stranger } = set
    const permit = await permitOf(set, friend, PRICE)
    await as(stranger, token).permit(friend.address, address, PRICE, ...permit)
    await as(friend, releases).purchaseWithPermit(
      terms,
      friend.address,
      host.address,
      PRICE,
      ...permit,
    )
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
  })

  it('cannot be made with the signature of another', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, terms, friend, host, stranger } = set
    const permit = await permitOf(set, friend, PRICE)
    await expect(
      as(stranger, releases).purchaseWithPermit(
        terms,
        stranger.address,
        host.address,
        PRICE,
        ...permit,
      ),
    ).to.be.revertedWithCustomError(releases, 'BalanceTooLow')
    expect(await token.balanceOf(friend.address)).to.equal(PLENTY)
  })

  it('is refused when the permit is for less, or too late', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, terms, friend, host } = set
    for (const permit of [
      await permitOf(set, friend, PRICE - 1n),
      await permitOf(set, friend, PRICE, 1n),
    ]) {
      await expect(
        as(friend, releases).purchaseWithPermit(
          terms,
          friend.address,
          host.address,
          PRICE,
          ...permit,
        ),
      )
        .to.be.revertedWithCustomError(releases, 'AllowanceTooLow')
        .withArgs(token.address, friend.address, PRICE, 0n)
    }
  })
})
