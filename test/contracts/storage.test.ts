// Where the contracts keep what: the layout that contracts/SECURITY.md tells, for whoever reads storage.
import { expect } from 'chai'
import { as, ethers, id, networkHelpers, termsOf } from './stage.ts'
import { PRICE, tokenStage } from './tokens.ts'

const abi = ethers.AbiCoder.defaultAbiCoder()
const at = (key: string, slot: string | number) =>
  ethers.keccak256(abi.encode(['bytes32', 'bytes32'], [key, ethers.toBeHex(slot, 32)]))
const word = (value: string | bigint) => ethers.toBeHex(value, 32)

describe('the storage of Releases', () => {
  it('is laid out as documented', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, address, token, terms, artist, buyer, host } = set
    const read = (slot: string) => ethers.provider.getStorage(address, slot)
    const capped = termsOf(artist, { salt: id('capped'), cap: 2, royaltyBps: 0x1ab })
    await as(artist, releases).mint(capped)
    await as(buyer, releases).purchase(capped, buyer.address, host.address, { value: capped.price })
    const edition = await releases.editionId(capped)
    await as(artist, releases).close(edition)
    const kept = await read(at(word(edition), 0))
    const [closed, sold, royalty] = ['01', '0000000000000001', '01ab']
    expect(kept).to.equal(
      ethers.zeroPadValue(
        `0x${closed}${sold}${royalty}${artist.address.slice(2).toLowerCase()}`,
        32,
      ),
    )

    await token.blacklist(artist.address, true)
    await as(buyer, releases).purchaseToken(terms, buyer.address, host.address, PRICE)
    const owed = at(word(artist.address), at(word(token.address), 3))
    expect(await read(owed)).to.equal(word((PRICE * 9n) / 10n))

    await as(artist, releases).retire(terms.salt)
    const release = await releases.releaseId(artist.address, terms.salt)
    expect(await read(at(release, 1))).to.equal(word(1n))

    await as(buyer, releases).revokeDevices()
    const since = BigInt(await networkHelpers.time.latest())
    expect(await read(at(word(buyer.address), 2))).to.equal(word(since))
  })

  it('is written once in a sale without a cap, for the receipt: the lock is transient on every chain', async () => {
    const set = await networkHelpers.loadFixture(tokenStage)
    const { releases, artist, buyer, host } = set
    const terms = termsOf(artist, { salt: id('without a cap') })
    await as(artist, releases).mint(terms)
    const sold = await as(buyer, releases).purchase(terms, buyer.address, host.address, {
      value: terms.price,
    })
    const traced: unknown = await ethers.provider.send('debug_traceTransaction', [sold.hash, {}])
    expect(stepsOf(traced).filter((step) => step === 'SSTORE')).to.have.length(1)
    expect(stepsOf(traced).filter((step) => step === 'TSTORE')).to.have.length(2)
  })
})

/** The instructions that ran, in order. */
const stepsOf = (traced: unknown): string[] =>
  // What every node answers to that question.
  (traced as { structLogs: { op: string }[] }).structLogs.map(({ op }) => op)
