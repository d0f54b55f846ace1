import assert from 'node:assert/strict'
import { UnusableFileError } from '../../../node/domain/errors.ts'
import { checkPicture, rankCovers, readPicture } from '../../../node/ingest/cover.ts'
import { ascii, join } from '../../support/audio.ts'
import { jpeg, png, svg, webp } from './pictures.ts'
import { fileOf } from './sources.ts'

const refused = (reason: RegExp) => (error: unknown) =>
  error instanceof UnusableFileError && error.file === 'cover.jpg' && reason.test(error.reason)

describe('ingest cover', () => {
  for (const [mime, make] of [
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ] as const) {
    it(`measures ${mime}, whatever its name says`, () => {
      const { width, height, ...rest } = checkPicture(make(640, 480), 'cover.jpg')
      assert.deepEqual([rest.mime, width, height], [mime, 640, 480])
    })

    it(`refuses ${mime} that is cut short`, () => {
      const picture = make()
      const torn = picture.slice(0, -5)
      assert.throws(() => checkPicture(torn, 'cover.jpg'), refused(/^is a picture cut short$/))
    })
  }

  for (const [what, data, reason] of [
    ['SVG, which can carry script', svg(), /^is not a JPEG, PNG or WebP/],
    ['HTML', ascii('<!doctype html><script>alert(1)</script>'), /^is not a JPEG, PNG or WebP/],
    ['nothing', ascii(''), /^is not a JPEG, PNG or WebP/],
    ['a song', ascii('fLaC............'), /^is not a JPEG, PNG or WebP/],
    ['no width', png(0, 5), /0 by 5 pixels/],
    ['more than 65535 pixels across', png(65_536, 1), /65536 by 1 pixels/],
    ['more than 65535 pixels down', png(1, 65_536), /1 by 65536 pixels/],
    ['more than 100 megapixels', png(10_001, 10_000), /10001 by 10000 pixels/],
    ['more than 10 MB', join(png(), new Uint8Array(10 * 1024 * 1024)), /^is a picture of 10.5 MB/],
    ['only its first bytes right', join(png().slice(0, 8), 'x'.repeat(50), 'IEND'), /damaged/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => checkPicture(data, 'cover.jpg'), refused(reason))
    })
  }

  it("may have a camera's notes after its end", () => {
    assert.equal(checkPicture(join(jpeg(), 'x'.repeat(1000)), 'cover.jpg').width, 4)
  })

  it('refuses a file of 100 MB without reading it', async () => {
    const file = fileOf('cover.jpg', jpeg(), { gap: 100_000_000 })
    await assert.rejects(readPicture(file), refused(/^is a picture of 100 MB$/))
    assert.equal(file.taken, 0)
  })

  it('prefers "cover", then the usual names, then upper folders', () => {
    const names = [
      'b/cover.png',
      'artwork.png',
      'Folder.JPG',
      'cover.webp',
      'album.jpeg',
      'front.jpg',
    ]
    const ranked = rankCovers(names.map((name) => fileOf(name, png())))
    assert.deepEqual(
      ranked.map(({ path }) => path),
      ['cover.webp', 'b/cover.png', 'Folder.JPG', 'front.jpg', 'album.jpeg', 'artwork.png'],
    )
  })
})
