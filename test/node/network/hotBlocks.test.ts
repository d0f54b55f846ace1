import assert from 'node:assert/strict'
import { HotBlocks } from '../../../node/network/hotBlocks.ts'

const block = (bytes = 100) => new Uint8Array(bytes)

describe('blocks in memory', () => {
  it('stay while there is room, and never take more than they may', () => {
    const hot = new HotBlocks(1000)
    for (let i = 0; i < 100; i++) {
      hot.add(`${i}`, block())
      if (i % 3 === 0) hot.get(`${i}`)
      assert.ok(hot.bytes <= 1000, `${hot.bytes} bytes`)
    }
    assert.ok(hot.has('99'))
  })

  it('that are used again outlast a read of everything else', () => {
    const hot = new HotBlocks(1000)
    for (const key of ['intro', 'cover']) {
      hot.add(key, block())
      hot.get(key)
    }
    hot.add('once', block())
    for (let i = 0; i < 10_000; i++) hot.add(`scan ${i}`, block())
    assert.deepEqual(
      ['intro', 'cover', 'once'].map((key) => hot.has(key)),
      [true, true, false],
    )
  })

  it('that were used often go, too, when others are used since', () => {
    const hot = new HotBlocks(1000)
    for (let i = 0; i < 50; i++) {
      hot.add(`${i}`, block())
      hot.get(`${i}`)
    }
    assert.equal(hot.has('0'), false)
    assert.ok(hot.has('49'))
  })

  it('are counted once, however often they are added', () => {
    const hot = new HotBlocks(1000)
    hot.add('a', block())
    hot.get('a')
    hot.add('a', block())
    assert.equal(hot.bytes, 100)
    hot.delete('a')
    hot.delete('a')
    assert.equal(hot.bytes, 0)
  })

  it('do not hold the larger buffer they were cut from', () => {
    const hot = new HotBlocks(1000)
    hot.add('a', new Uint8Array(100_000).subarray(5, 105))
    assert.equal(hot.get('a')?.buffer.byteLength, 100)
  })

  it('larger than a quarter of the room are left out, and all are when there is none', () => {
    const hot = new HotBlocks(1000)
    hot.add('large', block(251))
    assert.equal(hot.bytes, 0)
    const none = new HotBlocks(0)
    none.add('a', block())
    assert.equal(none.has('a'), false)
  })
})
