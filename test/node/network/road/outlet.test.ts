import assert from 'node:assert/strict'
import type { Stream } from '@libp2p/interface'
import { Outlet } from '../../../../node/network/road/outlet.ts'

/** A stream whose other side takes so many bytes, so often. */
function taking(bytes: number, everyMs: number) {
  const stream = Object.assign(new EventTarget(), {
    writeBufferLength: 0,
    writableNeedsDrain: false,
    status: 'open',
    send(data: Uint8Array) {
      stream.writeBufferLength += data.byteLength
      stream.writableNeedsDrain = true
      return false
    },
    abort() {
      stream.status = 'aborted'
      stream.dispatchEvent(new Event('close'))
    },
  })
  const timer = setInterval(() => {
    stream.writeBufferLength = Math.max(0, stream.writeBufferLength - bytes)
    stream.writableNeedsDrain = stream.writeBufferLength > 0
    stream.dispatchEvent(new Event('drain'))
    if (!stream.writableNeedsDrain || stream.status !== 'open') clearInterval(timer)
  }, everyMs)
  // An outlet uses no more of it than that.
  return stream as unknown as Stream
}

describe('sending to a slow reader', function () {
  this.timeout(20_000)
  const PATIENT = { patienceMs: 1500 }

  it('goes on for longer than the patience while kilobytes are taken', async () => {
    const stream = taking(16 * 1024, 200)
    await new Outlet(stream, PATIENT).send(new Uint8Array(200 * 1024))
    assert.equal(stream.writeBufferLength, 0)
  })

  it('ends when bytes are taken, only to hold the place', async () => {
    const stream = taking(500, 100)
    await assert.rejects(new Outlet(stream, PATIENT).send(new Uint8Array(100 * 1024)))
    assert.equal(stream.status, 'aborted')
  })
})
