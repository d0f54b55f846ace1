import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import * as dagPb from '@ipld/dag-pb'
import { MemoryBlockstore } from 'blockstore-core'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import type { CarBlock } from '../../../../node/domain/car.ts'
import { UnreachableError, UnsoundFileError } from '../../../../node/domain/errors.ts'
import { LEAF_BYTES } from '../../../../node/domain/layout.ts'
import type { Files } from '../../../../node/domain/ports.ts'
import type { AskOptions } from '../../../../node/network/reader/source.ts'
import { MemorySource, madeFile, readerOf } from '../../../support/sources.ts'

const MIB = 1024 * 1024

async function read(files: Files, ...[cid, options]: Parameters<Files['read']>) {
  const parts: Uint8Array[] = []
  for await (const part of files.read(cid, options)) parts.push(part)
  return Buffer.concat(parts)
}

const flipped = ({ cid, bytes }: CarBlock): CarBlock => {
  const bent = bytes.slice()
  bent[bent.length >> 1] = (bent[bent.length >> 1] ?? 0) ^ 1
  return { cid, bytes: bent }
}

describe('reading from several sources', function () {
  this.timeout(20_000)
  let file: Awaited<ReturnType<typeof madeFile>>
  before(async () => {
    file = await madeFile(6 * MIB + 77)
  })
  const source = (name: string, manners?: ConstructorParameters<typeof MemorySource>[2]) =>
    new MemorySource(name, file.store, manners)
  const sent = (...sources: MemorySource[]) => sources.reduce((sum, { sent }) => sum + sent, 0)

  it('gives the bytes in order, and each crosses the wire once', async () => {
    const three = [source('a'), source('b'), source('c')]
    const { files } = readerOf(three)
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.ok(sent(...three) < file.content.length * 1.02)
  })

  it('gives any part of a file', async () => {
    for (const [offset, length] of [
      [0, 1],
      [LEAF_BYTES - 1, 2],
      [5 * MIB, 999_999],
      [6 * MIB + 76, 10],
      [7 * MIB, 1],
    ] as const) {
      const { files } = readerOf([source('a')])
      const part = await read(files, file.cid, { offset, length })
      assert.ok(part.equals(file.content.subarray(offset, offset + length)))
    }
  })

  it('asks all of them when all are needed', async () => {
    const three = ['a', 'b', 'c'].map((name) => source(name, { rate: 4000 }))
    const { files } = readerOf(three)
    await files.keep(file.cid)
    for (const { sent } of three) assert.ok(sent > MIB, `${sent}`)
    assert.ok(sent(...three) < file.content.length * 1.1)
  })

  it('cuts off who sends a flipped byte, and the reader notices nothing', async () => {
    const liar = source('liar', { bend: flipped })
    const { files, outcasts } = readerOf([liar, source('honest', { latencyMs: 5 })])
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.ok(outcasts.has('liar'))
    assert.ok(!outcasts.has('honest'))
    assert.ok(liar.questions.length <= 2)
  })

  it('cuts off who sends sound blocks of another file', async () => {
    const other = await madeFile(MIB)
    const [someone] = await Array.fromAsync(other.store.getAll())
    const bytes = someone ? Buffer.concat(await Array.fromAsync(someone.bytes)) : Buffer.alloc(0)
    const wrong = { cid: someone?.cid ?? file.cid, bytes }
    const liar = source('liar', { bend: () => wrong })
    const { files, outcasts } = readerOf([liar, source('honest', { latencyMs: 5 })])
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.ok(outcasts.has('liar'))
  })

  it('fails clearly in bounded time when only liars are there, and stores nothing of theirs', async () => {
    const { files, store } = readerOf([
      source('a', { bend: flipped }),
      source('b', { bend: flipped }),
    ])
    await assert.rejects(read(files, file.cid), UnreachableError)
    assert.equal((await Array.fromAsync(store.getAll())).length, 0)
  })

  it('goes on with the others when one stalls in the middle', async () => {
    let blocks = 0
    const stalls = source('stalls', {
      bend: (block) => {
        if (++blocks > 3) stalls.manners.rate = 1e-9
        return block
      },
    })
    const { files } = readerOf([stalls, source('steady', { latencyMs: 3 })])
    assert.ok((await read(files, file.cid)).equals(file.content))
  })

  it('goes on with the others when one is cut', async () => {
    let blocks = 0
    const cut = source('cut', {
      bend: (block) => {
        if (++blocks % 3 === 0) throw new Error('connection reset')
        return block
      },
    })
    const { files } = readerOf([cut, source('steady', { latencyMs: 3 })])
    assert.ok((await read(files, file.cid)).equals(file.content))
  })

  it('is not slowed down by a slow one', async () => {
    const slow = source('slow', { rate: 6 })
    const quick = source('quick', { rate: 4000, latencyMs: 3 })
    const { files } = readerOf([slow, quick])
    const started = performance.now()
    assert.ok((await read(files, file.cid)).equals(file.content))
    // Alone, the quick one needs 1.6 s and the slow one seventeen minutes.
    assert.ok(performance.now() - started < 8000)
  })

  it('brings a whole copy though one source trickles', async () => {
    const slow = source('slow', { rate: 6 })
    const { files, store } = readerOf([slow, source('quick', { rate: 8000, latencyMs: 3 })])
    const started = performance.now()
    await files.keep(file.cid)
    assert.ok(performance.now() - started < 8000)
    assert.equal((await Array.fromAsync(store.getAll())).length, 26)
  })

  it('uses what a source has of a file and gets the rest elsewhere', async () => {
    const half = new MemorySource('half', file.store, {})
    const { files } = readerOf([half, source('all', { latencyMs: 20 })])
    const keep = half.ask.bind(half)
    half.ask = (cids, options) =>
      keep(
        cids.filter((_, i) => i % 2 === 0),
        options,
      )
    assert.ok((await read(files, file.cid)).equals(file.content))
  })

  it('fails clearly in bounded time when nobody has it', async () => {
    const { files } = readerOf([source('a', { empty: true })])
    await assert.rejects(read(files, file.cid), UnreachableError)
    await assert.rejects(read(readerOf([]).files, file.cid), UnreachableError)
  })

  it('fails clearly in bounded time when the only source trickles', async () => {
    const { files } = readerOf([source('a', { rate: 0.001 })])
    await assert.rejects(read(files, file.cid), UnreachableError)
  })

  it('goes on from the root when the rest of the first answer never comes whole', async () => {
    const cut = source('cut')
    const opening = cut.askFile.bind(cut)
    let opened = 0
    cut.askFile = async function* (...question) {
      opened += 1
      yield* opening(...question)
      throw new Error('connection reset')
    }
    const { files } = readerOf([cut])
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.equal(opened, 1)
  })

  it('says at once that something is no file, whoever has it', async () => {
    const store = new MemoryBlockstore()
    const Data = new UnixFS({ type: 'directory' }).marshal()
    const folder = dagPb.encode({ Data, Links: [] })
    const cid = CID.createV1(dagPb.code, await sha256.digest(folder))
    await store.put(cid, folder)
    const { files, outcasts } = readerOf([new MemorySource('a', store)])
    await assert.rejects(read(files, cid), UnsoundFileError)
    assert.ok(!outcasts.has('a'))
  })

  it('finds who comes later', async () => {
    const present: MemorySource[] = []
    const { files } = readerOf(present, { patience: 1 })
    const reading = read(files, file.cid)
    await pause(300)
    present.push(source('late'))
    assert.ok((await reading).equals(file.content))
  })

  it('finds who comes later, also when the only one there is silent', async () => {
    const present = [source('silent', { latencyMs: 60_000 })]
    const { files } = readerOf(present, { patience: 1 })
    const reading = read(files, file.cid)
    await pause(300)
    present.push(source('late'))
    const started = performance.now()
    assert.ok((await reading).equals(file.content))
    assert.ok(performance.now() - started < 10_000)
  })

  for (const answer of ['askFile', 'ask'] as const) {
    it(`fails clearly in bounded time when the only source sends half a block and no more (${answer})`, async () => {
      const quiet = source('quiet')
      quiet[answer] = async function* (_: unknown, ...rest: unknown[]) {
        const options = rest.at(-1) as AskOptions
        options.onBytes?.(LEAF_BYTES / 2)
        await pause(600_000, undefined, { signal: options.signal })
        yield* []
      }
      const { files } = readerOf([quiet])
      await assert.rejects(read(files, file.cid), UnreachableError)
    })
  }

  it('stops the senders when the reader leaves', async () => {
    const a = source('a', { rate: 2000 })
    const { files } = readerOf([a])
    for await (const part of files.read(file.cid)) {
      assert.ok(part.length > 0)
      break
    }
    await pause(50)
    assert.equal(a.underway, 0)
    assert.ok(a.sent < 4 * LEAF_BYTES)
    const { sent } = a
    await pause(100)
    assert.equal(a.sent, sent)
  })

  it('asks for no more than a window ahead of a reader that pauses', async () => {
    const long = await madeFile(20 * MIB)
    const a = new MemorySource('a', long.store)
    const { files } = readerOf([a])
    const reading = files.read(long.cid)
    for (let i = 0; i < 8; i++) await reading.next()
    await pause(300)
    assert.ok(a.sent < 8 * LEAF_BYTES + 6 * MIB, `${a.sent}`)
    const { sent } = a
    await pause(300)
    assert.equal(a.sent, sent)
    await reading.return(undefined)
  })

  it('rejects with the reason when the signal is aborted', async () => {
    const { files } = readerOf([source('a', { rate: 0.01 })])
    const signal = AbortSignal.timeout(100)
    await assert.rejects(read(files, file.cid, { signal }), { name: 'TimeoutError' })
  })

  it('takes what is here without asking anybody', async () => {
    const a = source('a')
    const { files } = readerOf([a])
    await files.keep(file.cid)
    const asked = a.questions.length
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.equal(a.questions.length, asked)
  })

  it('reads a file whose leaves are all alike', async () => {
    const { files: own, store } = readerOf([])
    const { cid } = await own.add(
      (async function* () {
        yield new Uint8Array(5 * MIB)
      })(),
    )
    const { files } = readerOf([new MemorySource('a', store)])
    assert.equal((await read(files, cid)).length, 5 * MIB)
  })
})
