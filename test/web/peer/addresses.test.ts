/** Where a page looks for nodes. In Node, where nothing is remembered; the shop is a plain server. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { knownAddresses } from '../../../web/src/peer/swarm/addresses.ts'
import { askShop } from '../../../web/src/peer/swarm/shopWord.ts'

const PEER = '12D3KooWFo2tvtT69RwM7PKxnAjwcaJQ68PnuL2YwT7EUBPfF2a5'
const own = `/ip4/127.0.0.1/tcp/1/ws/p2p/${PEER}`
const elsewhere = `/ip4/127.0.0.1/tcp/2/ws/p2p/${PEER}`

describe('the nodes a page knows of', () => {
  let shop: Server
  let origin: string
  let operators: unknown
  let asked: string[]

  beforeEach(async () => {
    asked = []
    shop = createServer(({ url = '' }, answer) => {
      asked.push(url)
      const isList = url === '/api/v1/operators'
      answer.end(JSON.stringify(isList ? operators : { multiaddrs: [own] }))
    }).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    // A TCP server's address is never a pipe's name.
    origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    shop.closeAllConnections()
    shop.close()
    await once(shop, 'close')
  })

  const known = async () => knownAddresses(origin, await askShop(origin))

  it('are the shop’s own and the operators’ on the chain’s list, which is asked for once', async () => {
    operators = { operators: [{ wallet: '0x12', addresses: [elsewhere, own] }] }
    assert.deepEqual(await known(), [own, elsewhere])
    assert.deepEqual(await known(), [own, elsewhere])
    assert.equal(asked.filter((path) => path === '/api/v1/operators').length, 1)
  })

  const nonsense: [what: string, said: unknown][] = [
    ['no list', 'music'],
    [
      'a list of something else',
      { operators: [null, 7, { addresses: 'near' }, { addresses: [1] }] },
    ],
    ['a place that pages cannot reach', { operators: [{ addresses: ['/ip4/10.0.0.1/tcp/1'] }] }],
  ]
  for (const [what, said] of nonsense) {
    it(`are the shop’s own where it answers with ${what}`, async () => {
      operators = said
      assert.deepEqual(await known(), [own])
    })
  }

  it('are no more than a page can try, however long the list', async () => {
    const one = (port: number) => ({ addresses: [`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${PEER}`] })
    operators = { operators: Array.from({ length: 5000 }, (_, port) => one(port + 10)) }
    assert.ok((await known()).length < 50)
  })
})
