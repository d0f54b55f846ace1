import assert from 'node:assert/strict'
import { Contract } from 'ethers'
import {
  ChainUnavailableError,
  ClosedError,
  InsufficientFundsError,
  SoldOutError,
  TransactionRefusedError,
  WrongChainError,
} from '../../../node/domain/errors.ts'
import { parseAddress, parseBytes32, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import { splitOf, type Terms } from '../../../node/domain/terms.ts'
import { ChainLedger } from '../../../node/ledger/chainLedger.ts'
import { deployedAt, deployReleases } from '../../../node/ledger/deploy.ts'
import { Endpoint } from '../../../node/ledger/endpoint.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { releases } from '../../../node/ledger/releases.ts'
import { Wallet } from 'ethers'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { askedThere, rpcServer } from '../../support/rpcServer.ts'

const bytes32 = (digit: string) => parseBytes32(`0x${digit.repeat(64)}`)
const address = (digit: string) => parseAddress(`0x${digit.repeat(40)}`)

const termsOf = (artist: Address, changes: Partial<Terms> = {}): Terms => ({
  artist,
  salt: bytes32('1'),
  manifest: bytes32('2'),
  currency: ZERO_ADDRESS,
  price: 10_000n,
  cap: 0,
  royaltyBps: 500,
  payees: [
    { wallet: artist, bps: 8000 },
    { wallet: address('c'), bps: 1000 },
  ],
  ...changes,
})

/** Code that reverts with an error of our contract: copies its own tail to memory and hands it back. */
function revertWith(name: string, args: readonly unknown[]): string {
  const data = releases.encodeErrorResult(name, args).slice(2)
  const length = (data.length / 2).toString(16).padStart(2, '0')
  return `60${length}600c60003960${length}6000fd${data}`
}

describe('ledger', () => {
  let chain: TestChain
  let artist: SignerPurse
  let buyer: SignerPurse

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    buyer = await chain.purse()
  })
  after(() => chain[Symbol.asyncDispose]())

  it('computes the ids the contract computes', async () => {
    const contract = new Contract(chain.contract, releases, chain.endpoint.provider)
    const terms = termsOf(artist.address)
    const edition = (await contract.getFunction('editionId')(terms)) as bigint
    assert.equal(BigInt(chain.ledger.editionId(terms)), edition)
    assert.equal(
      chain.ledger.releaseId(artist.address, terms.salt),
      await contract.getFunction('releaseId')(artist.address, terms.salt),
    )
  })

  it('reads a mint back from the log with all its terms', async () => {
    const terms = termsOf(artist.address, { salt: bytes32('a') })
    const { block } = await artist.mint(terms)
    const [event, ...more] = await chain.ledger.events(block, block)
    assert.deepEqual(more, [])
    assert.ok(event?.kind === 'minted')
    assert.deepEqual(event.terms, terms)
    assert.equal(event.edition, chain.ledger.editionId(terms))
    assert.equal(event.release, chain.ledger.releaseId(artist.address, terms.salt))
  })

  it('buys, and the chain pays exactly the split', async () => {
    const terms = termsOf(artist.address, { salt: bytes32('b'), cap: 9 })
    await artist.mint(terms)
    const wallets = [artist.address, address('c'), address('d')] as const
    const before = await Promise.all(wallets.map((wallet) => chain.ledger.balance(wallet)))
    const sale = await buyer.purchase(terms, {
      recipient: buyer.address,
      host: address('d'),
      paidWei: 10_007n,
    })
    const after = await Promise.all(wallets.map((wallet) => chain.ledger.balance(wallet)))
    const split = splitOf(10_007n, terms.payees, address('d'))
    assert.deepEqual(
      after.map((balance, i) => balance - (before[i] ?? 0n)),
      [...split.payees.map(({ amount }) => amount), split.host],
    )
    assert.deepEqual([sale.paidWei, sale.hostWei], [10_007n, split.host])
    const [event, ...more] = await chain.ledger.events(sale.block, sale.block)
    assert.deepEqual([event?.kind, more.length], ['sold', 0])
    assert.equal(event?.kind === 'sold' && event.edition, sale.edition)
    assert.equal(await chain.ledger.copies(buyer.address, sale.edition), 1n)
    assert.equal(await chain.ledger.balance(chain.contract), 0n)
    assert.deepEqual(await chain.ledger.edition(sale.edition), {
      artist: artist.address,
      royaltyBps: 500,
      sold: 1n,
      closed: false,
    })
  })

  it('says why a sale is refused: sold out, closed, underpaid, an empty wallet', async () => {
    const to = { recipient: buyer.address, host: ZERO_ADDRESS, paidWei: 10_000n }
    const capped = termsOf(artist.address, { salt: bytes32('e'), cap: 1 })
    await artist.mint(capped)
    await buyer.purchase(capped, to)
    await assert.rejects(buyer.purchase(capped, to), SoldOutError)

    const open = termsOf(artist.address, { salt: bytes32('f') })
    await artist.mint(open)
    await assert.rejects(buyer.purchase(open, { ...to, paidWei: 9_999n }), TransactionRefusedError)
    const poor = await SignerPurse.open(
      Wallet.createRandom().connect(chain.endpoint.provider),
      chain.ledger.chain,
    )
    await assert.rejects(poor.purchase(open, to), InsufficientFundsError)

    const contract = new Contract(chain.contract, releases, await signerOf(chain, artist))
    await (await contract.getFunction('close').send(chain.ledger.editionId(open))).wait()
    await assert.rejects(buyer.purchase(open, to), ClosedError)
    await (await contract.getFunction('retire').send(open.salt)).wait()
    await assert.rejects(buyer.purchase(open, to), ClosedError)
    assert.equal(
      await chain.ledger.retired(chain.ledger.releaseId(artist.address, open.salt)),
      true,
    )
  })

  it("makes the same delegation twice, and knows a wallet's word from another's", async () => {
    const word = await artist.delegate(bytes32('7'))
    assert.deepEqual(await artist.delegate(bytes32('7')), word)
    assert.equal(await chain.ledger.delegated(word), true)
    assert.equal(await chain.ledger.delegated({ ...word, key: bytes32('8') }), false)
    assert.equal(await chain.ledger.delegated({ ...word, wallet: buyer.address }), false)
    assert.equal(await chain.ledger.delegated({ ...word, validUntil: 1 }), false)
    const elsewhere = new ChainLedger(chain.endpoint, address('9'))
    assert.equal(await elsewhere.delegated(word), false)
  })

  describe('asks a contract wallet by ERC-1271', () => {
    const wallets = {
      'says yes': ['631626ba7e60e01b60005260206000f3', true],
      'says something else': ['63ffffffff60e01b60005260206000f3', false],
      'says nothing': ['00', false],
      reverts: ['60006000fd', false],
      // SoldOut is what our own contract says when it means no.
      'reverts in our contract’s words': [revertWith('SoldOut', [1n, 1]), false],
      'breaks off': ['fe', false],
      'never ends': ['5b600056', false],
    } as const
    for (const [which, [code, yes]] of Object.entries(wallets)) {
      it(`and takes one that ${which} for a ${yes ? 'yes' : 'no'}`, async () => {
        const wallet = parseAddress(Wallet.createRandom().address)
        await chain.endpoint.send('anvil_setCode', [wallet, `0x${code}`])
        const word = { ...(await artist.delegate(bytes32('7'))), wallet }
        assert.equal(await chain.ledger.delegated(word), yes)
      })
    }

    it('and takes a contract that is no wallet for a no', async () => {
      const word = { ...(await artist.delegate(bytes32('7'))), wallet: chain.contract }
      assert.equal(await chain.ledger.delegated(word), false)
    })

    it('and takes an endpoint that is silent or busy for neither', async () => {
      const word = { ...(await artist.delegate(bytes32('7'))), wallet: chain.contract }
      await using busy = await limited()
      const there = new ChainLedger(new Endpoint(busy.url, chain.ledger.chain), chain.contract)
      await assert.rejects(there.delegated(word), ChainUnavailableError)
      const nowhere = new Endpoint('http://127.0.0.1:9', chain.ledger.chain)
      const silent = new ChainLedger(nowhere, chain.contract)
      await assert.rejects(silent.delegated(word), ChainUnavailableError)
    })

    /** The chain, through an endpoint that has answered enough calls. */
    const limited = () =>
      rpcServer(async (call) =>
        call.method === 'eth_call'
          ? { error: { code: -32005, message: 'limit exceeded' } }
          : askedThere(chain.url, call),
      )
  })

  it('derives the same secret again, another for another purpose or wallet', async () => {
    const secret = await artist.secret('manifests')
    assert.equal(secret.length, 32)
    assert.deepEqual(await artist.secret('manifests'), secret)
    assert.notDeepEqual(await artist.secret('else'), secret)
    assert.notDeepEqual(await buyer.secret('manifests'), secret)
  })

  it('deploys once and finds the block it happened in', async () => {
    assert.equal(await deployReleases(chain.endpoint, Wallet.createRandom()), false)
    assert.equal(await deployedAt(chain.endpoint, chain.contract), 1)
  })

  it('says that an endpoint is down, quickly, without naming it', async () => {
    const secretUrl = 'http://127.0.0.1:9/v3/secret-key'
    await assert.rejects(Endpoint.open(secretUrl), (error: Error) => {
      assert.ok(error instanceof ChainUnavailableError)
      assert.doesNotMatch(error.message, /secret-key/)
      return true
    })
  })

  it('refuses an endpoint that serves another chain than the one it is known for', async () => {
    const other = { id: 31337, genesis: bytes32('0') }
    const endpoint = new Endpoint(chain.url, other)
    await assert.rejects(new ChainLedger(endpoint, chain.contract).head(), WrongChainError)
    const nowhere = new ChainLedger(new Endpoint(undefined, other), chain.contract)
    await assert.rejects(nowhere.head(), ChainUnavailableError)
  })
})

/** The purse keeps its signer to itself; anvil lets us act for any address. */
async function signerOf(chain: TestChain, purse: SignerPurse) {
  await chain.endpoint.send('anvil_impersonateAccount', [purse.address])
  return chain.endpoint.provider.getSigner(purse.address)
}
