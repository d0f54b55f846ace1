// Tokens that refuse, take fees, lie or call back; and what waits for whom they refuse.
import { expect } from 'chai'
import { as, ethers, id, Mood, networkHelpers, puppet, receiptOf, termsOf } from './stage.ts'
import {
  PLENTY,
  PRICE,
  signedPurchase,
  tokenGains,
  TokenMood,
  type TokenStage,
  tokenStage,
} from './tokens.ts'

const SIDE = (PRICE * 9n) / 10n
const HALF = SIDE / 2n
const { ZeroAddress } = ethers

/** A stage where the artist and a friend share the side in halves. */
async function shared() {
  const set = await tokenStage()
  const payees = [set.artist, set.friend].map(({ address }) => ({ wallet: address, bps: 4500 }))
  const terms = termsOf(set.artist, { currency: set.token.address, price: PRICE, payees })
  await as(set.artist, set.releases).mint(terms)
  return { ...set, terms, edition: await set.releases.editionId(terms) }
}

const byAllowance = ({ releases, terms, buyer, host }: TokenStage) =>
  as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE)

const byAuthorisation = async (set: TokenStage) => {
  const signed = await signedPurchase(set)
  const { releases, terms, buyer, host, stranger } = set
  const carrier = as(stranger, releases)
  return carrier.purchaseWithAuthorization(terms, buyer.address, host.address, signed)
}

