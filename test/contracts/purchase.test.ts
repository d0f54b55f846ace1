// A listener buys a copy, and the artist has been paid when the transaction ends.
import { expect } from 'chai'
import {
  as,
  ethers,
  gains,
  id,
  minted,
  Mood,
  networkHelpers,
  parseEther,
  puppet,
  stage,
  type Terms,
  termsOf,
  ZeroAddress,
} from './stage.ts'

describe('a purchase', () => {
  it('pays the artist nine tenths and the host one, and gives the buyer a copy', async () => {
    const { releases, address, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    const value = terms.price
    const paid = await gains([artist.address, host.address, address], () =>
      as(buyer, releases).purchase(terms, buyer.address, host.address, { value }),
    )
    expect(paid).to.deep.equal([parseEther('0.009'), parseEther('0.001'), 0n])
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(1n)
  })

  it('is logged with who paid what to whom', async () => {
    const { releases, artist, buyer, host, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    const release = await releases.releaseId(artist.address, terms.salt)
    const value = terms.price + 5n
    const sale = as(buyer, releases).purchase(terms, friend.address, host.address, { value })
    await expect(sale)
      .to.emit(releases, 'Sold')
      .withArgs(edition, friend.address, host.address, release, buyer.address, value, value / 10n)
    await expect(sale)
      .to.emit(releases, 'TransferSingle')
      .withArgs(buyer.address, ZeroAddress, friend.address, edition, 1n)
  })

  it('pays the artist everything when no host is named', async () => {
    const { releases, artist, buyer } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const [paid] = await gains([artist.address], () =>
      as(buyer, releases).purchase(terms, buyer.address, ZeroAddress, { value: terms.price }),
    )
    expect(paid).to.equal(terms.price)
  })

  it('shares out what is paid above the price', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const paid = await gains([artist.address, host.address], () =>
      as(buyer, releases).purchase(terms, buyer.address, host.address, { value: parseEther('5') }),
    )
    expect(paid).to.deep.equal([parseEther('4.5'), parseEther('0.5')])
  })

  it('can be a gift', async () => {
    const { releases, artist, buyer, host, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    await as(buyer, releases).purchase(terms, friend.address, host.address, { value: terms.price })
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(0n)
  })

  it('can be a gift to a contract that takes copies', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    const vault = await puppet()
    await as(buyer, releases).purchase(terms, vault.address, host.address, { value: terms.price })
    expect(await releases.balanceOf(vault.address, edition)).to.equal(1n)
  })

  it('is undone, with its payments, when the recipient refuses the copy', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const refusing = await puppet(Mood.Refusing)
    const paid = await gains([artist.address, host.address], () =>
      expect(
        as(buyer, releases).purchase(terms, refusing.address, host.address, { value: terms.price }),
      ).to.be.revertedWithCustomError(releases, 'TransferToNonERC1155ReceiverImplementer'),
    )
    expect(paid).to.deep.equal([0n, 0n])
  })

  it('can be free, when the artist lets the buyer name the price', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { price: 0n })
    const edition = await minted(releases, artist, terms)
    await as(buyer, releases).purchase(terms, buyer.address, host.address)
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(1n)
  })

  it('is refused a wei below the price', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const value = terms.price - 1n
    await expect(as(buyer, releases).purchase(terms, buyer.address, host.address, { value }))
      .to.be.revertedWithCustomError(releases, 'Underpaid')
      .withArgs(terms.price, value)
  })

  it('is refused in ether when the price is in a token', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const token = await puppet()
    const terms = termsOf(artist, { currency: token.address })
    await minted(releases, artist, terms)
    const value = terms.price
    await expect(as(buyer, releases).purchase(terms, buyer.address, host.address, { value }))
      .to.be.revertedWithCustomError(releases, 'NotInEther')
      .withArgs(token.address)
  })

  it('is refused when nobody would get the copy', async () => {
    const { releases, address, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const buy = (recipient: string) =>
      as(buyer, releases).purchase(terms, recipient, host.address, { value: terms.price })
    await expect(buy(ZeroAddress)).to.be.revertedWithCustomError(releases, 'TransferToZeroAddress')
    await expect(buy(address)).to.be.revertedWithCustomError(
      releases,
      'TransferToNonERC1155ReceiverImplementer',
    )
  })

  it('is refused when the contract is named as its own host', async () => {
    const { releases, address, artist, buyer } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    await expect(
      as(buyer, releases).purchase(terms, buyer.address, address, { value: terms.price }),
    )
      .to.be.revertedWithCustomError(releases, 'RefusedHost')
      .withArgs(address)
  })

  it('is refused before the edition is minted', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await expect(
      as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price }),
    )
      .to.be.revertedWithCustomError(releases, 'NotMinted')
      .withArgs(await releases.editionId(terms))
  })

  const changes: Partial<Terms>[] = [
    { artist: ethers.getAddress(ethers.toBeHex(0xbad, 20)) },
    { salt: id('other masters') },
    { manifest: id('another manifest') },
    { price: 1n },
    { cap: 1 },
    { royaltyBps: 0 },
    { payees: [{ wallet: ethers.getAddress(ethers.toBeHex(0xbad, 20)), bps: 9000 }] },
    { payees: [] },
  ]
  for (const change of changes) {
    const [field = ''] = Object.keys(change)
    const what = change.payees?.length === 0 ? 'no payees' : `another ${field}`
    it(`is refused with ${what} than was minted`, async () => {
      const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
      const terms = termsOf(artist)
      await minted(releases, artist, terms)
      const value = terms.price
      const wrong = { ...terms, ...change }
      await expect(
        as(buyer, releases).purchase(wrong, buyer.address, host.address, { value }),
      ).to.be.revertedWithCustomError(releases, 'NotMinted')
    })
  }

  it('is refused when its payees stand where the hash does not look', async () => {
    const { releases, address, artist, buyer, host, stranger } =
      await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await minted(releases, artist, terms)
    const honest = releases.interface.encodeFunctionData('purchase', [
      terms,
      buyer.address,
      host.address,
    ])
    // The offset of the payees, the ninth field behind three words of arguments, now points to the end.
    const at = 2 + 8 + 64 * (3 + 7)
    const end = ethers.toBeHex(ethers.dataLength(honest) - 4 - 32 * 3, 32)
    const crooked = ethers.concat([
      honest.slice(0, at) + end.slice(2) + honest.slice(at + 64),
      ethers.toBeHex(1, 32),
      ethers.zeroPadValue(stranger.address, 32),
      ethers.toBeHex(9000, 32),
    ])
    const [stolen] = await gains([stranger.address], () =>
      expect(
        buyer.sendTransaction({ to: address, data: crooked, value: terms.price }),
      ).to.be.revertedWithCustomError(releases, 'MalformedTerms'),
    )
    expect(stolen).to.equal(0n)
  })

  it('of a copy can be followed by passing the copy on', async () => {
    const { releases, artist, buyer, host, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    await as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price })
    await as(buyer, releases).safeTransferFrom(buyer.address, friend.address, edition, 1n, '0x')
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
  })
})

