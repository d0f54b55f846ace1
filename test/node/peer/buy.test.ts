import assert from 'node:assert/strict'
import { Contract, Wallet } from 'ethers'
import type { ReleaseView } from '../../../node/domain/catalogue.ts'
import {
  ClosedError,
  InsufficientFundsError,
  InvalidTermsError,
  SoldOutError,
  UsageError,
} from '../../../node/domain/errors.ts'
import { addressOf, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import type { SignedPurchase } from '../../../node/domain/payment.ts'
import type { Purse } from '../../../node/domain/purse.ts'
import { termsToJson, type Terms } from '../../../node/domain/terms.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { releases } from '../../../node/ledger/releases.ts'
import { buy, buyGasless } from '../../../node/peer/buy.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf, hashOf } from '../../support/manifests.ts'

const wallet = (name: string) => addressOf(hashOf(name).subarray(0, 20))
type Shown = Pick<ReleaseView, 'release' | 'edition' | 'editions'>

describe('buy', () => {
  let chain: TestChain
  let artist: SignerPurse
  let buyer: SignerPurse

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    buyer = await chain.purse()
  })
  after(() => chain[Symbol.asyncDispose]())

  const termsOf = (name: string, changes: Partial<Terms> = {}): Terms => ({
    artist: artist.address,
    salt: digestOf(`salt of ${name}`),
    manifest: digestOf(`manifest of ${name}`),
    currency: ZERO_ADDRESS,
    price: 10_000n,
    cap: 0,
    royaltyBps: 0,
    payees: [
      { wallet: wallet(`band of ${name}`), bps: 6500 },
      { wallet: wallet(`label of ${name}`), bps: 2500 },
    ],
    ...changes,
  })

  /** What a node shows of an edition. */
  const shown = (terms: Terms): Shown => {
    const { currency, price, cap } = terms
    const edition = chain.ledger.editionId(terms)
    return {
      release: chain.ledger.releaseId(terms.artist, terms.salt),
      edition,
      editions: [
        { edition, currency, price: `${price}`, cap, closed: false, terms: termsToJson(terms) },
      ],
    }
  }

  const onSale = async (name: string, changes: Partial<Terms> = {}) => {
    const terms = termsOf(name, changes)
    await artist.mint(terms)
    return { terms, view: shown(terms) }
  }

  const from = (purse: Purse) => ({ ledger: chain.ledger, purse })
  /** Fails the test when a transaction is tried. */
  const untouched = (): Purse => ({
    address: buyer.address,
    delegate: (key) => buyer.delegate(key),
    secret: (purpose) => buyer.secret(purpose),
    mint: (terms) => buyer.mint(terms),
    purchase: () => Promise.reject(new Error('a transaction was sent')),
  })

  const asArtist = async (method: 'close' | 'retire', id: string): Promise<void> => {
    await chain.endpoint.send('anvil_impersonateAccount', [artist.address])
    const signer = await chain.endpoint.provider.getSigner(artist.address)
    await (await new Contract(chain.contract, releases, signer).getFunction(method).send(id)).wait()
  }

  const refused = (view: Shown, paidWei?: bigint) =>
    buy(view, { host: ZERO_ADDRESS, ...(paidWei !== undefined && { paidWei }) }, from(untouched()))

  it('pays everyone exactly their share, as their balances show', async () => {
    const { terms, view } = await onSale('Split')
    const host = wallet('host')
    const bought = await buy(view, { paidWei: 10_009n, host }, from(buyer))
    const [band, label] = terms.payees.map((payee) => payee.wallet)
    assert.ok(band && label)
    // 10,009: the host a tenth rounded down; of 9,009 the label 2500/9000 rounded down.
    const expected: [Address, bigint][] = [
      [band, 6507n],
      [label, 2502n],
      [host, 1000n],
    ]
    for (const [who, wei] of expected) assert.equal(await chain.ledger.balance(who), wei)
    const shares = [...bought.payees, bought.hostShare]
    assert.deepEqual(
      shares,
      expected.map(([who, wei]) => ({ wallet: who, wei, receivedWei: wei })),
    )
    assert.deepEqual([bought.paidWei, bought.artistWei, bought.hostWei], [10_009n, 9009n, 1000n])
    assert.equal(await chain.ledger.copies(buyer.address, view.edition), 1n)
  })

  it('pays the floor when nothing else is said', async () => {
    const { view } = await onSale('Floor')
    const bought = await buy(view, { host: ZERO_ADDRESS }, from(buyer))
    assert.equal(bought.paidWei, 10_000n)
  })

  it('gives the artist’s side everything when no host is named', async () => {
    const { terms, view } = await onSale('Alone')
    const bought = await buy(view, { host: ZERO_ADDRESS }, from(buyer))
    assert.deepEqual([bought.hostWei, bought.artistWei], [0n, 10_000n])
    assert.deepEqual(bought.hostShare, { wallet: ZERO_ADDRESS, wei: 0n })
    const got = await Promise.all(terms.payees.map((payee) => chain.ledger.balance(payee.wallet)))
    assert.deepEqual(got, [7223n, 2777n])
  })

  it('gives the copy to someone else when it is a gift', async () => {
    const { view } = await onSale('Gift')
    const recipient = wallet('friend')
    const bought = await buy(view, { recipient, host: ZERO_ADDRESS }, from(buyer))
    assert.equal(bought.recipient, recipient)
    assert.equal(await chain.ledger.copies(recipient, view.edition), 1n)
    assert.equal(await chain.ledger.copies(buyer.address, view.edition), 0n)
  })

  it('claims no receipt for the buyer’s own share, whose balance also paid', async () => {
    const { view } = await onSale('Own', { payees: [{ wallet: buyer.address, bps: 9000 }] })
    const bought = await buy(view, { host: buyer.address }, from(buyer))
    assert.deepEqual(bought.payees, [{ wallet: buyer.address, wei: 9000n }])
    assert.deepEqual(bought.hostShare, { wallet: buyer.address, wei: 1000n })
  })

  it('says less than it knows when the endpoint keeps no old balances', async () => {
    const { view } = await onSale('Forgetful')
    const forgetful = {
      edition: chain.ledger.edition.bind(chain.ledger),
      editionId: chain.ledger.editionId.bind(chain.ledger),
      releaseId: chain.ledger.releaseId.bind(chain.ledger),
      retired: chain.ledger.retired.bind(chain.ledger),
      balance: () => Promise.reject(new Error('missing trie node')),
      money: chain.ledger.money.bind(chain.ledger),
      chain: chain.ledger.chain,
    }
    const bought = await buy(view, { host: ZERO_ADDRESS }, { ledger: forgetful, purse: buyer })
    assert.ok(bought.payees.every((share) => share.wei > 0n && !('receivedWei' in share)))
  })

  it('refuses less than the floor before any transaction', async () => {
    const { view } = await onSale('Cheap')
    await assert.rejects(refused(view, 9_999n), UsageError)
    await assert.rejects(refused(view, 0n), UsageError)
    await assert.rejects(refused(view, 10_000n), /a transaction was sent/)
  })

  it('pays in tokens, and reads back from the token who got what', async () => {
    await chain.dollars(buyer.address, 5_000_007n)
    const { terms, view } = await onSale('Dollars', { currency: PLAY_DOLLAR, price: 3_500_000n })
    const host = wallet('host of dollars')
    const bought = await buy(view, { paidWei: 5_000_007n, host }, from(buyer))
    const [band, label] = terms.payees.map((payee) => payee.wallet)
    assert.deepEqual(
      [...bought.payees, bought.hostShare],
      [
        { wallet: band, wei: 3_250_006n, receivedWei: 3_250_006n },
        { wallet: label, wei: 1_250_001n, receivedWei: 1_250_001n },
        { wallet: host, wei: 500_000n, receivedWei: 500_000n },
      ],
    )
    assert.equal(bought.currency, PLAY_DOLLAR)
    await assert.rejects(refused(view, 3_499_999n), /3\.499999 PLAY is less than .* 3\.50 PLAY/)
    await assert.rejects(buy(view, { host }, from(buyer)), InsufficientFundsError)
  })

  it('buys by one signature of a wallet without ether, carried by another', async () => {
    const poor = await chain.purse({ empty: true })
    await chain.dollars(poor.address, 3_500_000n)
    const { view } = await onSale('Gasless', { currency: PLAY_DOLLAR, price: 3_500_000n })
    const carry = async (signed: SignedPurchase) =>
      (await buyer.carry(signed, { gasLimit: 500_000n, maxFeePerGas: 10n ** 11n })).sale
    const host = wallet('host of gasless')
    const bought = await buyGasless(view, { host }, { ledger: chain.ledger, purse: poor, carry })
    assert.equal(bought.recipient, poor.address)
    assert.equal(await chain.ledger.copies(poor.address, view.edition), 1n)
    assert.equal(await chain.ledger.balance(host, undefined, PLAY_DOLLAR), 350_000n)
    const { view: inEther } = await onSale('Ether only')
    const powers = { ledger: chain.ledger, purse: poor, carry }
    await assert.rejects(buyGasless(inEther, { host }, powers), UsageError)
  })

  it('says that an edition is sold out, closed or retired before any transaction', async () => {
    const capped = await onSale('Capped', { cap: 1 })
    await buy(capped.view, { host: ZERO_ADDRESS }, from(buyer))
    await assert.rejects(refused(capped.view), SoldOutError)

    const closed = await onSale('Closed')
    await asArtist('close', closed.view.edition)
    await assert.rejects(refused(closed.view), ClosedError)

    const retired = await onSale('Retired')
    await asArtist('retire', retired.terms.salt)
    await assert.rejects(refused(retired.view), ClosedError)
  })

  it('says that the wallet holds too little', async () => {
    const { view } = await onSale('Dear')
    const empty = Wallet.createRandom().connect(chain.endpoint.provider)
    const poor = await SignerPurse.open(empty, chain.ledger.chain)
    await assert.rejects(buy(view, { host: ZERO_ADDRESS }, from(poor)), InsufficientFundsError)
  })

  describe('through a node that lies', () => {
    let terms: Terms
    let view: Shown

    before(async () => {
      ;({ terms, view } = await onSale('True'))
    })

    const showing = (changed: Terms): Shown => ({
      ...view,
      editions: view.editions.map((each) => ({ ...each, terms: termsToJson(changed) })),
    })

    it('is refused when the terms are not those of the edition', async () => {
      const mine = [{ wallet: wallet('thief'), bps: 9000 }]
      for (const lie of [{ payees: mine }, { price: 1n }, { cap: 9 }, { royaltyBps: 1 }]) {
        await assert.rejects(refused(showing({ ...terms, ...lie })), InvalidTermsError)
      }
      await assert.rejects(refused(showing(terms)), /a transaction was sent/)
    })

    it('is refused when it sells its own edition under another’s release', async () => {
      const other = await onSale('Other')
      const swapped = { ...other.view, release: view.release }
      await assert.rejects(refused(swapped), InvalidTermsError)
    })

    it('is refused when it shows no terms, or none that can be read', async () => {
      await assert.rejects(refused({ ...view, editions: [] }), InvalidTermsError)
      const [edition] = view.editions
      assert.ok(edition)
      const unreadable = { ...edition, terms: { ...edition.terms, artist: 'Ada' } }
      await assert.rejects(refused({ ...view, editions: [unreadable] }), InvalidTermsError)
    })
  })
})
