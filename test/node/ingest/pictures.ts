/** The smallest pictures there are, with the size they claim. */
import { crc32, deflateSync } from 'node:zlib'
import { ascii, join, uint, uintLe } from '../../support/audio.ts'

const pngChunk = (id: string, body: Uint8Array) =>
  join(uint(4, body.length), id, body, uint(4, crc32(join(id, body))))

export const png = (width = 4, height = 3) =>
  join(
    Uint8Array.of(0x89),
    'PNG\r\n\x1a\n',
    pngChunk('IHDR', join(uint(4, width), uint(4, height), Uint8Array.of(8, 0, 0, 0, 0))),
    pngChunk('IDAT', deflateSync(new Uint8Array(15))),
    pngChunk('IEND', new Uint8Array()),
  )

/** Header, frame header with the size, and the end: no player shows it, every reader measures it. */
export const jpeg = (width = 4, height = 3) =>
  join(
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16),
    'JFIF\0\x01\x01\0\0\x01\0\x01\0\0',
    Uint8Array.of(0xff, 0xc0, 0, 11, 8),
    uint(2, height),
    uint(2, width),
    Uint8Array.of(1, 1, 0x11, 0, 0xff, 0xd9),
  )

export const webp = (width = 4, height = 3) => {
  const body = join(uintLe(3, 0), Uint8Array.of(0x9d, 1, 0x2a), uintLe(2, width), uintLe(2, height))
  const inside = join('WEBPVP8 ', uintLe(4, body.length), body)
  return join('RIFF', uintLe(4, inside.length), inside)
}

export const svg = () =>
  ascii('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
