import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { DiskFullError } from '../../../../node/domain/errors.ts'
import { madeFile, MemorySource, readerOf } from '../../../support/sources.ts'

const MIB = 1024 * 1024

/** Takes nothing. */
class FullStore extends MemoryBlockstore {
  override put(): never {
    throw new DiskFullError('the block store')
  }
}

describe('reading where nothing can be stored', function () {
  this.timeout(20_000)
  let file: Awaited<ReturnType<typeof madeFile>>
  before(async () => {
    file = await madeFile(3 * MIB)
  })

  it('gives a song all the same', async () => {
    const source = new MemorySource('a', file.store)
    const { files } = readerOf([source], { store: new FullStore() })
    const heard = Buffer.concat(await Array.fromAsync(files.read(file.cid)))
    assert.ok(heard.equals(file.content))
  })

  it('gives a song with a long silence, whose leaves are one block wanted again and again', async () => {
    const { files: own, store } = readerOf([])
    const { cid } = await own.add(
      (async function* () {
        yield new Uint8Array(8 * MIB)
      })(),
    )
    const { files } = readerOf([new MemorySource('a', store)], { store: new FullStore() })
    assert.equal(Buffer.concat(await Array.fromAsync(files.read(cid))).length, 8 * MIB)
  })

  it('gives a block to whoever only reads it, and says why it was not kept to whoever needs it kept', async () => {
    const { blocks } = readerOf([new MemorySource('a', file.store)], { store: new FullStore() })
    assert.ok((await blocks.get(file.cid, { unstored: true })).length > 0)
    await assert.rejects(blocks.get(file.cid), DiskFullError)
  })

  it('refuses to call a copy kept', async () => {
    const source = new MemorySource('a', file.store)
    const { files } = readerOf([source], { store: new FullStore() })
    await assert.rejects(files.keep(file.cid), DiskFullError)
  })
})

describe('what a transfer learns of its sources', function () {
  this.timeout(20_000)

  it('is that they hold the file, once they answered to the end, and no stream is broken off', async () => {
    const file = await madeFile(3 * MIB)
    const source = new MemorySource('a', file.store)
    const { blocks, sources } = readerOf([source])
    const asking = source.ask.bind(source)
    let broken = 0
    source.ask = async function* (cids, options) {
      options.signal.addEventListener('abort', () => (broken += 1))
      yield* asking(cids, options)
    }
    {
      using transfer = blocks.transfer(file.cid, {})
      await transfer.want(file.cid, 1000)
    }
    await pause(50)
    assert.equal(sources.holders.knows(file.cid, 'a'), true)
    assert.equal(broken, 0)
  })

  it('is at once that nobody has any of a batch', async () => {
    const [one, two] = [await madeFile(1000), await madeFile(1001)]
    const { blocks } = readerOf([new MemorySource('a', one.store)], { patience: 1 })
    const started = performance.now()
    assert.deepEqual(await Array.fromAsync(blocks.getMany([two.cid])), [])
    assert.ok(performance.now() - started < 5000)
    const came = await Array.fromAsync(blocks.getMany([two.cid, one.cid]))
    assert.deepEqual(
      came.map(({ cid }) => cid.toString()),
      [one.cid.toString()],
    )
  })
})