describe('a capped edition', () => {
  it('sells its last copy and then no more', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { cap: 2 })
    const edition = await minted(releases, artist, terms)
    const buy = () =>
      as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price })
    await buy()
    await buy()
    await expect(buy()).to.be.revertedWithCustomError(releases, 'SoldOut').withArgs(edition, 2)
    expect(await releases.balanceOf(buyer.address, edition)).to.equal(2n)
    expect((await releases.editions(edition))[2]).to.equal(2n)
  })

  it('sells a single copy to the first of two buyers in one block', async () => {
    const { releases, artist, buyer, friend, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { cap: 1 })
    const edition = await minted(releases, artist, terms)
    const options = { value: terms.price, gasLimit: 300_000 }
    await ethers.provider.send('evm_setAutomine', [false])
    try {
      const sent = [
        await as(buyer, releases).purchase(terms, buyer.address, host.address, options),
        await as(friend, releases).purchase(terms, friend.address, host.address, options),
      ]
      const [paid] = await gains([artist.address], () => networkHelpers.mine())
      const receipts = await Promise.all(
        sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)),
      )
      expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1)
      expect(receipts.map((receipt) => receipt?.status).sort()).to.deep.equal([0, 1])
      expect(paid).to.equal((terms.price * 9n) / 10n)
    } finally {
      await ethers.provider.send('evm_setAutomine', [true])
    }
    expect((await releases.editions(edition))[2]).to.equal(1n)
  })

  it('does not count what its copies do later', async () => {
    const { releases, artist, buyer, friend, host } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { cap: 2 })
    const edition = await minted(releases, artist, terms)
    await as(buyer, releases).purchase(terms, buyer.address, host.address, { value: terms.price })
    await as(buyer, releases).safeTransferFrom(buyer.address, friend.address, edition, 1n, '0x')
    expect((await releases.editions(edition))[2]).to.equal(1n)
  })
})
