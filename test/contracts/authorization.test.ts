// A buyer without ether signs once; anybody carries it; nobody makes anything else of it.
import { expect } from 'chai'
import type { Signer } from 'ethers'
import { as, deploy, ethers, id, networkHelpers, stage, type Terms, ZeroAddress } from './stage.ts'
import {
  now,
  PLENTY,
  PRICE,
  signedPurchase,
  signedTip,
  signedWith,
  tokenGains,
  TokenMood,
  type TokenStage,
  tokenStage,
  type Wishes,
} from './tokens.ts'

interface Carried {
  terms: Terms
  recipient: string
  host: string
  by: Signer
  releases: TokenStage['releases']
}

/** Carries what the buyer signed to the contract: for himself and the host, or as changed. */
async function carry(set: TokenStage, signed: object, changes: Partial<Carried> = {}) {
  const { terms, recipient, host, by, releases } = {
    terms: set.terms,
    recipient: set.buyer.address,
    host: set.host.address,
    by: set.stranger,
    releases: set.releases,
    ...changes,
  }
  const authorization = signed as Awaited<ReturnType<typeof signedPurchase>>
  return as(by, releases).purchaseWithAuthorization(terms, recipient, host, authorization)
}

describe('a purchase by authorisation', () => {
  it('is carried by a stranger, who pays the gas and gains nothing', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, terms, edition, artist, buyer, host, stranger } = set
    const signed = await signedPurchase(set)
    const wallets = [artist, host, buyer, stranger].map((who) => who.address)
    const paid = await tokenGains(token, [...wallets, address], () => carry(set, signed))
    expect(paid).to.deep.equal([4_500_000n, 500_000n, -PRICE, 0n, 0n])
    expect((await releases.access(buyer.address, terms))[1]).to.equal(1n)
    expect(await releases.balanceOf(stranger.address, edition)).to.equal(0n)
  })

  it('needs no more of the token than EIP-3009 as it first was', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    await set.token.become(TokenMood.Plain, ZeroAddress)
    const [paid] = await tokenGains(set.token, [set.artist.address], async () =>
      carry(set, await signedPurchase(set)),
    )
    expect(paid).to.equal(4_500_000n)
  })

  it('is logged with the signer as the payer', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, edition, terms, artist, buyer, host } = set
    const release = await releases.releaseId(artist.address, terms.salt)
    await expect(carry(set, await signedPurchase(set)))
      .to.emit(releases, 'Sold')
      .withArgs(edition, buyer.address, host.address, release, buyer.address, PRICE, PRICE / 10n)
  })

  it('signs a nonce that anybody can compute', async () => {
    const { releases, buyer, host } = await networkHelpers.loadFixture(stage)
    const abi = ethers.AbiCoder.defaultAbiCoder()
    const salt = id('some salt')
    expect(await releases.purchaseNonce(7n, buyer.address, host.address, 5n, salt)).to.equal(
      ethers.keccak256(
        abi.encode(
          ['bytes32', 'uint256', 'address', 'address', 'uint256', 'bytes32'],
          [
            id(
              'purchase(uint256 edition,address recipient,address host,uint256 amount,bytes32 salt)',
            ),
            7n,
            buyer.address,
            host.address,
            5n,
            salt,
          ],
        ),
      ),
    )
    expect(await releases.tipNonce(buyer.address, host.address, 5n, salt)).to.equal(
      ethers.keccak256(
        abi.encode(
          ['bytes32', 'address', 'address', 'uint256', 'bytes32'],
          [
            id('tip(address artist,address host,uint256 amount,bytes32 salt)'),
            buyer.address,
            host.address,
            5n,
            salt,
          ],
        ),
      ),
    )
  })

  const redirections: [string, (set: TokenStage) => Partial<Carried>][] = [
    ['another recipient', ({ stranger }) => ({ recipient: stranger.address })],
    ['another host', ({ stranger }) => ({ host: stranger.address })],
    ['no host', () => ({ host: ZeroAddress })],
  ]
  for (const [what, change] of redirections) {
    it(`cannot be carried for ${what}`, async () => {
      const set = await networkHelpers.loadFixture(tokenStage)
      const signed = await signedPurchase(set)
      const carried = change(set)
      const nonce = await set.releases.purchaseNonce(
        set.edition,
        carried.recipient ?? set.buyer.address,
        carried.host ?? set.host.address,
        PRICE,
        signed.salt,
      )
      await expect(carry(set, signed, carried))
        .to.be.revertedWithCustomError(set.releases, 'AuthorizationRefused')
        .withArgs(set.token.address, set.buyer.address, nonce)
      expect(await set.token.balanceOf(set.buyer.address)).to.equal(PLENTY)
    })
  }

  it('cannot be carried for another edition, amount or salt, or in the name of another', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, artist, terms, friend } = set
    const other = { ...terms, manifest: id('another'), price: 1n }
    await as(artist, releases).mint(other)
    const signed = await signedPurchase(set)
    for (const [what, changes] of [
      [signed, { terms: other }],
      [{ ...signed, amount: PRICE + 1n }, {}],
      [{ ...signed, salt: id('foreign salt') }, {}],
      [{ ...signed, from: friend.address }, {}],
      [{ ...signed, validBefore: signed.validBefore + 1n }, {}],
    ] as const) {
      await expect(carry(set, what, changes)).to.be.revertedWithCustomError(
        releases,
        'AuthorizationRefused',
      )
    }
  })

  const foreign: [string, (set: TokenStage) => Partial<Wishes>][] = [
    ['another chain', () => ({ chainId: 1n })],
    ['another token', ({ address }) => ({ token: { address } })],
    ['another receiver', ({ stranger }) => ({ to: stranger.address })],
    ['another account', ({ stranger, buyer }) => ({ signer: stranger, from: buyer.address })],
  ]
  for (const [what, wishes] of foreign) {
    it(`cannot be made with a signature of or for ${what}`, async () => {
      const set = await networkHelpers.loadFixture(tokenStage)
      const signed = await signedPurchase(set, wishes(set))
      await expect(carry(set, signed)).to.be.revertedWithCustomError(
        set.releases,
        'AuthorizationRefused',
      )
    })
  }

  it('cannot be carried to another Releases', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const elsewhere = (await stage()).releases
    await as(set.artist, elsewhere).mint(set.terms)
    await expect(
      carry(set, await signedPurchase(set), { releases: elsewhere }),
    ).to.be.revertedWithCustomError(elsewhere, 'AuthorizationRefused')
  })

  it('cannot be used as a tip, nor a tip as a purchase', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, artist, host, stranger } = set
    await expect(
      as(stranger, releases).tipWithAuthorization(
        token.address,
        artist.address,
        host.address,
        await signedPurchase(set),
      ),
    ).to.be.revertedWithCustomError(releases, 'AuthorizationRefused')
    await expect(carry(set, await signedTip(set))).to.be.revertedWithCustomError(
      releases,
      'AuthorizationRefused',
    )
  })

  it('is used once', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, edition, buyer, host } = set
    const signed = await signedPurchase(set)
    await carry(set, signed)
    const nonce = await releases.purchaseNonce(
      edition,
      buyer.address,
      host.address,
      PRICE,
      signed.salt,
    )
    await expect(carry(set, signed))
      .to.be.revertedWithCustomError(releases, 'AuthorizationUsed')
      .withArgs(buyer.address, nonce)
    await carry(set, await signedPurchase(set, { salt: id('another salt') }))
    expect(await token.balanceOf(buyer.address)).to.equal(PLENTY - 2n * PRICE)
  })

  it('is void once its signer cancelled it', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, edition, buyer, host, stranger } = set
    const signed = await signedPurchase(set)
    const nonce = await releases.purchaseNonce(
      edition,
      buyer.address,
      host.address,
      PRICE,
      signed.salt,
    )
    const { chainId } = await ethers.provider.getNetwork()
    const domain = { name: 'Play Dollar', version: '1', chainId, verifyingContract: token.address }
    const types = {
      CancelAuthorization: [
        { name: 'authorizer', type: 'address' },
        { name: 'nonce', type: 'bytes32' },
      ],
    }
    const message = { authorizer: buyer.address, nonce }
    const { v, r, s } = ethers.Signature.from(await buyer.signTypedData(domain, types, message))
    await as(stranger, token).cancelAuthorization(buyer.address, nonce, v, r, s)
    await expect(carry(set, signed))
      .to.be.revertedWithCustomError(releases, 'AuthorizationUsed')
      .withArgs(buyer.address, nonce)
  })

  it('holds between its times only', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const time = (await now()) + 100n
    const at = () => networkHelpers.time.setNextBlockTimestamp(time)
    const early = await signedPurchase(set, { validAfter: time })
    await at()
    await expect(carry(set, early))
      .to.be.revertedWithCustomError(set.releases, 'AuthorizationEarly')
      .withArgs(time, time)
    const late = await signedPurchase(set, { validBefore: time + 10n })
    await networkHelpers.time.setNextBlockTimestamp(time + 10n)
    await expect(carry(set, late))
      .to.be.revertedWithCustomError(set.releases, 'AuthorizationExpired')
      .withArgs(time + 10n, time + 10n)
    const good = await signedPurchase(set, { validAfter: time + 19n, validBefore: time + 21n })
    await networkHelpers.time.setNextBlockTimestamp(time + 20n)
    await carry(set, good)
  })

  it('tells when the signer has too little', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, stranger } = set
    await token.give(stranger.address, PRICE - 1n)
    const signed = await signedPurchase(set, { signer: stranger })
    await expect(carry(set, signed))
      .to.be.revertedWithCustomError(releases, 'BalanceTooLow')
      .withArgs(token.address, stranger.address, PRICE, PRICE - 1n)
  })

  it('tells a wrong signature from a balance that is just enough', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, buyer, stranger } = set
    await token.give(stranger.address, PRICE)
    const signed = await signedPurchase(set, { signer: buyer, from: stranger.address })
    await expect(carry(set, signed)).to.be.revertedWithCustomError(releases, 'AuthorizationRefused')
  })

  it('keeps all the checks of a sale', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, terms, edition, artist, buyer, stranger } = set
    const low = await signedPurchase(set, { amount: PRICE - 1n })
    await expect(carry(set, low)).to.be.revertedWithCustomError(releases, 'Underpaid')
    for (const nobody of [address, token.address]) {
      const signed = await signedPurchase(set, { host: nobody })
      await expect(carry(set, signed, { host: nobody })).to.be.revertedWithCustomError(
        releases,
        'RefusedHost',
      )
    }
    const signed = await signedPurchase(set)
    const mine = as(stranger, releases)
    await expect(
      mine.purchaseWithAuthorization(terms, buyer.address, set.host.address, signed, { value: 1n }),
    )
      .to.be.revertedWithCustomError(releases, 'EtherWithTokens')
      .withArgs(1n)
    await as(artist, releases).close(edition)
    await expect(carry(set, signed)).to.be.revertedWithCustomError(releases, 'EditionClosed')
  })

  it('by a buyer who is the host, or the artist, comes out even', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { token, artist, buyer } = set
    const signed = await signedPurchase(set, { host: buyer.address })
    const [paid] = await tokenGains(token, [buyer.address], () =>
      carry(set, signed, { host: buyer.address }),
    )
    expect(paid).to.equal(-4_500_000n)
    await token.give(artist.address, PRICE)
    const wishes = { signer: artist, host: artist.address, recipient: buyer.address }
    const own = await signedPurchase(set, wishes)
    const [gained] = await tokenGains(token, [artist.address], () =>
      carry(set, own, { host: artist.address }),
    )
    expect(gained).to.equal(0n)
  })
})

