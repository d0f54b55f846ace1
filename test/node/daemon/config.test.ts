import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../../node/daemon/config.ts'
import { ForeignDirectoryError } from '../../../node/daemon/errors.ts'
import { UsageError } from '../../../node/domain/errors.ts'

describe('settings of a node', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-config-'))
  })
  afterEach(async () => {
    delete process.env['MEGABOX_HTTP']
    delete process.env['MEGABOX_JOIN']
    await rm(directory, { recursive: true })
  })
  const file = (text: string) => writeFile(join(directory, 'config.json'), text)
  const refused = (flags: object, words: RegExp) =>
    assert.rejects(readConfig(directory, flags), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, words)
      return true
    })

  it('listen on loopback, with gossip and demo music, when nothing is said', async () => {
    const config = await readConfig(directory, {})
    assert.deepEqual(config, {
      directory,
      ...{ http: 4242, p2p: 4243, listen: '127.0.0.1', names: [], join: [] },
      ...{ seedBytes: 20 * 2 ** 30, gateways: [], gossip: true, routing: true, demo: true },
      rpc: [],
    })
  })

  it('are taken from flags before the environment, and from there before the file', async () => {
    await file('{"http": 1, "p2p": 2, "gossip": false}')
    assert.equal((await readConfig(directory, {})).http, 1)
    process.env['MEGABOX_HTTP'] = '10'
    assert.equal((await readConfig(directory, {})).http, 10)
    const config = await readConfig(directory, { http: '100' })
    assert.deepEqual([config.http, config.p2p, config.gossip], [100, 2, false])
  })

  it('take several endpoints, and bounds of a relay, with a dash in their name or an underscore', async () => {
    process.env['MEGABOX_RELAY_BUDGET'] = '0.5'
    const rpc = ['https://a.example', 'https://b.example/key']
    const config = await readConfig(directory, { rpc, relay: true, 'relay-wallet': 'till' })
    delete process.env['MEGABOX_RELAY_BUDGET']
    assert.partialDeepStrictEqual(config, {
      ...{ rpc, relay: true, relayWallet: 'till', relayBudgetWei: 5n * 10n ** 17n },
    })
    await refused({ 'relay-budget': 'much' }, /--relay-budget: .*no amount of ETH/)
    await file('{"relay-budget": 0.25}')
    assert.equal((await readConfig(directory, {})).relayBudgetWei, 25n * 10n ** 16n)
    await refused({ rpc: ['ftp://x'] }, /--rpc/)
  })

  it('may name several peers in one variable', async () => {
    process.env['MEGABOX_JOIN'] = '/ip4/10.0.0.1/tcp/1/p2p/A,/ip4/10.0.0.2/tcp/1/p2p/B'
    assert.equal((await readConfig(directory, {})).join.length, 2)
  })

  it('are refused when nobody knows them, with the place they stand in', async () => {
    await file('{"htpp": 1}')
    await refused({}, /config\.json, "htpp": there is no such setting/)
  })

  it('are refused with the name of the flag, the variable or the file that says nonsense', async () => {
    await refused({ releases: '0x12' }, /^--releases: /)
    process.env['MEGABOX_HTTP'] = '0x10'
    await refused({}, /^MEGABOX_HTTP: /)
    delete process.env['MEGABOX_HTTP']
    await file('{"listen": "nowhere"}')
    await refused({}, /config\.json, "listen": /)
  })

  it('take the address that links have for a name of the node, too', async () => {
    const config = await readConfig(directory, {
      url: 'https://Music.example/',
      name: ['a.example'],
    })
    assert.equal(config.url, 'https://music.example')
    assert.deepEqual(config.names, ['a.example', 'music.example'])
    for (const url of ['music.example', 'ftp://a', 'https://a/b', 'https://a"b', 'https://']) {
      await refused({ url }, /--url: the address of a shop is one such as/)
    }
  })

  it('want ports in digits, within what a port can be', async () => {
    for (const http of ['', ' ', '1e3', '-1', '65535', '99999', '80.5', true]) {
      await refused({ http }, /^--http: /)
    }
  })

  it('want sizes, peers, URLs and switches that are such', async () => {
    for (const flags of [
      { seed: '' },
      { seed: 'Infinity' },
      { join: ['nobody'] },
      { join: ['/ip4/127.0.0.1/tcp/4001'] },
      { chain: 'ftp://chain.example' },
      { payout: '0x0' },
      { gossip: 'maybe' },
    ]) {
      await refused(flags, new RegExp(`^--${Object.keys(flags)[0] ?? ''}: `))
    }
  })

  it('are not guessed from a file that is no JSON', async () => {
    await file('http = 1')
    await assert.rejects(readConfig(directory, {}), ForeignDirectoryError)
  })
})
