/**
 * Our gateway on a real HTTP port, read by the clients of the IPFS world. They are given its address
 * and no other: if one of them asks anyone else, its test fails.
 */
import assert from 'node:assert/strict'
import { withHTTP } from '@helia/http'
import { unixfs } from '@helia/unixfs'
import { createVerifiedFetchWithHelia } from '@helia/verified-fetch'
import { CarReader } from '@ipld/car'
import { MemoryBlockstore } from 'blockstore-core'
import { multiaddr } from '@multiformats/multiaddr'
import { createHeliaLight } from 'helia'
import { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { cborCidOf, sha256, sha256Stream } from '../../node/crypto/hash.ts'
import { listenHttp, type HttpServer } from '../../node/daemon/httpServer.ts'
import { encodeCanonical } from '../../node/domain/canonical.ts'
import { readCar } from '../../node/domain/car.ts'
import { decodeHave, encodeWants, WANTS_TYPE } from '../../node/domain/wants.ts'
import { createGateway } from '../../node/gateway/gateway.ts'
import type { Network } from '../../node/network/createNetwork.ts'
import { patternOf, zerosOf } from '../../scripts/vectors.ts'
import { createShop } from '../node/gateway/shop.ts'
import { testNetwork } from '../support/network.ts'

const LEAF = 256 * 1024
/** One byte, a whole leaf, one byte more, and several. */
const SIZES = [1, LEAF, LEAF + 1, 9 * LEAF + 77]
/** More leaves than one node may link to. */
const TALL = 1024 * LEAF + 1

const hashOf = async (parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const hash = sha256Stream()
  for await (const part of parts) hash.update(part)
  return hash.digest()
}

describe('interop: the gateway read by other clients', () => {
  const store = new MemoryBlockstore()
  const files: { cid: CID; bytes: number }[] = []
  const anyFetch = globalThis.fetch
  let network: Network
  let server: HttpServer
  let tall: CID
  let manifest: CID

  before(async () => {
    network = await testNetwork({ listen: [], blockstore: store })
    for (const size of SIZES) files.push(await network.files.add(patternOf(size)))
    tall = (await network.files.add(zerosOf(TALL))).cid
    const block = encodeCanonical({ title: 'Night Ferry', tracks: files.map(({ cid }) => cid) })
    manifest = cborCidOf(sha256(block))
    await network.blocks.put(manifest, block)
    const powers = { ...createShop().powers, blocks: network.blocks }
    server = await listenHttp(createGateway(powers), '127.0.0.1', 0)
    globalThis.fetch = async (input, init) => {
      const { origin } = new URL(input instanceof Request ? input.url : input)
      assert.equal(origin, server.url, 'another server was asked')
      return anyFetch(input, init)
    }
  })

  after(async () => {
    globalThis.fetch = anyFetch
    await server[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
  })

  /** Says of everything that our gateway has it. */
  const ourRouter = () => ({
    name: 'ours-alone',
    async *findProviders() {
      yield {
        id: CID.createV1(0x0920, identity.digest(new TextEncoder().encode(server.url))),
        multiaddrs: [multiaddr(`/ip4/127.0.0.1/tcp/${new URL(server.url).port}/http`)],
        ...{ protocols: ['transport-ipfs-gateway-http'], router: 'ours-alone' },
      }
    },
  })

  const newHelia = () =>
    withHTTP(createHeliaLight({ routers: [ourRouter] }), {
      // With nothing but gateways to fall back to, this Helia waits for ever: hence a router.
      ...{ delegatedRouters: [], recursiveGateways: [] },
      ...{ allowInsecure: true, allowLocal: true },
    }).start()

  it('a Helia over HTTP reads our files byte for byte', async () => {
    const helia = await newHelia()
    const fs = unixfs(helia)
    for (const { cid, bytes } of files) {
      assert.deepEqual(await hashOf(fs.cat(cid)), await hashOf(patternOf(bytes)), `${bytes}`)
    }
    await helia.stop()
  })

  it('a Helia over HTTP reads the end of a file of two levels', async () => {
    const helia = await newHelia()
    const parts: Uint8Array[] = []
    for await (const part of unixfs(helia).cat(tall, { offset: TALL - 10 })) parts.push(part)
    assert.equal(Buffer.concat(parts).length, 10)
    await helia.stop()
  })

  it('verified-fetch reads our files byte for byte, whole and in part', async () => {
    const helia = await newHelia()
    const verifiedFetch = await createVerifiedFetchWithHelia(helia)
    for (const { cid, bytes } of files) {
      const response = await verifiedFetch(`ipfs://${cid.toString()}`)
      assert.equal(response.status, 200)
      assert.ok(response.body)
      assert.deepEqual(await hashOf(response.body), await hashOf(patternOf(bytes)), `${bytes}`)
    }
    const { cid, bytes } = files.at(-1) ?? assert.fail()
    const range = { headers: { range: `bytes=${LEAF - 5}-${LEAF + 4}` } }
    const part = await verifiedFetch(`ipfs://${cid.toString()}`, range)
    assert.equal(part.status, 206)
    const whole: Uint8Array[] = []
    for await (const chunk of patternOf(bytes)) whole.push(chunk)
    const expected = Buffer.concat(whole).subarray(LEAF - 5, LEAF + 5)
    assert.ok(expected.equals(Buffer.from(await part.arrayBuffer())))
    await verifiedFetch.stop()
  })

  it('verified-fetch reads a manifest as the block it is', async () => {
    const helia = await newHelia()
    const verifiedFetch = await createVerifiedFetchWithHelia(helia)
    const response = await verifiedFetch(`ipfs://${manifest.toString()}?format=raw`)
    const block = new Uint8Array(await response.arrayBuffer())
    assert.deepEqual(cborCidOf(sha256(block)).toString(), manifest.toString())
    await verifiedFetch.stop()
  })

  it('one CAR brings a whole release, for another reader of CARs and of files', async () => {
    const url = `${server.url}/ipfs/${manifest.toString()}?format=car`
    const response = await fetch(url)
    assert.ok(response.body)
    const car = await CarReader.fromIterable(response.body)
    assert.deepEqual((await car.getRoots()).map(String), [manifest.toString()])
    const got = new MemoryBlockstore()
    for await (const { cid, bytes } of car.blocks()) await got.put(cid, bytes)
    const fs = unixfs({ blockstore: got })
    for (const { cid, bytes } of files) {
      assert.deepEqual(await hashOf(fs.cat(cid)), await hashOf(patternOf(bytes)), `${bytes}`)
    }
  }).timeout(60_000)

  it('the CAR of a window has what another reader of files needs for it, and little more', async () => {
    const { cid } = files.at(-1) ?? assert.fail()
    const words = `${2 * LEAF}:${4 * LEAF - 1}`
    const url = `${server.url}/ipfs/${cid.toString()}?format=car&entity-bytes=${words}`
    const body = new Uint8Array(await (await fetch(url)).arrayBuffer())
    assert.ok(body.length > 2 * LEAF && body.length < 2 * LEAF + 4096, `${body.length}`)
    const got = new MemoryBlockstore()
    const car = await CarReader.fromBytes(body)
    for await (const block of car.blocks()) await got.put(block.cid, block.bytes)
    const window = unixfs({ blockstore: got }).cat(cid, { offset: 2 * LEAF, length: 2 * LEAF })
    const whole: Uint8Array[] = []
    for await (const chunk of patternOf(9 * LEAF + 77)) whole.push(chunk)
    const expected = Buffer.concat(whole).subarray(2 * LEAF, 4 * LEAF)
    assert.deepEqual(await hashOf(window), sha256(expected))
  })

  it('a CAR that cannot be ended is cut where the receiver sees it', async () => {
    const lost = cborCidOf(sha256(new TextEncoder().encode('nobody has this')))
    const block = encodeCanonical([files.at(-1)?.cid, lost])
    const broken = cborCidOf(sha256(block))
    await network.blocks.put(broken, block)
    const response = await fetch(`${server.url}/ipfs/${broken.toString()}?format=car`)
    assert.equal(response.status, 200)
    const got: string[] = []
    const reading = async () => {
      for await (const { cid } of readCar(response.body ?? assert.fail())) got.push(cid.toString())
    }
    await assert.rejects(reading)
    assert.equal(got[0], broken.toString())
  })

  it('blocks are had and known by the hundred', async () => {
    const cids = [manifest, ...files.map(({ cid }) => cid)]
    const ask = async (path: string) => {
      const headers = { 'content-type': WANTS_TYPE }
      return fetch(`${server.url}${path}`, { method: 'POST', headers, body: encodeWants(cids) })
    }
    const have = new Uint8Array(await (await ask('/api/v1/have')).arrayBuffer())
    assert.deepEqual(decodeHave(have, cids.length), Array(cids.length).fill(true))
    const body = new Uint8Array(await (await ask('/api/v1/blocks')).arrayBuffer())
    const got = []
    for await (const { cid } of (await CarReader.fromBytes(body)).blocks()) got.push(cid.toString())
    assert.deepEqual(got, cids.map(String))
  })
}).timeout(60_000)
