import assert from 'node:assert/strict'
import { Key } from 'interface-datastore'
import { ProviderRecords } from '../../../../node/network/routing/providerRecords.ts'

const VALUE = Uint8Array.of(1)
const key = (what: string, peer: string) => new Key(`/dht/provider/${what}/${peer}`)

async function providersOf(records: ProviderRecords, what: string): Promise<string[]> {
  const peers: string[] = []
  for await (const { key: each } of records.query({ prefix: `/dht/provider/${what}` })) {
    peers.push(each.baseNamespace())
  }
  return peers
}

describe('records of who provides what', () => {
  it('are found by what is provided, and by nothing else', async () => {
    const records = new ProviderRecords()
    records.put(key('a', 'one'), VALUE)
    records.put(key('a', 'two'), VALUE)
    records.put(key('b', 'one'), VALUE)
    assert.deepEqual(await providersOf(records, 'a'), ['one', 'two'])
    records.delete(key('a', 'one'))
    assert.deepEqual(await providersOf(records, 'a'), ['two'])
    assert.ok(records.has(key('b', 'one')))
    assert.equal(records.size, 2)
  })

  it('are so many for each peer, whose flood leaves the others theirs', async () => {
    const records = new ProviderRecords()
    for (let i = 0; i < 6000; i++) records.put(key(`${i}`, 'flood'), VALUE)
    records.put(key('a', 'one'), VALUE)
    assert.equal(records.size, 5001)
    assert.deepEqual(await providersOf(records, 'a'), ['one'])
  })

  it('are gone after a day', async () => {
    let now = 0
    const records = new ProviderRecords(() => now)
    records.put(key('a', 'one'), VALUE)
    now += 25 * 3_600_000
    assert.equal(records.has(key('a', 'one')), false)
    assert.deepEqual(await providersOf(records, 'a'), [])
    assert.equal(records.size, 0)
  })
})
