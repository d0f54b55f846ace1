import assert from 'node:assert/strict'
import { Wallet } from 'ethers'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import {
  MegaboxError,
  RelayBusyError,
  RelayRefusedError,
  TransactionRefusedError,
} from '../../../node/domain/errors.ts'
import { parseAddress, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import type { SignedPurchase } from '../../../node/domain/payment.ts'
import type { CarryingPurse } from '../../../node/domain/purse.ts'
import type { SignedTip } from '../../../node/domain/signedTip.ts'
import type { Terms } from '../../../node/domain/terms.ts'
import { Endpoint } from '../../../node/ledger/endpoint.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { Relay, type RelayLimits } from '../../../node/peer/relay.ts'
import { fund, testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf } from '../../support/manifests.ts'
import { rollupEndpoint, setOracle } from '../../support/rollup.ts'

const PRICE = 1_000_000n
const host = parseAddress(`0x${'5'.repeat(40)}`)

describe('relay', function () {
  this.timeout(60_000)
  let chain: TestChain
  let artist: SignerPurse
  let carrier: SignerPurse
  let terms: Terms
  let now = Date.now()
  let salts = 0
  const clock = { now: () => now }

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    carrier = await chain.purse()
    terms = await minted()
  })
  beforeEach(() => (now = Date.now()))
  after(() => chain[Symbol.asyncDispose]())

  const minted = async (changes: Partial<Terms> = {}): Promise<Terms> => {
    const fresh = {
      ...{ artist: artist.address, salt: digestOf(`relay ${++salts}`), manifest: digestOf('m') },
      ...{ currency: PLAY_DOLLAR, price: PRICE, cap: 0, royaltyBps: 0 },
      payees: [{ wallet: artist.address, bps: 9000 }],
      ...changes,
    }
    await chain.dollars(artist.address, 1n)
    await artist.mint(fresh)
    return fresh
  }
  const buyer = async (dollars = 10n * PRICE) => {
    const purse = await chain.purse({ empty: true })
    await chain.dollars(purse.address, dollars)
    return purse
  }
  const signed = (purse: SignerPurse, of = terms, to = host): Promise<SignedPurchase> =>
    purse.signPurchase(of, { recipient: purse.address, host: to, paidWei: PRICE })
  const relayWith = (limits: RelayLimits = {}, purse: CarryingPurse = carrier) =>
    new Relay({ purse, chain: chain.ledger.chain, host, clock }, limits)
  const ether = () => chain.ledger.balance(carrier.address)

  /** What it refuses costs it nothing. */
  const refuses = async (
    relay: Relay,
    purchase: SignedPurchase,
    why: new (...args: never[]) => MegaboxError,
  ) => {
    const before = await ether()
    await assert.rejects(relay.carry(purchase), why)
    assert.equal(await ether(), before)
    assert.equal(relay.status.spentWei, '0')
  }

  it('carries what was signed, and says what it cost', async () => {
    const relay = relayWith()
    const poor = await buyer()
    const before = await ether()
    const sale = await relay.carry(await signed(poor))
    assert.deepEqual([sale.recipient, sale.host, sale.hostWei], [poor.address, host, PRICE / 10n])
    assert.equal(await chain.ledger.copies(poor.address, sale.edition), 1n)
    assert.equal(BigInt(relay.status.spentWei), before - (await ether()))
  })

  it('refuses at no cost what names another host, is in ether or in a token nobody knows', async () => {
    const poor = await buyer()
    await refuses(relayWith(), await signed(poor, terms, artist.address), RelayRefusedError)
    await refuses(relayWith(), await signed(poor, terms, ZERO_ADDRESS), RelayRefusedError)
    const purchase = await signed(poor)
    for (const currency of [ZERO_ADDRESS, artist.address]) {
      const other = { ...purchase, terms: { ...terms, currency } }
      await refuses(relayWith(), other, RelayRefusedError)
    }
  })

  it('refuses at no cost what the chain would refuse: used, changed, unpaid, closed, too little', async () => {
    const poor = await buyer()
    const once = await signed(poor)
    await relayWith().carry(once)
    await refuses(relayWith(), once, TransactionRefusedError)
    const fresh = await signed(poor)
    const changed = { ...fresh, recipient: artist.address }
    await refuses(relayWith(), changed, TransactionRefusedError)
    const spent = await buyer(PRICE)
    const late = await signed(spent)
    await relayWith().carry(await signed(spent))
    await refuses(relayWith(), late, TransactionRefusedError)
    const closing = await minted()
    const early = await signed(poor, closing)
    await artist.close(chain.ledger.editionId(closing))
    await refuses(relayWith(), early, MegaboxError as never)
  })

  it('refuses a signature that ends before it could be in a block', async () => {
    const purchase = await signed(await buyer())
    now += 3_600_000
    await refuses(relayWith(), purchase, RelayRefusedError)
  })

  it('carries no more gas, for one wallet, and in a day, than it was told', async () => {
    const poor = await buyer()
    await refuses(relayWith({ mostGas: 100_000n }), await signed(poor), RelayRefusedError)
    await refuses(relayWith({ dailyWei: 1n }), await signed(poor), RelayBusyError)
    const relay = relayWith({ perBuyer: 2 })
    await relay.carry(await signed(poor))
    await relay.carry(await signed(poor))
    await assert.rejects(relay.carry(await signed(poor)), RelayBusyError)
    await relay.carry(await signed(await buyer()))
    now += 3_600_001
    const again = await signed(poor)
    const valid = { ...again, signed: { ...again.signed, validBefore: 1n << 40n } }
    // Its signature is another now: it got past the limits and was refused by the chain.
    await assert.rejects(relay.carry(valid), TransactionRefusedError)
  })

  it('counts all that it set aside when what it carried fails after all, and none twice at once', async () => {
    const [gas, fee] = [200_000n, 10n ** 9n]
    let fail: ((error: Error) => void) | undefined
    const failing: CarryingPurse = {
      address: carrier.address,
      weighTip: () => Promise.reject(new Error('no tip is carried here')),
      carryTip: () => Promise.reject(new Error('no tip is carried here')),
      weigh: async () => ({ gas, dataWei: 0n }),
      feePerGas: async () => fee,
      carry: () => new Promise((_resolve, reject) => (fail = reject)),
    }
    const relay = relayWith({}, failing)
    const purchase = await signed(await buyer())
    const first = relay.carry(purchase)
    await assert.rejects(relay.carry(purchase), RelayBusyError)
    const most = (gas + gas / 4n + 20_000n) * fee
    while (!fail) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(relay.status.spentWei, `${most}`)
    fail(new TransactionRefusedError('undone'))
    await assert.rejects(first, TransactionRefusedError)
    assert.equal(relay.status.spentWei, `${most}`)
    now += 24 * 3_600_000 + 1
    assert.equal(relay.status.spentWei, '0')
  })

  it('carries tips within the same limits, and refuses at no cost what it would not carry', async () => {
    const poor = await buyer()
    const to = { artist: artist.address, host, currency: PLAY_DOLLAR, paidWei: 1_001n }
    const once = await poor.signTip(to)
    const relay = relayWith({ perBuyer: 2 })
    const before = await ether()
    const had = await chain.ledger.balance(artist.address, undefined, PLAY_DOLLAR)
    const tip = await relay.carryTip(once)
    const { tx, block, ...given } = tip
    assert.ok(tx.startsWith('0x') && block > 0)
    assert.deepEqual(given, { ...to, hostWei: 100n })
    assert.equal(await chain.ledger.balance(artist.address, undefined, PLAY_DOLLAR), had + 901n)
    assert.equal(BigInt(relay.status.spentWei), before - (await ether()))

    const refusesTip = async (
      changes: Partial<SignedTip>,
      why: new (...args: never[]) => Error,
    ) => {
      const [fresh, cost] = [await poor.signTip(to), await ether()]
      await assert.rejects(relayWith().carryTip({ ...fresh, ...changes }), why)
      assert.equal(await ether(), cost)
    }
    await refusesTip({ host: artist.address }, RelayRefusedError)
    await refusesTip({ currency: ZERO_ADDRESS }, RelayRefusedError)
    await refusesTip({ currency: artist.address }, RelayRefusedError)
    await refusesTip({ artist: carrier.address }, TransactionRefusedError)
    await refusesTip({ signed: once.signed }, TransactionRefusedError)
    // What was signed for a purchase gives nothing to anybody.
    await refusesTip({ signed: (await signed(poor)).signed }, TransactionRefusedError)
    await relay.carry(await signed(poor))
    await assert.rejects(relay.carryTip(await poor.signTip(to)), RelayBusyError)
  })

  it('counts what a rollup asks for the bytes: twice beforehand, and then what the receipt tells', async () => {
    const [poor, fee, l1Fee] = [await buyer(), 10n ** 15n, 0x123456n]
    await using rollup = await rollupEndpoint(chain.url, '0x123456')
    const endpoint = await Endpoint.open(rollup.url)
    const wallet = Wallet.createRandom().connect(endpoint.provider)
    await fund(chain.endpoint, parseAddress(wallet.address))
    const purse = await SignerPurse.open(wallet, chain.ledger.chain)
    try {
      await setOracle(chain.endpoint, fee)
      // The gas alone costs less than that.
      await refuses(relayWith({ dailyWei: 2n * fee }, purse), await signed(poor), RelayBusyError)
      const relay = relayWith({ dailyWei: 10n * fee }, purse)
      const before = await chain.ledger.balance(purse.address)
      await relay.carry(await signed(poor))
      const gasWei = before - (await chain.ledger.balance(purse.address))
      assert.ok(gasWei < 2n * fee)
      assert.equal(BigInt(relay.status.spentWei), gasWei + l1Fee)
    } finally {
      await setOracle(chain.endpoint, 0n)
      endpoint.close()
    }
  })

  it('keeps all that it set aside when no endpoint tells what it cost', async () => {
    await using rollup = await rollupEndpoint(chain.url, 'as much as you like')
    const endpoint = await Endpoint.open(rollup.url)
    const wallet = Wallet.createRandom().connect(endpoint.provider)
    await fund(chain.endpoint, parseAddress(wallet.address))
    const purse = await SignerPurse.open(wallet, chain.ledger.chain)
    const relay = relayWith({}, purse)
    const before = await chain.ledger.balance(purse.address)
    await relay.carry(await signed(await buyer()))
    const gasWei = before - (await chain.ledger.balance(purse.address))
    assert.ok(BigInt(relay.status.spentWei) > gasWei)
    endpoint.close()
  })

  it('carries several at once, each with a nonce of its own', async () => {
    const relay = relayWith()
    const some: SignedPurchase[] = []
    while (some.length < 3) some.push(await signed(await buyer()))
    const sales = await Promise.all(some.map((one) => relay.carry(one)))
    assert.equal(new Set(sales.map(({ tx }) => tx)).size, 3)
  })
})