for (const [way, buy] of [
  ['by allowance', byAllowance],
  ['by authorisation', byAuthorisation],
] as const) {
  describe(`a sale ${way} in an odd token`, () => {
    for (const mood of ['Refusing', 'Denying', 'Burning', 'Bombing', 'Lying'] as const) {
      it(`that is ${mood.toLowerCase()} towards one payee keeps the share for that one alone`, async () => {
        const set = await networkHelpers.loadFixture(shared)
        const { releases, address, token, artist, friend, host, buyer } = set
        await token.become(TokenMood[mood], friend.address)
        const wallets = [artist, friend, host, buyer].map((who) => who.address)
        const paid = await tokenGains(token, [...wallets, address], () =>
          expect(buy(set)).to.emit(releases, 'Owed').withArgs(token.address, friend.address, HALF),
        )
        expect(paid).to.deep.equal([HALF, 0n, PRICE / 10n, -PRICE, HALF])
        expect(await releases.owed(token.address, friend.address)).to.equal(HALF)
        expect(await releases.owed(token.address, artist.address)).to.equal(0n)
        expect(await releases.balanceOf(buyer.address, set.edition)).to.equal(1n)
      })

      it(`that is ${mood.toLowerCase()} towards the host pays the artist's side everything`, async () => {
        const set = await networkHelpers.loadFixture(shared)
        const { releases, address, token, artist, friend, host, buyer, edition, terms } = set
        await token.become(TokenMood[mood], host.address)
        const release = await releases.releaseId(artist.address, terms.salt)
        const wallets = [artist, friend, host].map((who) => who.address)
        const paid = await tokenGains(token, [...wallets, address], () =>
          expect(buy(set))
            .to.emit(releases, 'Sold')
            .withArgs(edition, buyer.address, host.address, release, buyer.address, PRICE, 0n),
        )
        expect(paid).to.deep.equal([PRICE / 2n, PRICE / 2n, 0n, 0n])
      })
    }

    it('that is silent is fine', async () => {
      const set = await networkHelpers.loadFixture(shared)
      const { address, token, artist, friend, host } = set
      await token.become(TokenMood.Silent, ZeroAddress)
      const wallets = [artist.address, friend.address, host.address, address]
      const paid = await tokenGains(token, wallets, () => buy(set))
      expect(paid).to.deep.equal([HALF, HALF, PRICE / 10n, 0n])
    })

    for (const mood of ['FeeTaking', 'Generous'] as const) {
      it(`that is ${mood === 'FeeTaking' ? 'taking a fee' : 'bringing too much'} is refused in words`, async () => {
        const set = await networkHelpers.loadFixture(shared)
        const { releases, token, buyer } = set
        await token.become(TokenMood[mood], ZeroAddress)
        await expect(buy(set)).to.be.revertedWithCustomError(releases, 'InexactTransfer')
        expect(await token.balanceOf(buyer.address)).to.equal(PLENTY)
      })

      it(`that is ${mood === 'FeeTaking' ? 'taking a fee' : 'bringing too much'} from one payee only keeps the whole share for him`, async () => {
        const set = await networkHelpers.loadFixture(shared)
        const { releases, address, token, friend } = set
        await token.become(TokenMood[mood], friend.address)
        const paid = await tokenGains(token, [friend.address, address], () => buy(set))
        expect(paid).to.deep.equal([0n, HALF])
        expect(await releases.owed(token.address, friend.address)).to.equal(HALF)
      })
    }

    it('that calls a payee cannot be stopped by one who refuses or passes the money on', async () => {
      const set = await networkHelpers.loadFixture(tokenStage)
      const { releases, address, token, artist, friend } = set
      const wallet = await puppet()
      const payees = [artist.address, wallet.address].map((each) => ({ wallet: each, bps: 4500 }))
      const terms = termsOf(artist, { currency: token.address, price: PRICE, payees })
      await as(artist, releases).mint(terms)
      await token.become(TokenMood.Telling, wallet.address)
      await wallet.become(Mood.Refusing)
      const odd = { ...set, terms, edition: await releases.editionId(terms) }
      await buy(odd)
      expect(await releases.owed(token.address, wallet.address)).to.equal(HALF)
      const pass = token.interface.encodeFunctionData('transfer', [friend.address, HALF])
      await wallet.rehearse(token.address, 0n, pass)
      const wallets = [artist.address, wallet.address, friend.address, address]
      const paid = await tokenGains(token, wallets, () =>
        as(set.buyer, releases).purchaseToken(terms, friend.address, set.host.address, PRICE),
      )
      expect(paid).to.deep.equal([HALF, 0n, 0n, HALF])
      expect(await releases.owed(token.address, wallet.address)).to.equal(2n * HALF)
    })

    it('that calls back finds everything locked', async () => {
      const set = await networkHelpers.loadFixture(shared)
      const { releases, address, token, terms, artist, host, friend } = set
      const signed = await signedPurchase(set, { salt: id('another') })
      const call = (name: string, ...args: unknown[]) =>
        releases.interface.encodeFunctionData(name, args)
      const calls = [
        call('purchase', terms, friend.address, host.address),
        call('purchaseToken', terms, friend.address, host.address, PRICE),
        call(
          'purchaseWithPermit',
          terms,
          friend.address,
          host.address,
          PRICE,
          0n,
          27,
          ethers.ZeroHash,
          ethers.ZeroHash,
        ),
        call('purchaseWithAuthorization', terms, friend.address, host.address, signed),
        call('tip', artist.address, host.address),
        call('tipToken', token.address, artist.address, host.address, 1n),
        call('tipWithAuthorization', token.address, artist.address, host.address, signed),
        call('claim', token.address),
        call('pushThrough', token.address, set.buyer.address, token.address, 1n),
      ]
      const reentrancy = id('Reentrancy()').slice(0, 10)
      const onlyItself = id('OnlyItself(address)').slice(0, 10)
      for (const [i, data] of calls.entries()) {
        const snapshot = await networkHelpers.takeSnapshot()
        await token.rehearse(address, data)
        const receipt = await receiptOf(buy(set))
        const called = receipt.logs
          .filter((log) => log.address === token.address)
          .map((log) => token.interface.parseLog(log))
          .filter((log) => log?.name === 'Called')
        expect(called.length).to.be.above(2)
        for (const log of called) {
          expect(log?.args.getValue('worked')).to.equal(false)
          const thrown: unknown = log?.args.getValue('thrown')
          expect(thrown).to.equal(i === calls.length - 1 ? onlyItself : reentrancy)
        }
        await snapshot.restore()
      }
    })
  })
}

describe('a token that refuses everything', () => {
  it('ends the sale in words', async () => {
    const set = await networkHelpers.loadFixture(shared)
    await set.token.become(TokenMood.Refusing, ZeroAddress)
    await expect(byAllowance(set))
      .to.be.revertedWithCustomError(set.releases, 'TransferRefused')
      .withArgs(set.token.address, set.buyer.address, PRICE / 2n)
    await expect(byAuthorisation(set)).to.be.revertedWithCustomError(
      set.releases,
      'AuthorizationRefused',
    )
  })

  it('is told from an allowance and a balance that are just enough', async () => {
    const set = await networkHelpers.loadFixture(shared)
    const { releases, address, token, buyer, friend } = set
    await as(buyer, token).transfer(friend.address, PLENTY - PRICE / 2n)
    await as(buyer, token).approve(address, PRICE / 2n)
    await token.become(TokenMood.Refusing, ZeroAddress)
    await expect(byAllowance(set))
      .to.be.revertedWithCustomError(releases, 'TransferRefused')
      .withArgs(token.address, buyer.address, PRICE / 2n)
  })

  it('for the contract ends a sale with a refused payee', async () => {
    const set = await networkHelpers.loadFixture(shared)
    for (const wallet of [set.friend.address, set.address]) await set.token.blacklist(wallet, true)
    await expect(byAllowance(set))
      .to.be.revertedWithCustomError(set.releases, 'TransferRefused')
      .withArgs(set.token.address, set.buyer.address, HALF)
  })
})

