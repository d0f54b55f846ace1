import { expect } from 'chai'
import { ChainUnavailableError } from '../../../node/domain/errors.ts'
import { asker, codeOf, CONTRACT, createShop } from './shop.ts'

interface Answer {
  id: string | number | null
  result?: unknown
  error?: { code: number; message: string; data?: string }
}
type Endpoint = (method: string, params: readonly unknown[]) => Promise<unknown>

const OTHER = `0x${'0e'.repeat(20)}`
const TOPIC = `0x${'11'.repeat(32)}`

describe('gateway /rpc', () => {
  /** A chain at block 50,000 that remembers what it was asked. */
  function chain(endpoint?: Endpoint) {
    const asked: { method: string; params: readonly unknown[] }[] = []
    const ask = asker({
      ...createShop().powers,
      rpc: async (method, params) => {
        asked.push({ method, params })
        if (endpoint) return endpoint(method, params)
        return method === 'eth_blockNumber' ? '0xc350' : '0x1'
      },
    })
    const post = (body: unknown) =>
      ask('/rpc', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        caller: { remote: 'other' },
      })
    // Every answer below is read from JSON that this gateway wrote.
    const call = async (method: string, params: unknown[] = []) =>
      (await (await post({ jsonrpc: '2.0', id: 7, method, params })).json()) as Answer
    return { asked, post, call }
  }

  it('passes a read on and answers under the same id', async () => {
    const { call, asked } = chain()
    expect(await call('eth_chainId')).to.deep.equal({ jsonrpc: '2.0', id: 7, result: '0x1' })
    expect(asked).to.deep.equal([{ method: 'eth_chainId', params: [] }])
  })

  it('fills in what a call may leave out', async () => {
    const { call, asked } = chain()
    await call('eth_getBalance', [OTHER])
    await call('eth_getBlockByNumber', ['0x1'])
    await call('eth_getCode', [OTHER, { blockHash: TOPIC }])
    await call('eth_feeHistory', ['0xa', 'latest', [10, 50]])
    expect(asked.map(({ params }) => params)).to.deep.equal([
      [OTHER, 'latest'],
      ['0x1', false],
      [OTHER, { blockHash: TOPIC }],
      ['0xa', 'latest', [10, 50]],
    ])
  })

  it('passes a signed transaction on', async () => {
    const { call, asked } = chain()
    expect((await call('eth_sendRawTransaction', ['0x02f8'])).result).to.equal('0x1')
    expect(asked[0]?.params).to.deep.equal(['0x02f8'])
  })

  for (const method of [
    'eth_sendTransaction',
    'eth_sign',
    'eth_accounts',
    'personal_unlockAccount',
    'anvil_setBalance',
    'evm_mine',
    'debug_traceCall',
    'eth_newFilter',
    'constructor',
    '__proto__',
  ]) {
    it(`does not pass ${method} on`, async () => {
      const { call, asked } = chain()
      expect((await call(method)).error?.code).to.equal(-32601)
      expect(asked).to.deep.equal([])
    })
  }

  it('caps the gas of a call and sets it where there is none', async () => {
    const { call, asked } = chain()
    await call('eth_call', [{ to: OTHER, data: '0x01' }, 'latest'])
    await call('eth_call', [{ to: OTHER, gas: '0xffffffffffff' }])
    await call('eth_estimateGas', [{ to: OTHER, gas: '0x5208' }])
    const gases = asked.map(({ params: [tx] }) => (tx as { gas: string }).gas)
    expect(gases).to.deep.equal(['0x989680', '0x989680', '0x5208'])
  })

  it('refuses state overrides, code without an address and unknown fields', async () => {
    const { call, asked } = chain()
    const refused = [
      await call('eth_call', [{ to: OTHER }, 'latest', { [OTHER]: { code: '0x60' } }]),
      await call('eth_estimateGas', [{ to: OTHER }, 'latest', {}]),
      await call('eth_call', [{ data: '0x6000' }]),
      await call('eth_call', [{ to: OTHER, blobs: [] }]),
      await call('eth_call', []),
      await call('eth_chainId', ['extra']),
      await call('eth_getBalance', ['0x12']),
    ]
    for (const { error } of refused) expect(error?.code).to.equal(-32602)
    expect(asked).to.deep.equal([])
  })

  it('asks for the logs of our contract only', async () => {
    const { call, asked } = chain()
    await call('eth_getLogs', [{ fromBlock: '0x1', toBlock: '0x2', topics: [TOPIC, null] }])
    await call('eth_getLogs', [
      { fromBlock: '0x1', toBlock: '0x2', address: CONTRACT.toUpperCase().replace('0X', '0x') },
    ])
    await call('eth_getLogs', [{ blockHash: TOPIC, address: [CONTRACT] }])
    expect(asked).to.have.length(3)
    for (const { params } of asked) expect(params[0]).to.include({ address: CONTRACT })
    expect((await call('eth_getLogs', [{ address: OTHER }])).error?.code).to.equal(-32602)
    expect((await call('eth_getLogs', [{ address: [CONTRACT, OTHER] }])).error?.code).to.equal(
      -32602,
    )
  })

  it('caps how many blocks of logs are asked for, also when they are named by words', async () => {
    const { call } = chain()
    const code = async (fromBlock?: string, toBlock?: string) =>
      (await call('eth_getLogs', [{ fromBlock, toBlock }])).error?.code
    expect(await code('0x0', '0x270f')).to.equal(undefined)
    expect(await code('0x0', '0x2710')).to.equal(-32005)
    expect(await code('earliest')).to.equal(-32005)
    expect(await code('earliest', 'safe')).to.equal(-32005)
    expect(await code('0x9c41', 'latest')).to.equal(undefined)
    expect(await code('0x9c40', 'latest')).to.equal(-32005)
    expect(await code()).to.equal(undefined)
  })

  it('answers a batch in its order, notifications left out', async () => {
    const { post } = chain(async (method) => method)
    const response = await post([
      { jsonrpc: '2.0', id: 1, method: 'eth_chainId' },
      { jsonrpc: '2.0', method: 'eth_gasPrice' },
      { jsonrpc: '2.0', id: 'two', method: 'eth_nothing' },
      'nonsense',
    ])
    const answers = (await response.json()) as Answer[]
    expect(answers.map(({ id }) => id)).to.deep.equal([1, 'two', null])
    expect(answers.map(({ error }) => error?.code)).to.deep.equal([undefined, -32601, -32600])
  })

  it('answers nothing to a lone notification', async () => {
    expect((await chain().post({ jsonrpc: '2.0', method: 'eth_chainId' })).status).to.equal(204)
  })

  it('refuses batches of none and of more than twenty', async () => {
    const { post, asked } = chain()
    const one = { jsonrpc: '2.0', id: 1, method: 'eth_chainId' }
    for (const batch of [[], Array.from({ length: 21 }, () => one)]) {
      const answer = (await (await post(batch)).json()) as Answer
      expect(answer.error?.code).to.equal(-32600)
    }
    expect(asked).to.deep.equal([])
  })

  it('refuses a body that is no JSON or far too long', async () => {
    const { post } = chain()
    const answer = (await (await post('{')).json()) as Answer
    expect(answer.error?.code).to.equal(-32700)
    const long = await post(`"${'x'.repeat(256 * 1024)}"`)
    expect(long.status).to.equal(413)
    expect(await codeOf(long)).to.equal('TooLargeError')
  })

  it('hands on why a contract reverted', async () => {
    const { call } = chain(async () => {
      throw Object.assign(new Error('execution reverted'), { code: 3, data: '0xdeadbeef' })
    })
    expect((await call('eth_call', [{ to: OTHER }])).error).to.deep.equal({
      code: 3,
      message: 'execution reverted',
      data: '0xdeadbeef',
    })
  })

  it('never shows the address of the endpoint, which may hold a key', async () => {
    const url = 'https://user:pw@rpc.example/v3/SECRET?key=SECRET'
    const failures: Error[] = [
      Object.assign(new Error(`could not reach ${url} (wss://x.example/SECRET)`), { code: -32000 }),
      Object.assign(new Error('boom'), { code: -32000, data: url }),
      new ChainUnavailableError(`fetch to ${url} failed`),
      new Error(`connect ECONNREFUSED ${url}`),
    ]
    for (const failure of failures) {
      const { call } = chain(() => Promise.reject(failure))
      const { error } = await call('eth_chainId')
      expect(error?.code).to.be.a('number')
      expect(JSON.stringify(error)).to.not.match(/SECRET|rpc\.example|pw@/)
    }
  })
})
