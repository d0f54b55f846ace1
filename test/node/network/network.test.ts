import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { cidOfBlock } from '../../../node/crypto/hash.ts'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { UnreachableError } from '../../../node/domain/errors.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { join, TEST_TOPIC, testNetwork } from '../../support/network.ts'

/** Bytes that differ everywhere, so that no two leaves are the same block. */
function* noise(bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= 65_536) {
    yield crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536)))
  }
}

async function read(network: Network, cid: CID, offset = 0, length?: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const range = length === undefined ? { offset } : { offset, length }
  for await (const part of network.files.read(cid, range)) parts.push(part)
  return Buffer.concat(parts)
}

const stream = async function* (chunks: Iterable<Uint8Array>) {
  yield* chunks
}

describe('network', () => {
  let seeder: Network
  let reader: Network
  let readerStore: MemoryBlockstore

  beforeEach(async () => {
    readerStore = new MemoryBlockstore()
    seeder = await testNetwork()
    reader = await testNetwork({
      blockstore: readerStore,
      patience: 0.1,
      // What lies on the disk is read from there.
      keeping: { hotBytes: 0 },
    })
    await join(reader, seeder)
  })

  afterEach(async () => {
    await reader[Symbol.asyncDispose]()
    await seeder[Symbol.asyncDispose]()
  })

  it('brings a file from another peer, byte for byte, and keeps it', async () => {
    const song = Buffer.concat([...noise(3_000_000)])
    const { cid, bytes } = await seeder.files.add(stream([song]))
    assert.equal(bytes, song.length)
    assert.ok(song.equals(await read(reader, cid)))
    assert.deepEqual(reader.stored, seeder.stored)
  })

  it('reads any range of it', async () => {
    const song = Buffer.concat([...noise(1_000_000)])
    const { cid } = await seeder.files.add(stream([song]))
    for (const [offset, length] of [
      [0, 1],
      [262_143, 2],
      [700_001, 299_999],
      [999_999, 50],
    ] as const) {
      const part = await read(reader, cid, offset, length)
      assert.ok(song.subarray(offset, offset + length).equals(part), `${offset}+${length}`)
    }
  })

  it('reads a record that is no file as its own bytes', async () => {
    const record = encodeCanonical({ title: 'Night Ferry' })
    const cid = cidOfBlock(record)
    await seeder.blocks.put(cid, record)
    assert.equal(await reader.files.size(cid), record.length)
    assert.ok(Buffer.from(record).equals(await read(reader, cid)))
    assert.ok(Buffer.from(record.subarray(2, 5)).equals(await read(reader, cid, 2, 3)))
  })

  it('keeps a whole file, and refuses one that is larger than it should be', async () => {
    const { cid, bytes } = await seeder.files.add(stream(noise(2_000_000)))
    await assert.rejects(reader.files.keep(cid, { maxBytes: 500_000 }), /larger/)
    await reader.files.keep(cid, { maxBytes: bytes })
    await seeder[Symbol.asyncDispose]()
    assert.equal((await read(reader, cid)).length, bytes)
  })

  it('notices a block that rotted on disk and fetches it again', async () => {
    const { cid, bytes } = await seeder.files.add(stream(noise(100_000)))
    await read(reader, cid)
    // The peer will not send the same block again on this connection for a while: the reader has
    // to notice that, too.
    await readerStore.put(cid, new Uint8Array(bytes))
    const again = await read(reader, cid)
    assert.ok(again.some((byte) => byte !== 0))
  }).timeout(30_000)

  it('says in bounded time that nobody has a block', async () => {
    const nowhere = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
    await assert.rejects(reader.blocks.get(nowhere, { offline: true }), UnreachableError)
    const impatient = AbortSignal.timeout(300)
    await assert.rejects(reader.blocks.get(nowhere, { signal: impatient }), {
      name: 'TimeoutError',
    })
  })

  it('takes what a second peer has when the first has not', async () => {
    await using third = await testNetwork()
    const { cid, bytes } = await third.files.add(stream(noise(600_000)))
    await join(reader, third)
    assert.equal((await read(reader, cid)).length, bytes)
  })

  it('carries gossip and tells the validator who sent it', async () => {
    const heard: string[] = []
    seeder.gossip.subscribe(TEST_TOPIC, async () => 'accept')
    reader.gossip.subscribe(TEST_TOPIC, async (data, from) => {
      heard.push(`${data.length} from ${from}`)
      return 'accept'
    })
    // Subscriptions travel first; a message published before has nobody to go to.
    for (let i = 0; heard.length === 0 && i < 50; i++) {
      await seeder.gossip.publish(TEST_TOPIC, new Uint8Array(10 + i))
      await pause(100)
    }
    assert.match(heard[0] ?? '', new RegExp(`^1\\d from ${seeder.peer}$`))
  })

  it('asks a peer a question and refuses an answer that is too long', async () => {
    await seeder.streams.handle('/test/1', async (question) => new Uint8Array(question[0] ?? 0))
    await seeder.streams.handle('/test/long/1', async () => new Uint8Array(100_000))
    const answer = await reader.streams.ask(seeder.peer, '/test/1', Uint8Array.of(7))
    assert.equal(answer.length, 7)
    await assert.rejects(reader.streams.ask(seeder.peer, '/test/long/1', Uint8Array.of(1)))
  })
})