describe('a refused share', () => {
  const refused = async () => {
    const set = await shared()
    await set.token.blacklist(set.friend.address, true)
    await byAllowance(set)
    await byAuthorisation(set)
    return set
  }

  it('adds up, and is claimed by its payee once the token relents', async () => {
    const set = await networkHelpers.loadFixture(refused)
    const { releases, address, token, friend } = set
    expect(await releases.owed(token.address, friend.address)).to.equal(2n * HALF)
    const claim = () => as(friend, releases).claim(token.address)
    await expect(claim())
      .to.be.revertedWithCustomError(releases, 'TransferRefused')
      .withArgs(token.address, address, 2n * HALF)
    await token.blacklist(friend.address, false)
    const paid = await tokenGains(token, [friend.address, address], () =>
      expect(claim())
        .to.emit(releases, 'Claimed')
        .withArgs(token.address, friend.address, 2n * HALF),
    )
    expect(paid).to.deep.equal([2n * HALF, -2n * HALF])
    expect(await releases.owed(token.address, friend.address)).to.equal(0n)
  })

  it('is claimed once, and by nobody else', async () => {
    const set = await networkHelpers.loadFixture(refused)
    const { releases, token, friend, stranger } = set
    await token.blacklist(friend.address, false)
    await expect(as(stranger, releases).claim(token.address))
      .to.be.revertedWithCustomError(releases, 'NothingOwed')
      .withArgs(token.address, stranger.address)
    await as(friend, releases).claim(token.address)
    await expect(as(friend, releases).claim(token.address))
      .to.be.revertedWithCustomError(releases, 'NothingOwed')
      .withArgs(token.address, friend.address)
  })

  it('is claimed from silent tokens too, and stays when a token denies, lies or takes too much', async () => {
    const set = await networkHelpers.loadFixture(refused)
    const { releases, address, token, friend } = set
    const held = 2n * HALF
    await token.blacklist(friend.address, false)
    const claim = () => as(friend, releases).claim(token.address)
    await token.become(TokenMood.Denying, ZeroAddress)
    await expect(claim()).to.be.revertedWithCustomError(releases, 'TransferRefused')
    await token.become(TokenMood.Lying, ZeroAddress)
    await expect(claim())
      .to.be.revertedWithCustomError(releases, 'InexactTransfer')
      .withArgs(token.address, address, 0n, held)
    expect(await releases.owed(token.address, friend.address)).to.equal(held)
    await token.become(TokenMood.Silent, ZeroAddress)
    const [paid] = await tokenGains(token, [friend.address], claim)
    expect(paid).to.equal(held)
  })

  it('cannot be claimed twice by a token that calls back', async () => {
    const set = await networkHelpers.loadFixture(refused)
    const { releases, address, token, friend } = set
    await token.blacklist(friend.address, false)
    await token.rehearse(address, releases.interface.encodeFunctionData('claim', [token.address]))
    const [paid] = await tokenGains(token, [friend.address], () =>
      as(friend, releases).claim(token.address),
    )
    expect(paid).to.equal(2n * HALF)
  })

  it('is not touched by the sales and claims of others', async () => {
    const set = await networkHelpers.loadFixture(refused)
    const { releases, address, token, artist, friend } = set
    await token.blacklist(artist.address, true)
    await byAllowance(set)
    await token.blacklist(artist.address, false)
    await as(artist, releases).claim(token.address)
    expect(await releases.owed(token.address, friend.address)).to.equal(3n * HALF)
    expect(await token.balanceOf(address)).to.equal(3n * HALF)
  })
})

describe('the push of a payment', () => {
  it('is for the contract itself only', async () => {
    const { releases, token, buyer, stranger } = await networkHelpers.loadFixture(tokenStage)
    await expect(
      as(stranger, releases).pushThrough(token.address, buyer.address, stranger.address, 1n),
    )
      .to.be.revertedWithCustomError(releases, 'OnlyItself')
      .withArgs(stranger.address)
  })

  it('that fails with little gas undoes the sale instead of refusing a share', async () => {
    const set = await networkHelpers.loadFixture(shared)
    const { releases, terms, token, buyer, friend, host } = set
    await token.blacklist(friend.address, true)
    await expect(
      as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE, {
        gasLimit: 300_000,
      }),
    ).to.be.revertedWithCustomError(releases, 'TooLittleGas')
  })
})
