import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../../../node/domain/car.ts'
import { UnreachableError } from '../../../../node/domain/errors.ts'
import type { Files } from '../../../../node/domain/ports.ts'
import type { AskOptions } from '../../../../node/network/reader/source.ts'
import { MemorySource, madeFile, readerOf } from '../../../support/sources.ts'

const MIB = 1024 * 1024

/** Answers well until it has sent so many blocks, and from then on takes questions and says nothing. */
class Silent extends MemorySource {
  #left: number

  constructor(name: string, store: MemorySource['store'], blocks: number) {
    super(name, store)
    this.#left = blocks
  }

  override async *ask(cids: readonly CID[], options: AskOptions): AsyncGenerator<CarBlock> {
    for await (const block of super.ask(cids, options)) {
      if (this.#left-- <= 0) await pause(600_000, undefined, options)
      yield block
    }
  }
}

async function read(files: Files, ...[cid, options]: Parameters<Files['read']>) {
  const parts: Uint8Array[] = []
  for await (const part of files.read(cid, options)) parts.push(part)
  return Buffer.concat(parts)
}

describe('sources that fall silent', function () {
  this.timeout(30_000)
  let file: Awaited<ReturnType<typeof madeFile>>
  before(async () => {
    file = await madeFile(4 * MIB + 77)
  })

  it('starve no reader, however quick they were and slow the others are', async () => {
    const quick = new Silent('quick', file.store, 4)
    const slow = new MemorySource('slow', file.store, { rate: 1000, latencyMs: 20 })
    const { files, sources } = readerOf([quick, slow], { patience: 1 })
    sources.delivered(slow, file.cid, { bytes: MIB, ms: 1000 })
    const started = performance.now()
    assert.ok((await read(files, file.cid)).equals(file.content))
    // Alone, the slow one needs 4.3 s.
    assert.ok(performance.now() - started < 15_000)
  })

  it('starve no copy', async () => {
    const quick = new Silent('quick', file.store, 4)
    const slow = new MemorySource('slow', file.store, { rate: 1000, latencyMs: 20 })
    const { files } = readerOf([quick, slow], { patience: 1 })
    const started = performance.now()
    await files.keep(file.cid)
    assert.ok(performance.now() - started < 15_000)
  })

  it('withhold nothing, however many they are', async () => {
    const silent = ['a', 'b', 'c', 'd'].map((name, i) => new Silent(name, file.store, i + 2))
    const honest = new MemorySource('honest', file.store, { latencyMs: 50 })
    const { files } = readerOf([...silent, honest], { patience: 1 })
    const started = performance.now()
    assert.ok((await read(files, file.cid)).equals(file.content))
    assert.ok(performance.now() - started < 20_000)
  })

  it('are not asked first the next time', async () => {
    const quick = new Silent('quick', file.store, 6)
    const slow = new MemorySource('slow', file.store, { rate: 1000, latencyMs: 20 })
    const { files, sources } = readerOf([quick, slow], { patience: 1 })
    await read(files, file.cid)
    await pause(3000)
    assert.equal(sources.for(file.cid)[0]?.name, 'slow')
  })

  it('are given up soon where nobody else is there', async () => {
    const { files } = readerOf([new Silent('only', file.store, 4)], { patience: 0.1 })
    await assert.rejects(read(files, file.cid), UnreachableError)
  })

  it('are not those we hold back ourselves: a slow disk is nobody else’s fault', async () => {
    const quick = new MemorySource('quick', file.store)
    const { files, store, sources } = readerOf([quick], { patience: 1 })
    const put = store.put.bind(store)
    let slow = 9
    store.put = async (...block) => {
      if (slow-- > 0) await pause(3_500)
      return put(...block)
    }
    await files.keep(file.cid)
    assert.equal(sources.paceOf(quick).failures, 0)
  })
})
