import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  answerHello,
  askHello,
  decodeHello,
  encodeHello,
  HELLO_PROTOCOL,
  InvalidHelloError,
  isSameChain,
  MAX_TOLD_PEERS,
  type Hello,
} from '../../../node/announce/hello.ts'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { addressOf, bytes32Of, fromHex } from '../../../node/domain/ids.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { CHAIN, digestOf, hashOf } from '../../support/manifests.ts'
import { join, testNetwork } from '../../support/network.ts'

const wallet = addressOf(hashOf('payout').subarray(0, 20))
const hello: Hello = {
  chain: CHAIN,
  url: 'http://127.0.0.1:8545',
  payout: wallet,
  releases: 3,
  peers: ['/ip4/10.0.0.1/tcp/4001/p2p/12D3KooW', '/dns4/example.org/tcp/4002/ws/p2p/12D3KooX'],
}

const chain = {
  id: CHAIN.id,
  genesis: fromHex(CHAIN.genesis),
  contract: fromHex(CHAIN.contract),
}
const record = { v: 1, chain, releases: 3, peers: [] as string[] }
const address = (length: number) => 'x'.repeat(length)

const SPOILED: readonly [string, object][] = [
  ['of another version', { v: 2 }],
  ['without a chain', { chain: null }],
  ['with a chain id below 0', { chain: { ...chain, id: -1 } }],
  ['with a genesis of 31 bytes', { chain: { ...chain, genesis: new Uint8Array(31) } }],
  ['with a contract in words', { chain: { ...chain, contract: CHAIN.contract } }],
  ['with an endpoint of 201 characters', { url: address(201) }],
  ['with a payout of 32 bytes', { payout: new Uint8Array(32) }],
  ['with fewer than no releases', { releases: -1 }],
  ['with peers that are no list', { peers: '/ip4/10.0.0.1' }],
  ['with 17 peers', { peers: Array(MAX_TOLD_PEERS + 1).fill('/ip4/10.0.0.1') }],
  ['with an address of 301 characters', { peers: [address(301)] }],
  ['with a peer that is no text', { peers: [1] }],
]

describe('hello', () => {
  it('comes back from its bytes as it was', () => {
    assert.deepEqual(decodeHello(encodeHello(hello)), hello)
    const bare: Hello = { chain: CHAIN, releases: 0, peers: [] }
    assert.deepEqual(decodeHello(encodeHello(bare)), bare)
  })

  it('tells of 16 peers at most, so that its own kind can read it', () => {
    const peers = Array.from({ length: 50 }, (_, i) => address(300 - i))
    const read = decodeHello(encodeHello({ ...hello, peers }))
    assert.deepEqual(read.peers, peers.slice(0, MAX_TOLD_PEERS))
  })

  for (const [what, fields] of SPOILED) {
    it(`refuses one ${what}`, () => {
      assert.doesNotThrow(() => decodeHello(encodeCanonical(record)))
      assert.throws(() => decodeHello(encodeCanonical({ ...record, ...fields })), InvalidHelloError)
    })
  }

  it('reads one that tells more than it knows, and takes nothing of it', () => {
    const more = encodeCanonical({ ...record, later: 'x', chain: { ...chain, name: 'y' } })
    assert.deepEqual(decodeHello(more), decodeHello(encodeCanonical(record)))
  })

  it('refuses 16 KiB and a byte, however harmless', () => {
    const sized = (padding: number) => encodeCanonical({ ...record, x: new Uint8Array(padding) })
    const room = 16 * 1024 - (sized(1000).length - 1000)
    assert.doesNotThrow(() => decodeHello(sized(room)))
    assert.throws(() => decodeHello(sized(room + 1)), InvalidHelloError)
  })

  it('meets any bytes with an InvalidHelloError and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.throws(() => decodeHello(bytes), InvalidHelloError)
      }),
      { numRuns: 500 },
    )
  })

  it('takes two chains for one only when id, genesis and contract agree', () => {
    assert.ok(isSameChain(CHAIN, { ...CHAIN }))
    assert.ok(!isSameChain(CHAIN, { ...CHAIN, id: 1 }))
    assert.ok(!isSameChain(CHAIN, { ...CHAIN, genesis: digestOf('other') }))
    assert.ok(!isSameChain(CHAIN, { ...CHAIN, contract: wallet }))
    assert.equal(bytes32Of(chain.genesis), CHAIN.genesis)
  })

  describe('between two peers', () => {
    let asking: Network
    let answering: Network

    beforeEach(async () => {
      ;[asking, answering] = await Promise.all([testNetwork(), testNetwork()])
      await join(asking, answering)
    })

    afterEach(async () => {
      await asking[Symbol.asyncDispose]()
      await answering[Symbol.asyncDispose]()
    })

    it('is answered with what is true at that moment', async () => {
      let releases = 3
      await answerHello(answering.streams, async () => ({ ...hello, releases }))
      assert.deepEqual(await askHello(asking.streams, answering.peer), hello)
      releases = 4
      assert.equal((await askHello(asking.streams, answering.peer)).releases, 4)
    })

    it('is refused when the other side answers nonsense', async () => {
      await answering.streams.handle(HELLO_PROTOCOL, async () => Uint8Array.of(0xa0))
      await assert.rejects(askHello(asking.streams, answering.peer), InvalidHelloError)
    })
  })
})
