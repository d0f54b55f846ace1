import assert from 'node:assert/strict'
import { startOfTrailingTags } from '../../../node/ingest/trailingTags.ts'
import { id3v1, join, uintLe } from '../../support/audio.ts'
import { fileOf } from './sources.ts'

const ape = (items: number, flags: number) =>
  join(
    'APETAGEX',
    uintLe(4, 2000),
    uintLe(4, items + 32),
    uintLe(4, 1),
    uintLe(4, flags),
    '\0'.repeat(8),
  )

const lyrics = (text: string) => join(text, `${text.length}`.padStart(6, '0'), 'LYRICS200')

describe('ingest trailing tags', () => {
  const sound = new Uint8Array(500)
  const withHeader = join(ape(20, 0xa0000000), new Uint8Array(20), ape(20, 0x80000000))

  for (const [what, tags] of [
    ['nothing', join()],
    ['ID3v1', id3v1('x')],
    ['APE', join(new Uint8Array(20), ape(20, 0))],
    ['APE with a header', withHeader],
    ['Lyrics3 and ID3v1', join(lyrics('LYRICSBEGINla la'), id3v1('x'))],
    ['APE, Lyrics3 and ID3v1', join(withHeader, lyrics('LYRICSBEGIN'), id3v1('x'))],
  ] as const) {
    it(`leave the sound as it is: ${what}`, async () => {
      assert.equal(await startOfTrailingTags(fileOf('a', join(sound, tags))), sound.length)
    })
  }

  it('that claim more than the file are none', async () => {
    const file = fileOf('a', join(sound, ape(9999, 0)))
    assert.equal(await startOfTrailingTags(file), file.bytes)
  })

  it('end the search in a file shorter than any', async () => {
    assert.equal(await startOfTrailingTags(fileOf('a', join('TAG'))), 3)
  })
})
