import assert from 'node:assert/strict'
import type { Stream } from '@libp2p/interface'
import { Intake } from '../../../../node/network/road/intake.ts'

function fed(pieces: readonly Uint8Array[]) {
  const stream = Object.assign(new EventTarget(), {
    status: 'open',
    readStatus: 'readable',
    readableEnded: false,
    readBufferLength: 0,
    pause: () => undefined,
    resume: () => undefined,
  })
  // An intake uses no more of it than that.
  const intake = new Intake(stream as unknown as Stream, { pauseAbove: 65_536 })
  const feed = (data: Uint8Array) =>
    stream.dispatchEvent(Object.assign(new Event('message'), { data }))
  for (const piece of pieces) feed(piece)
  return { intake, feed }
}

const sized = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) % 251)

describe('taking in a stream', () => {
  it('puts pieces of a byte together', async () => {
    const all = sized(65_536, 1)
    const { intake } = fed(Array.from(all, (byte) => Uint8Array.of(byte)))
    const read: Uint8Array[] = []
    for (let length = 0; length < all.length; length += read.at(-1)?.length ?? 0) {
      read.push((await intake.read()) ?? new Uint8Array())
    }
    assert.ok(Buffer.concat(read).equals(all))
    assert.equal(read.length, 16)
  })

  it('gives large pieces as they came, uncopied', async () => {
    const large = sized(1000, 1)
    assert.equal(await fed([large]).intake.read(), large)
  })

  it('gives what came, in its order, however it was cut, read and put back', async () => {
    const pieces = Array.from({ length: 3000 }, (_, i) => sized((i * 7919) % 331, i))
    const { intake, feed } = fed([])
    const read: Uint8Array[] = []
    for (const [i, piece] of pieces.entries()) {
      feed(piece)
      if (i % 3 === 0 && piece.length > 0) {
        const got = (await intake.read()) ?? new Uint8Array()
        read.push(got.slice(0, 5))
        intake.unread(got.subarray(5))
      }
    }
    while (!intake.quiet) read.push((await intake.read()) ?? new Uint8Array())
    assert.ok(Buffer.concat(read).equals(Buffer.concat(pieces)))
  })
})
