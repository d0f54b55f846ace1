/** The beginning of what was heard last, ready before anybody clicks. In Node: it needs no browser. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MemoryBlockstore } from 'blockstore-core'
import { UnixfsFiles } from '../../../node/network/unixfsFiles.ts'
import { Engine } from '../../../web/src/peer/engine/engine.ts'
import { BlockStore } from '../../../web/src/peer/store/blockStore.ts'
import { memoryPack, type Pack } from '../../../web/src/peer/store/pack.ts'
import { memoryRecords } from '../../../web/src/peer/store/records.ts'
import { wav } from '../../support/audio.ts'
import { blocksOf } from '../../support/network.ts'

const never = new AbortController().signal
/** More than the store keeps in memory, so that the beginning has gone from there by the end. */
const LONG_SECONDS = 150

describe('a listener who comes back', () => {
  let shop: Server
  let asked: string[] = []
  let reads = 0
  let store: BlockStore
  let engine: Engine

  beforeEach(async () => {
    asked = []
    reads = 0
    shop = createServer(({ url = '' }, answer) => {
      asked.push(url)
      answer.writeHead(404).end()
    }).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    // A TCP server's address is never a pipe's name.
    const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
    store = await BlockStore.open(counting(memoryPack()), memoryRecords(), 1024 ** 3)
    engine = new Engine(store, { origin, patience: 0.1, persisted: async () => true })
  })

  afterEach(async () => {
    engine.reader[Symbol.dispose]()
    shop.closeAllConnections()
    shop.close()
    await once(shop, 'close')
  })

  function counting(pack: Pack): Pack {
    const read: Pack['read'] = (slot, bytes) => {
      reads += 1
      return pack.read(slot, bytes)
    }
    return { ...pack, read }
  }

  /** Stores a song's blocks, or its root alone, and gives its CID. */
  async function stored({ rootOnly = false } = {}): Promise<string> {
    const blocks = new MemoryBlockstore()
    const song = (async function* () {
      yield wav({ seconds: LONG_SECONDS, rate: 44_100, pitch: 220 })
    })()
    const { cid: root } = await new UnixfsFiles(blocksOf(blocks), blocks).add(song)
    for await (const { cid, bytes } of blocks.getAll()) {
      if (rootOnly && !cid.equals(root)) continue
      for await (const block of bytes) await store.write({ cid, bytes: block })
    }
    return root.toString()
  }

  it('finds the first seconds of what was heard last in memory, checked already', async () => {
    const song = await stored()
    await engine.prepare(never)
    assert.ok(reads > 0)
    reads = 0
    for await (const piece of engine.answers['open']?.({ cid: song, range: null }, never) ?? []) {
      assert.ok(piece)
      break
    }
    assert.equal(reads, 0)
  })

  it('is asked about nowhere: what has gone from this device stays gone', async () => {
    const song = await stored({ rootOnly: true })
    await engine.prepare(never)
    assert.deepEqual(asked, [])
    const opened = engine.answers['open']?.({ cid: song, range: null }, never)
    await assert.rejects(async () => opened?.[Symbol.asyncIterator]().next())
    assert.notDeepEqual(asked, [])
  })
})
