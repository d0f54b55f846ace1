import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerHello } from '../../../../node/announce/hello.ts'
import { readChainFile } from '../../../../node/daemon/chain/chainFile.ts'
import { resolveChain } from '../../../../node/daemon/chain/resolveChain.ts'
import { CannotJoinError, ForeignDirectoryError } from '../../../../node/daemon/errors.ts'
import { ChainUnavailableError, WrongChainError } from '../../../../node/domain/errors.ts'
import { parseAddress } from '../../../../node/domain/ids.ts'
import { releasesAddress } from '../../../../node/ledger/deploy.ts'
import { chainAt } from '../../../../node/ledger/endpoint.ts'
import type { Network } from '../../../../node/network/createNetwork.ts'
import { startAnvil } from '../../../support/anvil.ts'
import { testNetwork } from '../../../support/network.ts'
import { otherChain } from './otherChain.ts'

const onProblem = (error: unknown) => {
  throw error
}
const ELSEWHERE = parseAddress(`0x${'5'.repeat(40)}`)

describe('the chain a node stands on', () => {
  let anvil: Awaited<ReturnType<typeof startAnvil>>
  let [ours, theirs]: (Network | undefined)[] = []
  let directory: string
  before(async () => {
    anvil = await startAnvil()
    ours = await testNetwork()
    theirs = await testNetwork()
  })
  after(async () => {
    await ours?.[Symbol.asyncDispose]()
    await theirs?.[Symbol.asyncDispose]()
    await anvil[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-resolve-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const resolve = async (
    wanted: Partial<Parameters<typeof resolveChain>[0]> & { stop?: AbortSignal } = {},
  ) => {
    assert.ok(ours)
    const { stop = new AbortController().signal, ...rest } = wanted
    const found = await resolveChain({
      ...{ directory, join: [], network: ours, signal: stop },
      onProblem,
      ...rest,
    })
    found.endpoint.close()
    return found
  }
  const address = () => theirs?.addresses()[0] ?? ''

  it('is the named one; a development chain gets the contract from whoever comes first', async () => {
    const found = await resolve({ chainUrl: anvil.url })
    assert.deepEqual([found.chain.contract, found.url], [releasesAddress, anvil.url])
    assert.equal((await readChainFile(directory))?.genesis, (await chainAt(anvil.url)).genesis)
  })

  it('wants the contract named anywhere else, and keeps that endpoint’s URL to itself', async () => {
    await using chain = await otherChain()
    await assert.rejects(resolve({ chainUrl: chain.url }), WrongChainError)
    assert.deepEqual(await readdir(directory), [])
    await using deployed = await otherChain({ eth_getCode: '0x60' })
    const found = await resolve({ chainUrl: deployed.url, releases: ELSEWHERE })
    assert.deepEqual([found.chain.contract, found.url], [ELSEWHERE, undefined])
    assert.equal((await readChainFile(directory))?.url, undefined)
  })

  it('is refused where the named contract is not, and nothing is remembered', async () => {
    await assert.rejects(resolve({ chainUrl: anvil.url, releases: ELSEWHERE }), WrongChainError)
    assert.deepEqual(await readdir(directory), [])
  })

  it('is refused where nobody answers, or with nonsense', async () => {
    await assert.rejects(resolve({ chainUrl: 'http://127.0.0.1:1' }), ChainUnavailableError)
    await using mad = await otherChain({ eth_getBlockByNumber: null, eth_chainId: 'x' })
    await assert.rejects(resolve({ chainUrl: mad.url }), ChainUnavailableError)
    assert.deepEqual(await readdir(directory), [])
  })

  it('is remembered, also while its endpoint is silent', async () => {
    const { chain } = await resolve({ chainUrl: anvil.url })
    assert.deepEqual((await resolve()).chain, chain)
    assert.deepEqual((await resolve({ chainUrl: 'http://127.0.0.1:1' })).chain, chain)
  })

  it('never becomes another in a directory that has one', async () => {
    await resolve({ chainUrl: anvil.url })
    const known = await readChainFile(directory)
    await using other = await otherChain({ eth_getCode: '0x60' })
    for (const releases of [releasesAddress, ELSEWHERE]) {
      await assert.rejects(resolve({ chainUrl: other.url, releases }), ForeignDirectoryError)
    }
    assert.deepEqual(await readChainFile(directory), known)
  })

  it('is the joined peer’s, when that is a development chain of this machine', async () => {
    assert.ok(theirs)
    const hello = { chain: { ...(await chainAt(anvil.url)), contract: releasesAddress } }
    let url: string | undefined = anvil.url
    await answerHello(theirs.streams, async () => ({
      ...hello,
      ...(url !== undefined && { url }),
      ...{ releases: 0, peers: [] },
    }))
    assert.deepEqual((await resolve({ join: [address()] })).chain, hello.chain)
    await rm(join(directory, 'chain.json'))
    for (url of ['http://192.0.2.1:8545', 'nonsense', undefined]) {
      await assert.rejects(resolve({ join: [address()] }), CannotJoinError)
    }
    assert.deepEqual(await readdir(directory), [])
  })

  it('cannot be had from nobody, nor from a peer that is no MegaBox node', async () => {
    await using stranger = await testNetwork()
    const said = async (peer: string) => {
      const thrown = await resolve({ join: [peer] }).catch((error: unknown) => error)
      assert.ok(thrown instanceof CannotJoinError)
      return thrown.message
    }
    assert.match(await said(stranger.addresses()[0] ?? ''), /is no MegaBox node/)
    const gone = await testNetwork()
    const nobody = gone.addresses()[0] ?? ''
    await gone[Symbol.asyncDispose]()
    assert.match(await said(nobody), /cannot be reached/)
  })

  it('is waited for only until the node is told to stop', async () => {
    const stop = AbortSignal.abort(new Error('stopped'))
    const waiting = resolve({ join: [address()], stop })
    await assert.rejects(waiting, { message: 'stopped' })
  })
})
