import assert from 'node:assert/strict'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import type { Terms } from '../../../node/domain/terms.ts'
import type { SignerPurse } from '../../../node/ledger/purse.ts'
import { earnings } from '../../../node/peer/earnings.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf } from '../../support/manifests.ts'
import { deployOddToken } from '../../support/oddToken.ts'

const host = parseAddress(`0x${'5'.repeat(40)}`)
const band = parseAddress(`0x${'b'.repeat(40)}`)

describe('earnings', function () {
  this.timeout(60_000)
  let chain: TestChain
  let artist: SignerPurse
  let buyer: SignerPurse
  let token: Address
  let ether: Terms
  let odd: Terms

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    buyer = await chain.purse()
    await chain.dollars(buyer.address, 1_000_000n)
    const deployed = await deployOddToken(chain.rich)
    token = deployed.address
    await (await deployed.contract.getFunction('give').send(buyer.address, 90_000n)).wait()
    await (await deployed.contract.getFunction('blacklist').send(band, true)).wait()
    ether = await minted('ether', ZERO_ADDRESS)
    odd = await minted('odd', token)
    const to = { recipient: buyer.address, host }
    await buyer.purchase(ether, { ...to, paidWei: 10_009n })
    await buyer.purchase(odd, { ...to, paidWei: 1000n })
    await buyer.tip({
      artist: artist.address,
      host: ZERO_ADDRESS,
      currency: PLAY_DOLLAR,
      paidWei: 70n,
    })
  })
  after(() => chain[Symbol.asyncDispose]())

  const minted = async (name: string, currency: Address): Promise<Terms> => {
    const terms = {
      ...{ artist: artist.address, salt: digestOf(name), manifest: digestOf('m'), currency },
      ...{ price: 10n, cap: 0, royaltyBps: 0 },
      payees: [
        { wallet: artist.address, bps: 6500 },
        { wallet: band, bps: 2500 },
      ],
    }
    await artist.mint(terms)
    return terms
  }
  const of = async (wallet: Address, options = {}) => {
    const { earned, waiting } = await earnings(wallet, options, chain.ledger)
    return { own: earned.map(({ kind, own, ownOwed }) => [kind, own, ownOwed]), waiting, earned }
  }

  it('are the shares the contract paid, as artist, as payee and as host, and the tips', async () => {
    const mine = await of(artist.address)
    assert.deepEqual(mine.own, [
      ['sale', 6507n, 0n],
      ['sale', 650n, 0n],
      ['tip', 70n, 0n],
    ])
    assert.equal(await chain.ledger.balance(artist.address, undefined, token), 650n)
    assert.deepEqual((await of(host)).own, [
      ['sale', 1000n, 0n],
      ['sale', 100n, 0n],
    ])
    assert.deepEqual((await of(buyer.address)).own, [])
  })

  it('tell what a token refused, and what waits now', async () => {
    const theirs = await of(band)
    assert.deepEqual(theirs.own, [
      ['sale', 2502n, 0n],
      ['sale', 250n, 250n],
    ])
    assert.deepEqual(theirs.waiting, [{ token, amount: 250n }])
    const [, refused] = theirs.earned
    assert.deepEqual(
      refused?.shares.map(({ isOwed }) => isOwed),
      [false, true],
    )
  })

  it('are those of one release, or of one time, where that is asked', async () => {
    const release = chain.ledger.releaseId(artist.address, odd.salt)
    assert.deepEqual((await of(artist.address, { release })).own, [['sale', 650n, 0n]])
    const { earned } = await of(artist.address)
    const last = earned.at(-1)?.time ?? 0
    assert.deepEqual((await of(artist.address, { from: last + 1 })).own, [])
    assert.equal((await of(artist.address, { to: last + 1 })).own.length, 3)
  })
})
