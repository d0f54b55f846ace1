import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Key } from 'interface-datastore'
import { base32 } from 'multiformats/bases/base32'
import { ProviderRecords } from '../../../../node/network/routing/providerRecords.ts'
import { peerName } from '../../../support/peerName.ts'

const VALUE = Uint8Array.of(1)
const hash = (text: string) => createHash('sha256').update(text).digest()
const whatOf = (what: string) => base32.baseEncode(Buffer.from([0x12, 32, ...hash(what)]))
const key = (what: string, peer: string) =>
  new Key(`/dht/provider/${whatOf(what)}/${peerName(peer)}`)

async function providersOf(records: ProviderRecords, what: string): Promise<string[]> {
  const peers: string[] = []
  for await (const { key: each } of records.query({ prefix: `/dht/provider/${whatOf(what)}` })) {
    peers.push(each.baseNamespace())
  }
  return peers
}

const named = (...peers: string[]) => peers.map(peerName)

describe('records of who provides what', () => {
  it('are found by what is provided, the newest first, and by nothing else', async () => {
    const records = new ProviderRecords()
    records.put(key('a', 'one'), VALUE)
    records.put(key('a', 'two'), VALUE)
    records.put(key('b', 'one'), VALUE)
    assert.deepEqual(await providersOf(records, 'a'), named('two', 'one'))
    records.put(key('a', 'one'), VALUE)
    assert.deepEqual(await providersOf(records, 'a'), named('one', 'two'))
    records.delete(key('a', 'one'))
    assert.deepEqual(await providersOf(records, 'a'), named('two'))
    assert.ok(records.has(key('b', 'one')))
    assert.equal(records.size, 2)
  })

  const what = whatOf('a')
  const long = base32.baseEncode(Buffer.from([0, 0x80, 0x80, 0x40, ...Buffer.alloc(100_000)]))
  for (const [which, foreign] of [
    ['of any other kind', `/dht/record/${base32.baseEncode(Buffer.from('/constructor/x'))}`],
    ['of a name without a hash', `/dht/provider/${long}/${peerName('one')}`],
    ['of another hash', `/dht/provider/${whatOf('a').replace('ciq', 'cmq')}/${peerName('one')}`],
    ['of half a hash', `/dht/provider/${what.slice(0, 40)}/${peerName('one')}`],
    ['of nobody', `/dht/provider/${what}`],
    ['of more than a peer', `/dht/provider/${what}/${peerName('one')}/x`],
    ['of a name too long', `/dht/provider/${what}/${'1'.repeat(100)}`],
  ] as const) {
    it(`${which} are refused`, () => {
      const records = new ProviderRecords()
      assert.throws(() => records.put(new Key(foreign), VALUE), { name: 'ForeignRecordError' })
      assert.equal(records.size, 0)
    })
  }

  it('that hold more than a time are refused', () => {
    const records = new ProviderRecords()
    assert.throws(() => records.put(key('a', 'one'), new Uint8Array(17)), {
      name: 'ForeignRecordError',
    })
  })

  it('are so many for each peer, whose flood leaves the others theirs', async () => {
    const records = new ProviderRecords()
    for (let i = 0; i < 6000; i++) records.put(key(`${i}`, 'flood'), VALUE)
    records.put(key('a', 'one'), VALUE)
    assert.equal(records.size, 5001)
    assert.deepEqual(await providersOf(records, 'a'), named('one'))
  })

  it('of one thing are a hundred, the newest', async () => {
    const records = new ProviderRecords()
    for (let i = 0; i < 130; i++) records.put(key('a', `${i}`), VALUE)
    const providers = await providersOf(records, 'a')
    assert.deepEqual(
      [providers.length, providers[0], providers.at(-1)],
      [100, ...named('129', '30')],
    )
  })

  it('that fill all the room give way, the most frequent peers first', async () => {
    const records = new ProviderRecords()
    records.put(key('a', 'one'), VALUE)
    for (let peer = 0; peer < 11; peer++) {
      for (let i = 0; i < 5000; i++) records.put(key(`${i % 5000} ${peer}`, `${peer}`), VALUE)
    }
    records.put(key('b', 'two'), VALUE)
    assert.equal(records.size, 50_000)
    assert.deepEqual(await providersOf(records, 'a'), named('one'))
    assert.deepEqual(await providersOf(records, 'b'), named('two'))
  }).timeout(20_000)

  it('are gone after a day', async () => {
    let now = 0
    const records = new ProviderRecords({ now: () => now })
    records.put(key('a', 'one'), VALUE)
    now += 25 * 3_600_000
    assert.equal(records.has(key('a', 'one')), false)
    assert.deepEqual(await providersOf(records, 'a'), [])
    assert.equal(records.size, 0)
  })

  it('of a peer that nobody could find are left out until it is back', async () => {
    let gone = peerName('one')
    const records = new ProviderRecords({ knows: async (peer) => peer !== gone })
    for (const peer of ['one', 'two']) records.put(key('a', peer), VALUE)
    assert.deepEqual(await providersOf(records, 'a'), named('two'))
    gone = ''
    assert.deepEqual(await providersOf(records, 'a'), named('two', 'one'))
  })
})
