import assert from 'node:assert/strict'
import { Wallet } from 'ethers'
import {
  ChainUnavailableError,
  SentUnconfirmedError,
  TransactionRefusedError,
} from '../../../node/domain/errors.ts'
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import type { Terms } from '../../../node/domain/terms.ts'
import { createGateway, type GatewayPowers } from '../../../node/index.ts'
import { Endpoint } from '../../../node/ledger/endpoint.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { fund, testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf } from '../../support/manifests.ts'
import { askedThere, rpcServer, type Answer, type Call } from '../../support/rpcServer.ts'

/** What becomes of one call on its way: passed on, its answer lost, never delivered, or answered here. */
type Fate = 'pass' | 'lose answer' | 'lose' | { answer: Answer; delivered?: boolean }

const PRICE = 10_000n

interface Line extends AsyncDisposable {
  url: string
  calls: string[]
  fate: (method: string, nth: number) => Fate
  count(method: string): number
}

/** A development chain behind a line that fails where the test wants it to. */
async function openLine(ask: (call: Call) => Promise<Answer>): Promise<Line> {
  const calls: string[] = []
  const count = (method: string) => calls.filter((call) => call === method).length
  const server = await rpcServer(async (call) => {
    calls.push(call.method)
    const fate = line.fate(call.method, count(call.method))
    if (fate === 'lose') return undefined
    const own = typeof fate === 'object' ? fate : undefined
    const given = own && !own.delivered ? {} : await ask(call)
    return fate === 'lose answer' ? undefined : (own?.answer ?? given)
  })
  const line: Line = Object.assign({ calls, count, fate: (): Fate => 'pass' }, server)
  return line
}

const SEND = 'eth_sendRawTransaction'
const RECEIPT = 'eth_getTransactionReceipt'

const refusal = (message: string, delivered = false): Fate => ({
  answer: { error: { code: -32000, message } },
  delivered,
})

