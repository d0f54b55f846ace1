import assert from 'node:assert/strict'
import { Contract, Wallet } from 'ethers'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import {
  InsufficientFundsError,
  TransactionRefusedError,
  UnpayableTokenError,
} from '../../../node/domain/errors.ts'
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import { parseSigned, signedToJson } from '../../../node/domain/payment.ts'
import { splitOf, type Terms } from '../../../node/domain/terms.ts'
import { playDollarAddress } from '../../../node/ledger/deploy.ts'
import type { SignerPurse } from '../../../node/ledger/purse.ts'
import { releases } from '../../../node/ledger/releases.ts'
import { purchaseNonce, tipNonce } from '../../../node/ledger/signedWords.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf } from '../../support/manifests.ts'
import { deployOddToken, deployOldToken } from '../../support/oddToken.ts'

const someone = () => parseAddress(Wallet.createRandom().address)
const LIMITS = { gasLimit: 900_000n, maxFeePerGas: 10n ** 11n }
const PRICE = 3_500_000n

describe('payments in tokens', function () {
  this.timeout(60_000)
  let chain: TestChain
  let artist: SignerPurse
  let buyer: SignerPurse
  let band: Address
  let salts = 0

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    buyer = await chain.purse()
    band = someone()
    await chain.dollars(buyer.address, 1_000_000_000n)
  })
  after(() => chain[Symbol.asyncDispose]())

  const minted = async (changes: Partial<Terms> = {}): Promise<Terms> => {
    const terms = {
      artist: artist.address,
      salt: digestOf(`salt ${++salts}`),
      manifest: digestOf('manifest'),
      currency: PLAY_DOLLAR,
      price: PRICE,
      cap: 0,
      royaltyBps: 0,
      payees: [
        { wallet: artist.address, bps: 7200 },
        { wallet: band, bps: 1800 },
      ],
      ...changes,
    }
    await artist.mint(terms)
    return terms
  }
  const held = (wallet: Address, token = PLAY_DOLLAR) =>
    chain.ledger.balance(wallet, undefined, token)
  const contract = () => new Contract(chain.contract, releases, chain.endpoint.provider)

  it('knows the play dollar where the deployer puts it', () => {
    assert.equal(playDollarAddress, PLAY_DOLLAR)
  })

  it('sees what a token can do, and that there is none', async () => {
    assert.deepEqual(await chain.ledger.token(PLAY_DOLLAR), {
      address: PLAY_DOLLAR,
      symbol: 'PLAY',
      decimals: 6,
      domain: { name: 'Play Dollar', version: '1' },
      permits: true,
      authorizes: true,
    })
    assert.equal(await chain.ledger.token(someone()), undefined)
    assert.equal(await chain.ledger.token(chain.contract), undefined)
  })

  it('pays exactly the split by permit, in one transaction that leaves no allowance', async () => {
    const [terms, host, before] = [await minted(), someone(), await held(artist.address)]
    const mine = await held(band)
    const sale = await buyer.purchase(terms, {
      recipient: buyer.address,
      host,
      paidWei: 5_000_007n,
    })
    const split = splitOf(5_000_007n, terms.payees, host)
    assert.deepEqual(
      [(await held(artist.address)) - before, (await held(band)) - mine, await held(host)],
      [...split.payees.map(({ amount }) => amount), split.host],
    )
    assert.equal(await held(chain.contract), 0n)
    assert.equal(await chain.ledger.copies(buyer.address, sale.edition), 1n)
    const money = await chain.ledger.money(sale.block, sale.block)
    assert.partialDeepStrictEqual(money, [
      { kind: 'sold', payer: buyer.address, paidWei: 5_000_007n, hostWei: split.host, tx: sale.tx },
    ])
    const dollar = new Contract(
      PLAY_DOLLAR,
      ['function allowance(address,address) view returns (uint256)'],
      chain.endpoint.provider,
    )
    assert.equal(await dollar.getFunction('allowance')(buyer.address, chain.contract), 0n)
  })

  it('computes the nonces the contract computes', async () => {
    const [edition, salt] = [digestOf('edition'), digestOf('salt')]
    const to = { recipient: someone(), host: someone(), amount: 7n, salt }
    assert.equal(
      purchaseNonce(edition, to),
      await contract().getFunction('purchaseNonce')(edition, to.recipient, to.host, 7n, salt),
    )
    assert.equal(
      tipNonce(band, to),
      await contract().getFunction('tipNonce')(band, to.host, 7n, salt),
    )
  })

  it('signs without ether what anybody may carry, once, and nobody may change', async () => {
    const poor = await chain.purse({ empty: true })
    await chain.dollars(poor.address, PRICE)
    const to = { recipient: poor.address, host: someone(), paidWei: PRICE }
    const terms = await minted()
    const wire = JSON.stringify(signedToJson(await poor.signPurchase(terms, to)))
    const signed = parseSigned(JSON.parse(wire))
    const changed = [
      { ...signed, host: buyer.address },
      { ...signed, recipient: buyer.address },
      { ...signed, terms: await minted() },
      { ...signed, signed: { ...signed.signed, salt: digestOf('other') } },
    ]
    for (const one of changed) {
      await assert.rejects(buyer.weigh(one), /does not take this signature/)
    }
    const { gas, dataWei } = await buyer.weigh(signed)
    assert.ok(gas < 300_000n)
    assert.equal(dataWei, 0n)
    const { sale, spentWei } = await buyer.carry(signed, LIMITS)
    assert.ok(spentWei !== undefined && spentWei > 0n)
    assert.ok(spentWei <= LIMITS.gasLimit * LIMITS.maxFeePerGas)
    assert.deepEqual([sale.recipient, sale.host, sale.paidWei], [to.recipient, to.host, PRICE])
    assert.equal(await chain.ledger.copies(poor.address, sale.edition), 1n)
    await assert.rejects(buyer.weigh(signed), /was used before/)
  })

  it('refuses what claims to be a signed purchase and is not', () => {
    for (const wrong of [undefined, {}, { terms: {}, recipient: '0x1' }]) {
      assert.throws(() => parseSigned(wrong), /no signed purchase/)
    }
  })

  it('tips in ether and in tokens, nine tenths to the artist', async () => {
    const [star, host] = [someone(), someone()]
    for (const currency of [ZERO_ADDRESS, PLAY_DOLLAR]) {
      const tip = await buyer.tip({ artist: star, host, currency, paidWei: 1001n })
      assert.equal(tip.hostWei, 100n)
      assert.equal(await held(star, currency), 901n)
      assert.equal(await held(host, currency), 100n)
    }
  })

  it('says that the wallet holds too little of the token, and what to send', async () => {
    const poor = await chain.purse()
    const terms = await minted()
    const to = { recipient: poor.address, host: ZERO_ADDRESS, paidWei: PRICE }
    await assert.rejects(poor.purchase(terms, to), (error: InsufficientFundsError) => {
      assert.ok(error instanceof InsufficientFundsError)
      assert.match(error.cure, /PLAY/)
      return true
    })
  })

  it('closes, revises and retires in the artist’s name only', async () => {
    const terms = await minted()
    const edition = chain.ledger.editionId(terms)
    await assert.rejects(buyer.close(edition), TransactionRefusedError)
    const { block } = await artist.revise(terms.salt, digestOf('second'))
    await artist.close(edition)
    const { block: last } = await artist.retire(terms.salt)
    const events = await chain.ledger.events(block, last)
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['revised', 'closed', 'retired'],
    )
  })

  describe('with a token that is odd', () => {
    let token: Address
    let odd: Contract

    before(async () => {
      ;({ address: token, contract: odd } = await deployOddToken(chain.rich))
      const give = odd.getFunction('give')
      await (await give.send(buyer.address, 1_000_000n)).wait()
    })

    it('keeps the share of a payee it refuses, who takes it later', async () => {
      const label = await chain.purse()
      const payees = [
        { wallet: artist.address, bps: 8000 },
        { wallet: label.address, bps: 1000 },
      ]
      const terms = await minted({ currency: token, price: 1000n, payees })
      await (await odd.getFunction('blacklist').send(label.address, true)).wait()
      const to = { recipient: buyer.address, host: ZERO_ADDRESS, paidWei: 9000n }
      const { block } = await buyer.purchase(terms, to)
      assert.equal(await held(artist.address, token), 8000n)
      assert.equal(await chain.ledger.owed(token, label.address), 1000n)
      const kinds = (await chain.ledger.money(block, block)).map(({ kind }) => kind)
      assert.deepEqual(kinds, ['sold', 'owed'])
      await assert.rejects(label.claim(token), /refuses to move/)
      await (await odd.getFunction('blacklist').send(label.address, false)).wait()
      assert.equal((await label.claim(token)).amount, 1000n)
      assert.equal(await held(label.address, token), 1000n)
      await assert.rejects(label.claim(token), /nothing of the token/)
    })

    it('refuses one that takes a fee, in words', async () => {
      const terms = await minted({ currency: token, price: 1000n })
      const FEE_TAKING = 6
      await (await odd.getFunction('become').send(FEE_TAKING, ZERO_ADDRESS)).wait()
      const to = { recipient: buyer.address, host: ZERO_ADDRESS, paidWei: 1000n }
      await assert.rejects(buyer.purchase(terms, to), /moved another sum than asked/)
    })
  })

  it('pays a token that knows no signatures by exactly the allowance it takes', async () => {
    const old = await deployOldToken(chain.rich)
    await (await old.contract.getFunction('give').send(buyer.address, 5000n)).wait()
    const terms = await minted({ currency: old.address, price: 1000n })
    const to = { recipient: buyer.address, host: ZERO_ADDRESS, paidWei: 1000n }
    await assert.rejects(buyer.signPurchase(terms, to), UnpayableTokenError)
    for (const paidWei of [1000n, 1500n]) {
      assert.equal((await buyer.purchase(terms, { ...to, paidWei })).paidWei, paidWei)
    }
    assert.equal(await held(buyer.address, old.address), 2500n)
    const allowance = old.contract.getFunction('allowance')
    assert.equal(await allowance(buyer.address, chain.contract), 0n)
    const gone = { ...terms, currency: someone() }
    await assert.rejects(buyer.purchase(gone, to), UnpayableTokenError)
  })
})
