import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { UnusableFileError } from '../../../node/domain/errors.ts'
import { storeSong, type Remembered } from '../../../node/ingest/store.ts'
import type { StoredFile } from '../../../node/ingest/track.ts'
import { wav } from '../../support/audio.ts'
import { fileOf, memoryFiles } from './sources.ts'

const ignore = { tick: () => undefined }

function notebook(): Remembered & { notes: Map<string, StoredFile> } {
  const notes = new Map<string, StoredFile>()
  return {
    notes,
    recall: async (key) => notes.get(key),
    remember: async (key, stored) => void notes.set(key, stored),
  }
}

describe('ingest store', () => {
  const bytes = wav({ seconds: 30 })

  it('reads once, hashes and counts', async () => {
    const file = fileOf('a.wav', bytes)
    const ticks: number[] = []
    const options = { tick: (n: number) => void ticks.push(n) }
    const stored = await storeSong(file, { files: memoryFiles() }, options)
    assert.equal(file.taken, bytes.length)
    assert.deepEqual(Buffer.from(stored.sha256), createHash('sha256').update(bytes).digest())
    assert.equal(ticks.at(-1), bytes.length)
  })

  it('gives the same with a hash of the platform', async () => {
    const files = memoryFiles()
    const hash = () => createHash('sha256')
    const native = await storeSong(fileOf('a.wav', bytes), { files, hash }, ignore)
    assert.deepEqual(native, await storeSong(fileOf('b.wav', bytes), { files }, ignore))
  })

  for (const [what, change] of [
    ['shrinks', -1000],
    ['grows', 1000],
  ] as const) {
    it(`refuses a file that ${what} while it is read`, async () => {
      const file = { ...fileOf('a.wav', bytes), bytes: bytes.length - change }
      const read = () => fileOf('a.wav', bytes).read()
      const storing = storeSong({ ...file, read }, { files: memoryFiles() }, ignore)
      await assert.rejects(
        storing,
        (e) => e instanceof UnusableFileError && e.reason.includes('changed'),
      )
    })
  }

  it('refuses a file that never ends', async () => {
    const file = fileOf('a.wav', bytes)
    file.read = async function* () {
      for (;;) yield bytes
    }
    const storing = storeSong(file, { files: memoryFiles() }, ignore)
    await assert.rejects(storing, UnusableFileError)
  })

  it('refuses a file that cannot be read, by name', async () => {
    const file = fileOf('a.wav', bytes)
    file.read = () => {
      throw new Error('EACCES')
    }
    const storing = storeSong(file, { files: memoryFiles() }, ignore)
    await assert.rejects(storing, (e) => e instanceof UnusableFileError && e.file === 'a.wav')
  })

  it('hands on what the store says, such as a full disk', async () => {
    const files = { add: () => Promise.reject(new RangeError('full')) }
    await assert.rejects(storeSong(fileOf('a.wav', bytes), { files }, ignore), RangeError)
  })

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    const storing = storeSong(
      fileOf('a.wav', bytes),
      { files: memoryFiles() },
      { ...ignore, signal },
    )
    await assert.rejects(storing, /enough/)
  })

  it('does not read again what an earlier run stored', async () => {
    const [files, remembered] = [memoryFiles(), notebook()]
    const first = await storeSong(
      fileOf('a.wav', bytes, { modifiedMs: 5 }),
      { files, remembered },
      ignore,
    )
    const again = fileOf('a.wav', bytes, { modifiedMs: 5 })
    assert.deepEqual(await storeSong(again, { files, remembered }, ignore), first)
    assert.equal(files.added, 1)
    assert.ok(again.taken <= 128 * 1024)
  })

  for (const [what, other] of [
    ['another time of change', fileOf('a.wav', bytes, { modifiedMs: 6 })],
    ['another name', fileOf('b.wav', bytes, { modifiedMs: 5 })],
    ['another length', fileOf('a.wav', wav({ seconds: 31 }), { modifiedMs: 5 })],
    ['another sound', fileOf('a.wav', wav({ seconds: 30, pitch: 300 }), { modifiedMs: 5 })],
    ['no time of change', fileOf('a.wav', bytes)],
  ] as const) {
    it(`reads a file with ${what}`, async () => {
      const [files, remembered] = [memoryFiles(), notebook()]
      await storeSong(fileOf('a.wav', bytes, { modifiedMs: 5 }), { files, remembered }, ignore)
      await storeSong(other, { files, remembered }, ignore)
      assert.equal(files.added, 2)
    })
  }
})
