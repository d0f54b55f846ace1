import assert from 'node:assert/strict'
import { LEAF_BYTES } from '../../../../node/domain/layout.ts'
import { aheadBytes, windowFor } from '../../../../node/network/reader/window.ts'

async function* numbers(count: number, asked: { last: number }) {
  for (let i = 0; i < count; i++) {
    asked.last = i
    yield i
  }
}
const block = async (n: number) => Uint8Array.of(n)

describe('the window ahead of a reader', () => {
  it('is one leaf until the first note sounds, then two, then a second of the line, within bounds', () => {
    assert.equal(aheadBytes(0, 1e9), LEAF_BYTES)
    assert.equal(aheadBytes(1, 1e9), 2 * LEAF_BYTES)
    assert.equal(aheadBytes(2, 1e6), 1e6)
    assert.equal(aheadBytes(9, 10), 2 * LEAF_BYTES)
    assert.equal(aheadBytes(9, 1e9), 5 * 1024 * 1024)
  })

  it('gives everything in order', async () => {
    const transfer = { rate: 1e6, starving: false }
    const got = await Array.fromAsync(windowFor(numbers(30, { last: 0 }), transfer, block))
    assert.deepEqual(
      got.map(({ item }) => item),
      Array.from({ length: 30 }, (_, i) => i),
    )
  })

  it('wants no more than that while the reader pauses', async () => {
    const asked = { last: -1 }
    const reading = windowFor(numbers(1000, asked), { rate: 1e6, starving: false }, block)
    for (let i = 0; i < 5; i++) await reading.next()
    assert.ok(asked.last < 5 + 4, `${asked.last}`)
    await reading.return(undefined)
  })

  it('says when the reader has to wait', async () => {
    const transfer = { rate: 0, starving: false }
    const late = Promise.withResolvers<Uint8Array>()
    const reading = windowFor(numbers(1, { last: 0 }), transfer, () => late.promise)
    const first = reading.next()
    await new Promise(setImmediate)
    assert.ok(transfer.starving)
    late.resolve(Uint8Array.of(1))
    await first
    assert.ok(!transfer.starving)
  })
})