describe('a contract wallet', () => {
  it('buys by authorisation, signing as ERC-1271 says', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, edition, artist, buyer } = set
    const wallet = await deploy('Wallet', buyer.address)
    await token.give(wallet, PRICE)
    const wishes = { from: wallet, recipient: wallet }
    const signed = await signedPurchase(set, wishes)
    const paid = await tokenGains(token, [artist.address, wallet], () =>
      carry(set, signed, { recipient: wallet }),
    )
    expect(paid).to.deep.equal([4_500_000n, -PRICE])
    expect(await releases.balanceOf(wallet, edition)).to.equal(1n)
  })

  it('may sign with other bytes than accounts do', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { token, buyer } = set
    const wallet = await deploy('Wallet', buyer.address)
    await token.give(wallet, PRICE)
    const signed = await signedPurchase(set, { from: wallet, recipient: wallet })
    const longer = { ...signed, signature: `${signed.signature}00` }
    const [paid] = await tokenGains(token, [wallet], () =>
      carry(set, longer, { recipient: wallet }),
    )
    expect(paid).to.equal(-PRICE)
  })

  it('pays nothing that its owner did not sign', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { token, buyer, stranger } = set
    const wallet = await deploy('Wallet', buyer.address)
    await token.give(wallet, PRICE)
    const wishes = { signer: stranger, from: wallet, recipient: wallet }
    const signed = await signedPurchase(set, wishes)
    await expect(carry(set, signed, { recipient: wallet })).to.be.revertedWithCustomError(
      set.releases,
      'AuthorizationRefused',
    )
  })
})

