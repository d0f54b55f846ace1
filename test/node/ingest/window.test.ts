import assert from 'node:assert/strict'
import { UnusableFileError } from '../../../node/domain/errors.ts'
import { createReader, readWindow } from '../../../node/ingest/window.ts'
import { fileOf } from './sources.ts'

describe('ingest window', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251)

  it('gives exactly the piece asked for, less where the file ends', async () => {
    const file = fileOf('a', bytes)
    assert.deepEqual(await readWindow(file, 70_000, 140_001), bytes.slice(70_000, 140_001))
    assert.deepEqual(await readWindow(file, 199_990, 300_000), bytes.slice(199_990))
    assert.deepEqual(await readWindow(file, -5, 3), bytes.slice(0, 3))
    assert.equal((await readWindow(file, 300_000, 300_010)).length, 0)
  })

  it('refuses a file that has become shorter than it was', async () => {
    const file = { ...fileOf('a', bytes), read: () => fileOf('a', bytes.subarray(0, 5)).read() }
    await assert.rejects(readWindow(file, 0, 10), UnusableFileError)
  })

  it('never holds more than its limit, whatever it is asked for', async () => {
    const file = fileOf('a', bytes, { gap: 100_000_000 })
    await assert.rejects(readWindow(file, 0, 100_000_000), RangeError)
    assert.equal(file.taken, 0)
  })

  it('reads headers in a row once', async () => {
    const file = fileOf('a', bytes)
    const read = createReader(file)
    for (const at of [0, 10, 65_000, 20]) {
      assert.deepEqual(await read(at, at + 10), bytes.slice(at, at + 10))
    }
    assert.equal(file.taken, 64 * 1024)
    assert.deepEqual(await read(65_530, 65_540), bytes.slice(65_530, 65_540))
    assert.deepEqual(await read(10, 90_000), bytes.slice(10, 90_000))
    assert.deepEqual(await read(199_999, 200_005), bytes.slice(199_999))
  })
})
