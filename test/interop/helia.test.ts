import assert from 'node:assert/strict'
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { unixfs } from '@helia/unixfs'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { createHeliaLight } from 'helia'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { testNetwork } from '../support/network.ts'

const SIZES = [1, 262_144, 262_145, 10_000_000]

/** Helia as anyone composes it who wants bitswap and nothing of ours. */
async function plainHelia() {
  const light = createHeliaLight({
    blockstore: new MemoryBlockstore(),
    datastore: new MemoryDatastore(),
  })
  const helia = withBitswap(
    withLibp2pLight(light, {
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify() },
    }),
  )
  await helia.start()
  return helia
}

const random = (bytes: number): Buffer => {
  const whole = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 65_536) {
    crypto.getRandomValues(whole.subarray(at, Math.min(bytes, at + 65_536)))
  }
  return whole
}

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

describe('plain Helia', function () {
  this.timeout(60_000)
  let ours: Awaited<ReturnType<typeof testNetwork>>
  let helia: Awaited<ReturnType<typeof plainHelia>>

  beforeEach(async () => {
    ours = await testNetwork()
    helia = await plainHelia()
  })
  afterEach(async () => {
    await ours[Symbol.asyncDispose]()
    await helia.stop()
  })

  for (const bytes of SIZES) {
    it(`reads a file of ${bytes} bytes from a node of ours`, async () => {
      const song = random(bytes)
      const { cid } = await ours.files.add(once(song))
      await helia.libp2p.dial(multiaddr(ours.addresses()[0] ?? ''))
      const signal = AbortSignal.timeout(30_000)
      const read = unixfs(helia).cat(cid, { signal })
      assert.ok((await whole(read)).equals(song))
    })

    it(`gives a node of ours a file of ${bytes} bytes, under the CID we would give it`, async () => {
      const song = random(bytes)
      const cid = await unixfs(helia).addByteStream(once(song), {
        ...{ cidVersion: 1, rawLeaves: true, reduceSingleLeafToSelf: true },
        chunker: fixedSize({ chunkSize: 262_144 }),
        layout: balanced({ maxChildrenPerNode: 1024 }),
      })
      await ours.connect(String(helia.libp2p.getMultiaddrs()[0]), AbortSignal.timeout(5000))
      const signal = AbortSignal.timeout(30_000)
      assert.ok((await whole(ours.files.read(cid, { signal }))).equals(song))
      await using other = await testNetwork()
      assert.equal((await other.files.add(once(song))).cid.toString(), cid.toString())
    })
  }
})