describe('a tip by authorisation', () => {
  it('is shared like a sale and logged with its signer', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, artist, buyer, host, stranger } = set
    const signed = await signedTip(set, { amount: 109n })
    const wallets = [artist.address, host.address, buyer.address, address]
    const paid = await tokenGains(token, wallets, () =>
      expect(
        as(stranger, releases).tipWithAuthorization(
          token.address,
          artist.address,
          host.address,
          signed,
        ),
      )
        .to.emit(releases, 'Tipped')
        .withArgs(artist.address, host.address, buyer.address, token.address, 109n, 10n),
    )
    expect(paid).to.deep.equal([99n, 10n, -109n, 0n])
  })

  it('cannot be carried to another artist or host, or in another amount', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, token, artist, host, stranger } = set
    const signed = await signedTip(set)
    for (const [to, by, what] of [
      [stranger.address, host.address, signed],
      [artist.address, stranger.address, signed],
      [artist.address, host.address, { ...signed, amount: PRICE + 1n }],
      [artist.address, host.address, { ...signed, salt: id('foreign') }],
    ] as const) {
      await expect(
        as(stranger, releases).tipWithAuthorization(token.address, to, by, what),
      ).to.be.revertedWithCustomError(releases, 'AuthorizationRefused')
    }
  })

  it('keeps all the checks of a tip', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, artist, host, stranger } = set
    const signed = await signedTip(set)
    const tip = (to: string, by = host.address, what = signed, money = token.address) =>
      expect(as(stranger, releases).tipWithAuthorization(money, to, by, what)).to.be
    await tip(artist.address, host.address, { ...signed, amount: 0n }).revertedWithCustomError(
      releases,
      'NothingPaid',
    )
    for (const nobody of [ZeroAddress, address, token.address]) {
      await tip(nobody).revertedWithCustomError(releases, 'RefusedArtist').withArgs(nobody)
    }
    for (const nobody of [address, token.address]) {
      await tip(artist.address, nobody)
        .revertedWithCustomError(releases, 'RefusedHost')
        .withArgs(nobody)
    }
    for (const nothing of [ZeroAddress, address, host.address]) {
      await tip(artist.address, host.address, signed, nothing)
        .revertedWithCustomError(releases, 'RefusedCurrency')
        .withArgs(nothing)
    }
  })

  it('needs a token that knows authorisations', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, artist, host, buyer, stranger } = set
    const plain = await deploy('Wallet', buyer.address)
    const nonce = await releases.tipNonce(artist.address, host.address, 0n, id('salt'))
    const signed = await signedWith(set, nonce, { amount: 1n })
    await expect(
      as(stranger, releases).tipWithAuthorization(plain, artist.address, host.address, signed),
    ).to.be.revertedWithCustomError(releases, 'BalanceTooLow')
  })
})
