// Pixels into a PNG file, by hand: a header, one deflated block, an end.
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const TRUECOLOUR = 2
/** Each byte as the difference from the one above it: flat shapes become zeros. */
const FILTER_UP = 2

/** A square of `size` by `size` pixels, three bytes each. */
export function png(pixels: Uint8Array, size: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, size)
  header.setUint32(4, size)
  header.setUint8(8, 8)
  header.setUint8(9, TRUECOLOUR)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(rows(pixels, size))),
    chunk('IEND', new Uint8Array()),
  ])
}

function rows(pixels: Uint8Array, size: number): Uint8Array {
  const width = size * 3
  const out = new Uint8Array((width + 1) * size)
  for (let row = 0; row < size; row++) {
    const at = row * (width + 1)
    out[at] = FILTER_UP
    out.set(pixels.subarray(row * width, (row + 1) * width), at + 1)
    for (let i = row === 0 ? width : 0; i < width; i++) {
      out[at + 1 + i] = (out[at + 1 + i] ?? 0) - (pixels[(row - 1) * width + i] ?? 0)
    }
  }
  return out
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  out.set(data, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}
