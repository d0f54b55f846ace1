import assert from 'node:assert/strict'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { identify } from '@libp2p/identify'
import { CID } from 'multiformats/cid'
import { createLibp2p, type Libp2p } from 'libp2p'
import { UnreachableError } from '../../../node/domain/errors.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { join, testNetwork } from '../../support/network.ts'

/** A libp2p node that says it speaks bitswap, takes every want and never delivers. */
async function silentPeer(): Promise<Libp2p> {
  const peer = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  })
  await peer.handle('/ipfs/bitswap/1.2.0', (stream) => {
    stream.addEventListener('message', () => undefined)
  })
  return peer
}

describe('a peer that takes wants and delivers nothing', function () {
  this.timeout(60_000)
  let reader: Network
  let liar: Libp2p

  beforeEach(async () => {
    reader = await testNetwork({ patience: 0.1 })
    liar = await silentPeer()
    const [address] = liar.getMultiaddrs()
    await reader.connect(String(address), AbortSignal.timeout(5000))
  })
  afterEach(async () => {
    await reader[Symbol.asyncDispose]()
    await liar.stop()
  })

  it('does not keep a reader from what an honest one has', async () => {
    await using honest = await testNetwork()
    const { cid } = await honest.files.add(
      (async function* () {
        yield new Uint8Array(600_000).fill(7)
      })(),
    )
    await join(reader, honest)
    const started = performance.now()
    assert.equal(await reader.files.size(cid), 600_000)
    assert.ok(performance.now() - started < 5000)
  })

  it('is dropped, and not let back', async () => {
    const nowhere = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
    await assert.rejects(reader.blocks.get(nowhere), UnreachableError)
    assert.deepEqual(reader.peers(), [])
    const [address] = liar.getMultiaddrs()
    await assert.rejects(reader.connect(String(address), AbortSignal.timeout(5000)))
  })
})