describe('sending a transaction over a line that fails', () => {
  let chain: TestChain
  let terms: Terms
  let line: Line
  let endpoint: Endpoint

  before(async () => {
    chain = await testChain()
    const artist = await chain.purse()
    terms = {
      ...{ artist: artist.address, salt: digestOf('salt'), manifest: digestOf('manifest') },
      ...{ currency: ZERO_ADDRESS, price: PRICE, cap: 0, royaltyBps: 0 },
      payees: [{ wallet: artist.address, bps: 9000 }],
    }
    await artist.mint(terms)
  })
  after(() => chain[Symbol.asyncDispose]())
  beforeEach(async () => {
    line = await openLine((call) => askedThere(chain.url, call))
    endpoint = await Endpoint.open(line.url)
  })
  afterEach(async () => {
    endpoint.close()
    await line[Symbol.asyncDispose]()
    await chain.endpoint.send('evm_setAutomine', [true])
  })

  const buyer = async (at = endpoint, confirmMs = 5_000) => {
    const wallet = Wallet.createRandom().connect(at.provider)
    await fund(chain.endpoint, parseAddress(wallet.address))
    return SignerPurse.open(wallet, chain.ledger.chain, { confirmMs })
  }
  const pay = (purse: SignerPurse) =>
    purse.purchase(terms, { recipient: purse.address, host: ZERO_ADDRESS, paidWei: PRICE })

  /** How many transactions the wallet has in blocks, and how many copies it got. */
  const ledgerOf = async (wallet: Address) => [
    Number(await chain.endpoint.send('eth_getTransactionCount', [wallet, 'latest'])),
    Number(await chain.ledger.copies(wallet, chain.ledger.editionId(terms))),
  ]

  const paidOnce = async (fate: Line['fate']) => {
    const purse = await buyer()
    line.fate = fate
    const sale = await pay(purse)
    assert.equal(sale.paidWei, PRICE)
    assert.equal(sale.recipient, purse.address)
    assert.deepEqual(await ledgerOf(purse.address), [1, 1])
    const receipt = (await chain.endpoint.send(RECEIPT, [sale.tx])) as { status: string }
    assert.equal(receipt.status, '0x1')
  }

  it('pays once when the answer to the sending is lost', () =>
    paidOnce((method) => (method === SEND ? 'lose answer' : 'pass')))

  it('pays once when the sending itself is lost, by sending the same again', () =>
    paidOnce((method, nth) => (method === SEND && nth === 1 ? 'lose' : 'pass')))

  it('pays once when the connection drops between the sending and the receipt', () =>
    paidOnce((method, nth) => (method === RECEIPT && nth <= 3 ? 'lose' : 'pass')))

  it('takes "already known" for a yes', async () => {
    const known = refusal('already known')
    await paidOnce((method, nth) => {
      if (method === RECEIPT && nth <= 3) return 'lose'
      if (method !== SEND) return 'pass'
      return nth === 1 ? 'lose answer' : known
    })
    assert.equal(line.count(SEND), 2)
  })

  it('believes no refusal of what the chain has', () =>
    paidOnce((method) => (method === SEND ? refusal('nonce too low', true) : 'pass')))

  it('says that it was sent, and as what, when the line stays dead after the sending', async () => {
    const purse = await buyer(endpoint, 500)
    let dead = false
    line.fate = (method) => {
      if (dead) return 'lose'
      dead = method === SEND
      return dead ? 'lose answer' : 'pass'
    }
    const error = await pay(purse).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof SentUnconfirmedError, String(error))
    assert.ok(error.message.includes(error.tx))
    const receipt = (await chain.endpoint.send(RECEIPT, [error.tx])) as { from: string }
    assert.equal(receipt.from, purse.address)
    assert.deepEqual(await ledgerOf(purse.address), [1, 1])
  })

  it('says that it was sent when no block takes it in time', async () => {
    const purse = await buyer(endpoint, 500)
    await chain.endpoint.send('evm_setAutomine', [false])
    await assert.rejects(pay(purse), SentUnconfirmedError)
    assert.equal(line.count(SEND), 1)
    await chain.endpoint.send('evm_mine', [])
    assert.deepEqual(await ledgerOf(purse.address), [1, 1])
  })

  it('says that the chain does not answer when nothing was sent', async () => {
    const purse = await buyer()
    line.fate = (method) => (method === 'eth_estimateGas' ? 'lose' : 'pass')
    await assert.rejects(pay(purse), ChainUnavailableError)
    assert.deepEqual([line.count(SEND), ...(await ledgerOf(purse.address))], [0, 0, 0])
  })

  it('says that the chain undid it', async () => {
    const purse = await buyer()
    // As if the terms had been fine when the endpoint tried them.
    line.fate = (method) =>
      method === 'eth_estimateGas' ? { answer: { result: '0x30000' } } : 'pass'
    const unknown = { ...terms, salt: digestOf('never minted') }
    const to = { recipient: purse.address, host: ZERO_ADDRESS, paidWei: PRICE }
    await assert.rejects(purse.purchase(unknown, to), TransactionRefusedError)
    assert.deepEqual(await ledgerOf(purse.address), [1, 0])
  })

  it('says that another transaction took its nonce', async () => {
    const purse = await buyer()
    await pay(purse)
    // As if both had asked for their nonce at once.
    line.fate = (method) =>
      method === 'eth_getTransactionCount' ? { answer: { result: '0x0' } } : 'pass'
    const again = purse.purchase(terms, {
      recipient: purse.address,
      host: ZERO_ADDRESS,
      paidWei: PRICE + 1n,
    })
    await assert.rejects(again, TransactionRefusedError)
    assert.deepEqual(await ledgerOf(purse.address), [1, 1])
  })

  describe('through a node', () => {
    const unused = () => Promise.reject(new Error('not asked here'))
    let node: Line
    let through: Endpoint

    beforeEach(async () => {
      // Only the chain is asked of this node.
      const powers = {
        chain: chain.ledger.chain,
        ready: () => true,
        rpc: (method: string, params: readonly unknown[]) => endpoint.forward(method, params),
        ...{ status: unused, peers: unused },
      } as unknown as GatewayPowers
      const gateway = createGateway(powers)
      node = await openLine(async ({ method, params }) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
        const headers = { 'content-type': 'application/json' }
        const request = new Request('http://127.0.0.1/rpc', { method: 'POST', headers, body })
        return (await (await gateway(request, { remote: 'loopback' })).json()) as Answer
      })
      through = await Endpoint.open(node.url)
    })
    afterEach(async () => {
      through.close()
      await node[Symbol.asyncDispose]()
    })

    it('pays once when the node loses its endpoint at the sending', async () => {
      const purse = await buyer(through)
      line.fate = (method, nth) => (method === SEND && nth === 1 ? 'lose answer' : 'pass')
      const sale = await pay(purse)
      assert.equal(sale.recipient, purse.address)
      assert.deepEqual(await ledgerOf(purse.address), [1, 1])
    })

    it('says that it was sent when the node’s endpoint stays dead', async () => {
      const purse = await buyer(through, 500)
      let dead = false
      line.fate = (method) => {
        if (dead) return 'lose'
        dead = method === SEND
        return dead ? 'lose answer' : 'pass'
      }
      await assert.rejects(pay(purse), SentUnconfirmedError)
      assert.deepEqual(await ledgerOf(purse.address), [1, 1])
    })
  })
})
