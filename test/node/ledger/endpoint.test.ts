import assert from 'node:assert/strict'
import { ChainUnavailableError, WrongChainError } from '../../../node/domain/errors.ts'
import { parseAddress, parseBytes32, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import { ChainLedger } from '../../../node/ledger/chainLedger.ts'
import { Endpoint } from '../../../node/ledger/endpoint.ts'
import { logsOf } from '../../../node/ledger/logs.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { signerOf } from '../../../node/ledger/signer.ts'
import { newWallet } from '../../../node/ledger/keystore.ts'
import { fund, testChain, type TestChain } from '../../support/anvil.ts'
import { digestOf } from '../../support/manifests.ts'
import { rpcServer } from '../../support/rpcServer.ts'

const GENESIS = digestOf('genesis')
const contract = parseAddress(`0x${'c'.repeat(40)}`)

type Answer = (method: string, params: unknown[]) => unknown

/** What an endpoint says when it refuses. */
class Refusal {
  readonly error: { code: number; message: string }
  constructor(code: number, message: string) {
    this.error = { code, message }
  }
}

/** An endpoint that says what the test wants, and remembers what it was asked. */
async function fakeEndpoint(answer: Answer) {
  const fake = { answer, asked: [] as string[] }
  const server = await rpcServer(async ({ method, params }) => {
    fake.asked.push(method)
    const result = await fake.answer(method, params)
    if (result === 'silence') return undefined
    return result instanceof Refusal ? { error: result.error } : { result: result ?? null }
  })
  return Object.assign(fake, server)
}

/** A chain of 100 blocks, the settled one at 90; `fork` names another history above the genesis. */
const chainOf =
  (fork: string, { safe = true, id = '0x1' } = {}): Answer =>
  (method, [at]) => {
    if (method === 'eth_chainId') return id
    if (method === 'eth_gasPrice') return `0x${Buffer.from(fork).toString('hex')}`
    if (method !== 'eth_getBlockByNumber') return new Refusal(-32601, 'unknown')
    if (at === 'safe' && !safe) return new Refusal(-32602, 'unknown block')
    const number = { latest: 100, safe: 90 }[String(at)] ?? Number(at)
    const hash = number === 0 ? GENESIS : digestOf(`${fork} ${number}`)
    return { number: `0x${number.toString(16)}`, hash, timestamp: '0x1' }
  }
const silent: Answer = () => 'silence'

describe('several endpoints of one chain', () => {
  it('stand in for each other when one is silent, busy, or serves another chain', async () => {
    await using second = await fakeEndpoint(chainOf('true'))
    const failures: Answer[] = [
      silent,
      chainOf('true', { id: '0x2' }),
      (method, params) =>
        method === 'eth_gasPrice'
          ? new Refusal(-32005, 'rate limit exceeded')
          : chainOf('true')(method, params),
    ]
    for (const failure of failures) {
      await using first = await fakeEndpoint(failure)
      const endpoint = new Endpoint([first.url, second.url], { id: 1, genesis: GENESIS })
      assert.equal(await endpoint.forward('eth_gasPrice', []), '0x74727565')
      assert.ok(first.asked.length > 0)
    }
  })

  it('leave a silent one in peace for a while, and take its word again later', async () => {
    await using first = await fakeEndpoint(silent)
    await using second = await fakeEndpoint(chainOf('true'))
    const endpoint = new Endpoint([first.url, second.url], { id: 1, genesis: GENESIS })
    for (let i = 0; i < 5; i++) await endpoint.send('eth_gasPrice', [])
    assert.equal(first.asked.length, 1)
    // Where all the others are silent, too, it is asked all the same.
    second.answer = silent
    first.answer = chainOf('true')
    assert.equal(await endpoint.send('eth_gasPrice', []), '0x74727565')
  })

  it('are opened as the chain of the first that answers', async () => {
    await using first = await fakeEndpoint(silent)
    await using second = await fakeEndpoint(chainOf('true'))
    const { chain } = await Endpoint.open([first.url, second.url])
    assert.deepEqual(chain, { id: 1, genesis: GENESIS })
    await assert.rejects(Endpoint.open([first.url]), ChainUnavailableError)
    const wrong = new Endpoint([second.url], { id: 2, genesis: GENESIS })
    await assert.rejects(wrong.send('eth_gasPrice', []), WrongChainError)
  })

  it('are compared at a settled block, and one against most of them is not believed', async () => {
    for (const safe of [true, false]) {
      await using liar = await fakeEndpoint(chainOf('lie', { safe }))
      await using second = await fakeEndpoint(chainOf('true', { safe }))
      await using third = await fakeEndpoint(chainOf('true', { safe: true }))
      const urls = [liar.url, second.url, third.url]
      const endpoint = new Endpoint(urls, { id: 1, genesis: GENESIS })
      const ledger = new ChainLedger(endpoint, contract)
      assert.equal((await ledger.head()).hash, digestOf('true 100'))
      assert.equal(await endpoint.send('eth_gasPrice', []), '0x74727565')
    }
  })

  it('are not believed at all where two say different things', async () => {
    await using liar = await fakeEndpoint(chainOf('lie'))
    await using other = await fakeEndpoint(chainOf('true'))
    const endpoint = new Endpoint([liar.url, other.url], { id: 1, genesis: GENESIS })
    const ledger = new ChainLedger(endpoint, contract)
    await assert.rejects(ledger.head(), /disagree about block 90/)
    // Asked again, it is still so; when they agree, it is over.
    await assert.rejects(ledger.head(), ChainUnavailableError)
    liar.answer = chainOf('true')
    assert.equal((await ledger.head()).number, 100)
    // One that is silent has no say.
    const alone = new Endpoint(['http://127.0.0.1:9', other.url], { id: 1, genesis: GENESIS })
    assert.equal((await new ChainLedger(alone, contract).head()).number, 100)
  })

  it('tell the settled block, and one far enough below where they know none', async () => {
    for (const [safe, number] of [
      [true, 90],
      [false, 68],
    ] as const) {
      await using one = await fakeEndpoint(chainOf('true', { safe }))
      const ledger = new ChainLedger(new Endpoint(one.url, { id: 1, genesis: GENESIS }), contract)
      assert.equal((await ledger.safe()).number, number)
    }
  })

  describe('on a real chain', () => {
    let chain: TestChain
    before(async () => {
      chain = await testChain()
    })
    after(() => chain[Symbol.asyncDispose]())

    it('carry a wallet’s transactions past a dead one', async () => {
      const wallet = newWallet()
      await fund(chain.endpoint, wallet.address)
      const endpoint = new Endpoint(['http://127.0.0.1:9', chain.url], chain.endpoint.chain)
      const purse = await SignerPurse.open(signerOf(wallet, endpoint), chain.ledger.chain)
      const star = newWallet().address
      await purse.tip({ artist: star, host: ZERO_ADDRESS, currency: ZERO_ADDRESS, paidWei: 5n })
      assert.equal(await chain.ledger.balance(star), 5n)
      endpoint.close()
    })
  })
})

describe('logs', () => {
  const wanted = { contract, topics: [GENESIS], from: 0, to: 99 }
  const logAt = (block: number) => ({
    ...{ blockNumber: `0x${block.toString(16)}`, logIndex: '0x0', topics: [], data: '0x' },
    transactionHash: digestOf(`tx ${block}`),
  })
  interface Filter {
    fromBlock: string
    toBlock: string
  }
  /** Gives at most `most` blocks at once. */
  const sparing = (
    most: number,
    refusal = new Refusal(-32005, 'query returned more than 10 results'),
  ) => {
    const spans: number[] = []
    return {
      spans,
      forward: async (_method: string, [filter]: readonly unknown[]) => {
        // Our own filter.
        const { fromBlock, toBlock } = filter as Filter
        const [from, to] = [Number(fromBlock), Number(toBlock)]
        spans.push(to - from + 1)
        if (to - from + 1 > most) {
          const { RpcRefusal } = await import('../../../node/ledger/rpc.ts')
          throw new RpcRefusal(refusal.error)
        }
        return Array.from({ length: to - from + 1 }, (_, i) => logAt(from + i)).reverse()
      },
    }
  }

  it('come whole and in order from an endpoint that gives a few blocks at once', async () => {
    const endpoint = sparing(7)
    const found = await Array.fromAsync(logsOf(wanted, endpoint))
    assert.deepEqual(
      found.map(({ block }) => block),
      Array.from({ length: 100 }, (_, i) => i),
    )
    assert.ok(endpoint.spans.length < 60, `${endpoint.spans.length} calls`)
    assert.equal(found[3]?.tx, parseBytes32(digestOf('tx 3')))
  })

  it('are not asked for in ever smaller parts when an endpoint is asked too often, or always refuses', async () => {
    const busy = sparing(0, new Refusal(429, 'too many requests'))
    await assert.rejects(Array.fromAsync(logsOf(wanted, busy)))
    assert.equal(busy.spans.length, 1)
    const never = sparing(0)
    await assert.rejects(Array.fromAsync(logsOf(wanted, never)))
    assert.ok(never.spans.length <= 8)
  })
})
