// The artist puts an edition on sale.
import { expect } from 'chai'
import {
  as,
  ethers,
  id,
  minted,
  networkHelpers,
  type Payee,
  puppet,
  receiptOf,
  stage,
  type Terms,
  termsOf,
  ZeroAddress,
} from './stage.ts'

const abi = ethers.AbiCoder.defaultAbiCoder()
const TERMS =
  'tuple(address artist, bytes32 salt, bytes32 manifest, address currency, uint256 price, uint32 cap, uint16 royaltyBps, tuple(address wallet, uint16 bps)[] payees)'
const TYPES = '(address,bytes32,bytes32,address,uint256,uint32,uint16,(address,uint16)[])'

describe('minting', () => {
  it('is logged with the full terms', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { cap: 7 })
    const { logs } = await receiptOf(as(artist, releases).mint(terms))
    expect(logs.map(({ topics, data }) => ({ topics, data }))).to.deep.equal([
      {
        topics: [
          id(`Minted(bytes32,uint256,address,${TYPES})`),
          await releases.releaseId(artist.address, terms.salt),
          ethers.toBeHex(await releases.editionId(terms), 32),
          ethers.zeroPadValue(artist.address, 32),
        ],
        data: abi.encode([TERMS], [terms]),
      },
    ])
  })

  it('names the edition by the hash of its terms', async () => {
    const { releases, artist, friend } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { payees: share([artist.address, 8000], [friend.address, 1000]) })
    const hash = BigInt(ethers.keccak256(abi.encode([TERMS], [terms])))
    expect(await releases.editionId(terms)).to.equal(hash)
    expect(await as(artist, releases).mint.staticCall(terms)).to.equal(hash)
  })

  it('names the release by chain, contract, artist and salt', async () => {
    const { releases, address, artist } = await networkHelpers.loadFixture(stage)
    const salt = id('songs')
    const { chainId } = await ethers.provider.getNetwork()
    expect(await releases.releaseId(artist.address, salt)).to.equal(
      ethers.keccak256(
        abi.encode(
          ['uint256', 'address', 'address', 'bytes32'],
          [chainId, address, artist.address, salt],
        ),
      ),
    )
  })

  it('keeps the artist and the royalty, and nothing sold yet', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    expect([...(await releases.editions(edition))]).to.deep.equal([
      artist.address,
      1000n,
      0n,
      false,
    ])
  })

  it('lets two artists use the same salt for two releases', async () => {
    const { releases, artist, friend } = await networkHelpers.loadFixture(stage)
    const [one, other] = [termsOf(artist), termsOf(friend)]
    expect(await minted(releases, artist, one)).not.to.equal(await minted(releases, friend, other))
    expect(await releases.releaseId(artist.address, one.salt)).not.to.equal(
      await releases.releaseId(friend.address, other.salt),
    )
  })

  it('gives the same release another edition at another price', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const first = await minted(releases, artist, termsOf(artist))
    const second = await minted(releases, artist, termsOf(artist, { price: 1n }))
    expect(first).not.to.equal(second)
  })

  it('takes any token as the currency', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, { currency: (await puppet()).address })
    await expect(as(artist, releases).mint(terms)).to.emit(releases, 'Minted')
  })

  it('takes the greatest terms there can be', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist, {
      price: ethers.MaxUint256,
      cap: 2 ** 32 - 1,
      royaltyBps: 2500,
      payees: manyPayees(32),
    })
    await expect(as(artist, releases).mint(terms)).to.emit(releases, 'Minted')
  })

  it('is for the artist only', async () => {
    const { releases, artist, stranger } = await networkHelpers.loadFixture(stage)
    await expect(as(stranger, releases).mint(termsOf(artist)))
      .to.be.revertedWithCustomError(releases, 'NotArtist')
      .withArgs(artist.address, stranger.address)
  })

  it('happens once for the same terms', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    await expect(as(artist, releases).mint(termsOf(artist)))
      .to.be.revertedWithCustomError(releases, 'AlreadyMinted')
      .withArgs(edition)
  })

  it('cannot bring back a closed edition', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist))
    await as(artist, releases).close(edition)
    await expect(as(artist, releases).mint(termsOf(artist))).to.be.revertedWithCustomError(
      releases,
      'AlreadyMinted',
    )
  })

  it('is refused in a retired release, at any terms', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    await as(artist, releases).retire(terms.salt)
    await expect(as(artist, releases).mint({ ...terms, price: 5n }))
      .to.be.revertedWithCustomError(releases, 'ReleaseRetired')
      .withArgs(await releases.releaseId(artist.address, terms.salt))
  })

  it('refuses terms whose payees are encoded where the hash does not look', async () => {
    const { releases, address, artist, stranger } = await networkHelpers.loadFixture(stage)
    const terms = termsOf(artist)
    const honest = releases.interface.encodeFunctionData('mint', [terms])
    const elsewhere = abi.encode(['uint256', 'address', 'uint256'], [1, stranger.address, 9000])
    const offset = ethers.toBeHex(ethers.dataLength(honest) - 36, 32)
    const crooked = ethers.concat([replaceWord(honest, 8, offset), elsewhere])
    await expect(
      artist.sendTransaction({ to: address, data: crooked }),
    ).to.be.revertedWithCustomError(releases, 'MalformedTerms')
  })

  it('refuses terms with unclean bits', async () => {
    const { releases, address, artist } = await networkHelpers.loadFixture(stage)
    const honest = releases.interface.encodeFunctionData('mint', [termsOf(artist)])
    // Words behind the selector: the offset of the terms, then their fields.
    for (const word of [1, 4, 6, 7, 10, 11]) {
      const crooked = replaceWord(honest, word, ethers.toBeHex(ethers.MaxUint256, 32))
      await expect(artist.sendTransaction({ to: address, data: crooked })).to.be.revert(ethers)
    }
  })

  const bad: [string, Partial<Terms>, string, unknown[]][] = [
    ['a royalty above a quarter', { royaltyBps: 2501 }, 'RoyaltyTooHigh', [2501, 2500]],
    ['nobody to pay', { payees: [] }, 'WrongPayeeCount', [0, 32]],
    ['33 payees', { payees: manyPayees(33) }, 'WrongPayeeCount', [33, 32]],
    ['shares below the whole', { payees: share([wallet(1), 8999]) }, 'WrongShareSum', [8999, 9000]],
    [
      'shares above the whole',
      { payees: share([wallet(1), 9000], [wallet(2), 1]) },
      'WrongShareSum',
      [9001, 9000],
    ],
    [
      'shares that would only fit after overflowing',
      { payees: share([wallet(1), 65535], [wallet(2), 9001]) },
      'WrongShareSum',
      [74536, 9000],
    ],
    [
      'a payee without a share',
      { payees: share([wallet(1), 9000], [wallet(2), 0]) },
      'PayeeWithoutShare',
      [1],
    ],
    [
      'the zero wallet as payee',
      { payees: share([wallet(1), 1], [ZeroAddress, 8999]) },
      'RefusedPayee',
      [1, ZeroAddress],
    ],
  ]
  for (const [what, change, error, args] of bad) {
    it(`refuses ${what}`, async () => {
      const { releases, artist } = await networkHelpers.loadFixture(stage)
      await expect(as(artist, releases).mint(termsOf(artist, change)))
        .to.be.revertedWithCustomError(releases, error)
        .withArgs(...args)
    })
  }

  it('refuses the zero wallet and the token itself as payee, when sold for a token', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const currency = (await puppet()).address
    for (const nobody of [ZeroAddress, currency]) {
      const terms = termsOf(artist, { currency, payees: share([nobody, 9000]) })
      await expect(as(artist, releases).mint(terms))
        .to.be.revertedWithCustomError(releases, 'RefusedPayee')
        .withArgs(0, nobody)
    }
  })

  it('refuses the contract itself as payee', async () => {
    const { releases, address, artist } = await networkHelpers.loadFixture(stage)
    await expect(as(artist, releases).mint(termsOf(artist, { payees: share([address, 9000]) })))
      .to.be.revertedWithCustomError(releases, 'RefusedPayee')
      .withArgs(0, address)
  })
})

function share(...parts: [string, number][]): Payee[] {
  return parts.map(([wallet, bps]) => ({ wallet, bps }))
}

function wallet(n: number): string {
  return ethers.getAddress(ethers.toBeHex(0xa0000 + n, 20))
}

function manyPayees(count: number): Payee[] {
  return Array.from({ length: count }, (_, i) => ({
    wallet: wallet(i),
    bps: i === 0 ? 9000 - (count - 1) : 1,
  }))
}

function replaceWord(data: string, word: number, by: string): string {
  const at = 10 + 64 * word
  return data.slice(0, at) + by.slice(2) + data.slice(at + 64)
}
