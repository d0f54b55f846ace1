import assert from 'node:assert/strict'
import { crc8 } from '../../../node/ingest/crc.ts'
import { parseFlacFrame } from '../../../node/ingest/flacFrame.ts'
import { join } from '../../support/audio.ts'

const info = { minBlock: 4096, maxBlock: 4096, rate: 44_100, channels: 2, bits: 16, samples: 0 }

/** Fixed blocks; 4096 samples, 44.1 kHz; left and right; 16 bits; then the number. */
const frame = (...number: number[]) => sealed(0xff, 0xf8, 0xc9, 0x18, ...number)

function sealed(...header: number[]) {
  const bytes = Uint8Array.from(header)
  return join(bytes, Uint8Array.of(crc8(bytes)), 'sound')
}

describe('ingest FLAC frame', () => {
  for (const [what, bytes, start, end] of [
    ['the first', frame(0), 0, 4096],
    ['a later', frame(0x7f), 127 * 4096, 128 * 4096],
    ['one numbered in two bytes', frame(0xc2, 0x80), 128 * 4096, 129 * 4096],
    ['one numbered in four bytes', frame(0xf0, 0x90, 0x80, 0x80), 65_536 * 4096, 65_537 * 4096],
    ['one numbered in samples', sealed(0xff, 0xf9, 0xc9, 0x18, 0x64), 100, 4196],
    ['a short', sealed(0xff, 0xf8, 0x69, 0x18, 0x02, 0x09), 8192, 8202],
    ['an odd', sealed(0xff, 0xf8, 0x79, 0x18, 0x00, 0x01, 0x00), 0, 257],
    ['one of 192 samples', sealed(0xff, 0xf8, 0x19, 0x18, 0x00), 0, 192],
    ['one of 576 samples', sealed(0xff, 0xf8, 0x29, 0x18, 0x00), 0, 576],
    ['one that spells its rate out', sealed(0xff, 0xf8, 0xcd, 0x18, 0x00, 0xac, 0x44), 0, 4096],
    ['one that leaves rate and size to the stream', sealed(0xff, 0xf8, 0xc0, 0x10, 0), 0, 4096],
    ['one in mid and side', sealed(0xff, 0xf8, 0xc9, 0xa8, 0), 0, 4096],
  ] as const) {
    it(`knows the samples of ${what}`, () => {
      assert.partialDeepStrictEqual(parseFlacFrame(bytes, 0, info), { start, end })
    })
  }

  it('is none once a single bit of it is wrong', () => {
    const whole = frame(0xc2, 0x80)
    for (let bit = 0; bit < 7 * 8; bit++) {
      const wrong = Uint8Array.from(whole)
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.equal(parseFlacFrame(wrong, 0, info), undefined, `bit ${bit}`)
    }
  })

  for (const [what, header] of [
    ['another sample rate', [0xff, 0xf8, 0xca, 0x18, 0]],
    ['one channel', [0xff, 0xf8, 0xc9, 0x08, 0]],
    ['24 bits', [0xff, 0xf8, 0xc9, 0x1c, 0]],
    ['a reserved layout', [0xff, 0xf8, 0xc9, 0xb8, 0]],
    ['a reserved bit set', [0xff, 0xf8, 0xc9, 0x19, 0]],
    ['no block size', [0xff, 0xf8, 0x09, 0x18, 0]],
    ['an impossible rate', [0xff, 0xf8, 0xcf, 0x18, 0]],
    ['a torn number', [0xff, 0xf8, 0xc9, 0x18, 0xc2, 0x00]],
    ['an impossible number', [0xff, 0xf8, 0xc9, 0x18, 0x80]],
  ] as const) {
    it(`is none of this stream with ${what}`, () => {
      assert.equal(parseFlacFrame(sealed(...header), 0, info), undefined)
    })
  }

  it('is none at the very end', () => {
    assert.equal(parseFlacFrame(frame(0).subarray(0, 5), 0, info), undefined)
  })
})
