import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeChainFile, readChainFile } from '../../../../node/daemon/chain/chainFile.ts'
import { deployForPlay } from '../../../../node/daemon/chain/deployForPlay.ts'
import { EmbeddedChain } from '../../../../node/daemon/chain/embeddedChain.ts'
import { followMovedChain } from '../../../../node/daemon/chain/resolveChain.ts'
import { ChainStateError } from '../../../../node/daemon/errors.ts'
import { parseBytes32 } from '../../../../node/domain/ids.ts'
import { releasesAddress } from '../../../../node/ledger/deploy.ts'
import { chainAt, Endpoint, rpc, type ChainName } from '../../../../node/ledger/endpoint.ts'
import { startAnvil } from '../../../support/anvil.ts'

const fail = (error: unknown) => {
  throw error
}

describe('the embedded chain', function () {
  this.timeout(30_000)
  let folder: string
  let kept: string
  let port: number
  let chain: ChainName
  const start = (
    directory: string,
    options: { port?: number; genesis?: ChainName['genesis'] } = {},
  ) => EmbeddedChain.start({ directory, onProblem: fail, ...options })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-embedded-'))
    kept = join(folder, 'kept')
    await using first = await start(kept)
    const endpoint = await Endpoint.open(first.url)
    await deployForPlay(endpoint)
    await first.settle()
    endpoint.close()
    ;({ port } = first)
    chain = endpoint.chain
  })
  after(() => rm(folder, { recursive: true }))

  it('goes on where it was, on the port it had, without a block more', async () => {
    await using first = await start(kept, { port, ...chain })
    const head = await rpc(first.url, 'eth_blockNumber', [])
    assert.deepEqual([first.port, await chainAt(first.url)], [port, chain])
    await first.settle()
    assert.equal(await rpc(first.url, 'eth_blockNumber', []), head)
  })

  it('is the same chain however often it was started, also one kept with two beginnings', async () => {
    const directory = join(folder, 'often')
    await cp(kept, directory, { recursive: true })
    const path = join(directory, 'state.json')
    const firsts = async () => {
      const { blocks } = JSON.parse(await readFile(path, 'utf8')) as {
        blocks: { header: { number: string; timestamp: string } }[]
      }
      return { blocks, first: blocks.filter(({ header }) => Number(header.number) === 0) }
    }
    // anvil's own beginning is another one only in another second.
    await pause(1100)
    {
      await using again = await start(directory, chain)
      await rpc(again.url, 'anvil_mine', ['0x1'])
      await again.settle()
    }
    const { blocks, first } = await firsts()
    assert.equal(first.length, 1)
    const [own] = first
    assert.ok(own)
    const other = { ...own, header: { ...own.header, timestamp: '0x7b01dff7' } }
    for (const order of [
      [other, ...blocks],
      [...blocks, other],
    ]) {
      const state = JSON.parse(await readFile(path, 'utf8')) as object
      await writeFile(path, JSON.stringify({ ...state, blocks: order }))
      await using mended = await start(directory, chain)
      assert.deepEqual(await chainAt(mended.url), chain)
      assert.equal((await firsts()).first.length, 1)
    }
  })

  it('is never begun anew over what was kept: missing, empty, torn, garbage or another’s', async () => {
    const path = join(kept, 'state.json')
    const state = await readFile(path)
    const damaged: [string, Uint8Array][] = [
      ['empty', new Uint8Array()],
      ['torn', state.subarray(0, 2000)],
      ['garbage', Buffer.from('hello')],
      ['other JSON', Buffer.from('{}')],
    ]
    for (const [name, bytes] of damaged) {
      const directory = join(folder, name)
      await cp(kept, directory, { recursive: true })
      await writeFile(join(directory, 'state.json'), bytes)
      await assert.rejects(start(directory, chain), ChainStateError, name)
      assert.ok(bytes.length === (await readFile(join(directory, 'state.json'))).length, name)
    }
    await assert.rejects(start(join(folder, 'missing'), chain), ChainStateError)
    const genesis = parseBytes32(`0x${'9'.repeat(64)}`)
    await assert.rejects(start(kept, { genesis }), ChainStateError)
    assert.deepEqual(await readFile(path), state)
  })

  it('is followed to another port when its own is taken, by whoever knew it', async () => {
    const squatter = createServer().listen(port, '127.0.0.1')
    await once(squatter, 'listening')
    try {
      await using moved = await start(kept, { port, ...chain })
      // The second it was made in is all that tells one new development chain from another.
      await pause(1100)
      await using foreign = await startAnvil()
      assert.notEqual(moved.port, port)
      const dead = 'http://127.0.0.1:1'
      const endpoint = new Endpoint(dead, chain)
      const known = { ...chain, contract: releasesAddress }
      const follow = (url: string) => followMovedChain(folder, { endpoint, chain: known }, url)
      await writeChainFile(folder, { ...known, since: 0, embedded: false, url: dead })

      assert.equal(await follow(foreign.url), false, 'another chain')
      assert.equal(await follow('http://192.0.2.1:8545'), false, 'another machine')
      assert.equal((await readChainFile(folder))?.url, dead)
      assert.equal(await follow(moved.url), true)
      assert.equal(await endpoint.send('eth_chainId', []), '0x7a69')
      assert.equal((await readChainFile(folder))?.url, moved.url)
      assert.equal(await follow(`${moved.url}/`), false, 'the one we have answers')
      endpoint.close()
    } finally {
      squatter.close()
    }
  })

  it('says so when a transaction cannot be kept, and keeps it when it can be again', async () => {
    const directory = join(folder, 'blocked')
    await cp(kept, directory, { recursive: true })
    const problems: unknown[] = []
    await using running = await EmbeddedChain.start({
      ...{ directory, ...chain },
      onProblem: (error) => problems.push(error),
    })
    // As a full disk would: nothing can be written beside the old state.
    await rm(directory, { recursive: true })
    await rpc(running.url, 'anvil_mine', ['0x1'])
    await assert.rejects(running.settle())
    assert.ok(problems.length > 0)
    await cp(kept, directory, { recursive: true })
    await running.settle()
    const before = await readFile(join(kept, 'state.json'))
    assert.notDeepEqual(await readFile(join(directory, 'state.json')), before)
  })
})
