// The sleeves, taken apart as a decoder would.
import assert from 'node:assert/strict'
import { crc32, inflateSync } from 'node:zlib'
import { CATALOGUE } from '../../../scripts/demo/catalogue.ts'

/** The chunks of a PNG, with every checksum verified on the way. */
function chunks(file: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(file)
  assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')
  const found = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    assert.equal(bytes.readUInt32BE(end), crc32(bytes.subarray(at + 4, end)))
    found.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, end))
    at = end + 4
  }
  return found
}

describe('demo covers', () => {
  const covers = CATALOGUE.map(({ cover }) => cover())

  it('are whole, square, truecolour PNGs of a thousand pixels', () => {
    for (const cover of covers) {
      const parts = chunks(cover)
      assert.deepEqual([...parts.keys()], ['IHDR', 'IDAT', 'IEND'])
      assert.equal(parts.get('IHDR')?.readUInt32BE(0), 1000)
      assert.equal(parts.get('IHDR')?.readUInt32BE(4), 1000)
      const rows = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0))
      assert.equal(rows.length, (1000 * 3 + 1) * 1000)
    }
  })

  it('weigh less than 200 KB', () => {
    for (const cover of covers) assert.ok(cover.length < 200_000, String(cover.length))
  })

  it('differ from each other and never from themselves', () => {
    assert.equal(new Set(covers.map((cover) => Buffer.from(cover).toString('latin1'))).size, 3)
    CATALOGUE.forEach(({ cover }, index) => {
      assert.deepEqual(cover(), covers[index])
    })
  })
})
