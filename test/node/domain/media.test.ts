import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  extensionOf,
  isAudio,
  isImage,
  sniff,
  SNIFF_BYTES,
  type MediaMime,
} from '../../../node/domain/media.ts'

const ascii = (text: string) => Array.from(text, (char) => char.charCodeAt(0))
const padded = (start: readonly number[]) =>
  Uint8Array.from({ length: 16 }, (_, i) => start[i] ?? 0)

const STARTS: readonly [string, MediaMime, string, readonly number[]][] = [
  ['FLAC', 'audio/flac', 'flac', ascii('fLaC')],
  ['Ogg', 'audio/ogg', 'ogg', ascii('OggS')],
  ['WAV', 'audio/wav', 'wav', ascii('RIFF\x24\x08\x00\x00WAVE')],
  ['MP3 with tags', 'audio/mpeg', 'mp3', ascii('ID3')],
  ['MP3 without tags', 'audio/mpeg', 'mp3', [0xff, 0xfb, 0x90, 0x64]],
  ['MP3 with checksums', 'audio/mpeg', 'mp3', [0xff, 0xfa, 0x90, 0x64]],
  ['MP3 at half the sample rate', 'audio/mpeg', 'mp3', [0xff, 0xf3, 0x84, 0xc4]],
  ['MP3 at a quarter of it', 'audio/mpeg', 'mp3', [0xff, 0xe3, 0x84, 0xc4]],
  ['JPEG', 'image/jpeg', 'jpg', [0xff, 0xd8, 0xff, 0xe0]],
  ['PNG', 'image/png', 'png', [0x89, ...ascii('PNG\r\n\x1a\n')]],
  ['WebP', 'image/webp', 'webp', ascii('RIFF\x24\x08\x00\x00WEBP')],
]

const OTHERS: readonly [string, readonly number[]][] = [
  ['AAC frames', [0xff, 0xf1, 0x50, 0x80]],
  ['AAC frames with checksums', [0xff, 0xf9, 0x50, 0x80]],
  ['text with a UTF-16 mark', [0xff, 0xfe, 0x3c, 0x00]],
  ['text with the other UTF-16 mark', [0xfe, 0xff, 0x00, 0x3c]],
  ['MPEG layer II', [0xff, 0xfd, 0x90, 0x64]],
  ['MPEG layer I', [0xff, 0xff, 0x90, 0x64]],
  ['an MPEG version that is reserved', [0xff, 0xeb, 0x90, 0x64]],
  ['an MPEG bit rate that is none', [0xff, 0xfb, 0xf0, 0x64]],
  ['an MPEG sample rate that is none', [0xff, 0xfb, 0x9c, 0x64]],
  ['another RIFF', ascii('RIFF\x24\x08\x00\x00AVI ')],
  ['a page', ascii('<!doctype html>')],
  ['a drawing with scripts', ascii('<svg xmlns="ht')],
  ['GIF', ascii('GIF89a')],
  ['MP4', ascii('\x00\x00\x00\x20ftypM4A ')],
  ['a program', ascii('MZ')],
  ['silence', [0]],
]

describe('media', () => {
  for (const [what, mime, extension, start] of STARTS) {
    it(`knows ${what} by its first bytes, and not when one is missing`, () => {
      assert.equal(sniff(padded(start)), mime)
      assert.equal(extensionOf(mime), extension)
      const needed = start.slice(0, mime === 'image/jpeg' ? 3 : start.length)
      assert.equal(sniff(Uint8Array.from(needed)), mime)
      for (let length = 0; length < needed.length; length++) {
        assert.equal(sniff(Uint8Array.from(needed.slice(0, length))), undefined)
      }
    })
  }

  for (const [what, start] of OTHERS) {
    it(`does not take ${what} for anything of ours`, () => {
      assert.equal(sniff(padded(start)), undefined)
    })
  }

  it('needs no more than the bytes it asks for', () => {
    const start = fc.oneof(
      fc.constantFrom(...STARTS.map(([, , , bytes]) => bytes)),
      fc.array(fc.nat(255), { maxLength: SNIFF_BYTES }),
    )
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 40 }), (first, rest) => {
        const all = Uint8Array.from([...padded(first), ...rest])
        assert.equal(sniff(all), sniff(all.subarray(0, SNIFF_BYTES)))
      }),
    )
  })

  it('tells songs from pictures, and neither from what only looks like a type', () => {
    for (const [, mime] of STARTS) {
      assert.equal(isAudio(mime), mime.startsWith('audio/'))
      assert.equal(isImage(mime), mime.startsWith('image/'))
    }
    for (const mime of ['', 'audio/', 'audio/aac', 'image/svg+xml', 'AUDIO/FLAC', 'toString']) {
      assert.ok(!isAudio(mime) && !isImage(mime))
      assert.equal(extensionOf(mime), 'bin')
    }
  })
})
