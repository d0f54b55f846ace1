import assert from 'node:assert/strict'
import { createAudio } from '../../../node/ingest/probe.ts'
import { join, ogg } from '../../support/audio.ts'
import { refuses } from './refuses.ts'
import { fileOf } from './sources.ts'

const TAGS = { TITLE: 'Slack Water', ARTIST: 'Nadia Voss' }

describe('ingest Ogg', () => {
  const probe = (bytes: Uint8Array) => createAudio().probe(fileOf('song.ogg', bytes))

  for (const codec of ['opus', 'vorbis'] as const) {
    const song = ogg({ codec, seconds: 70, tags: TAGS })
    const pageBytes = song.length - ogg({ codec, seconds: 69, tags: TAGS }).length

    it(`with ${codec} says how long it is and what its tags say`, async () => {
      const { mime, durationMs, tags } = await probe(song)
      assert.deepEqual([mime, durationMs], ['audio/ogg', 70_000])
      assert.deepEqual([tags.title, tags.artist], ['Slack Water', 'Nadia Voss'])
    })

    it(`with ${codec} is told where it is cut short, also between two pages`, async () => {
      const cut = song.subarray(0, song.length - 8 * pageBytes)
      await refuses(fileOf('song.ogg', cut), /^is cut short at 1:02$/)
      await refuses(fileOf('song.ogg', cut.subarray(0, -1)), /^is cut short at 1:01$/)
    })

    for (const missing of [1, 27, 200]) {
      it(`with ${codec} is refused when its last ${missing} bytes are missing`, () =>
        refuses(fileOf('song.ogg', song.subarray(0, -missing)), /^is cut short at 1:09$/))
    }

    for (const left of [20, 50, 150]) {
      it(`with ${codec} is refused with ${left} bytes of its header left`, () =>
        refuses(fileOf('song.ogg', song.subarray(0, left)), /^is (cut short at 0:00|damaged)/))
    }

    it(`with ${codec} is refused when its last page is damaged`, async () => {
      const damaged = Uint8Array.from(song)
      damaged[song.length - 3] = 0
      await refuses(fileOf('song.ogg', damaged), /^is cut short at 1:09$/)
    })
  }

  it('is refused when its first page is damaged', async () => {
    const damaged = ogg()
    damaged[40] = 99
    await refuses(fileOf('a.ogg', damaged), /^is damaged at its start$/)
  })

  it('may have zeros after its end, and nothing else', async () => {
    assert.equal((await probe(join(ogg(), new Uint8Array(500)))).durationMs, 3000)
    await refuses(fileOf('a.ogg', join(ogg(), 'OggS\0 torn')), /^is cut short/)
  })

  it('of several songs in a row is refused', () =>
    refuses(fileOf('a.ogg', join(ogg(), ogg({ serial: 8 }))), /^is several songs/))

  it('with another stream beside the sound is refused', async () => {
    const first = Buffer.from(ogg()).indexOf('OggS', 1)
    const beside = join(ogg().subarray(0, first), ogg({ serial: 8 }))
    await refuses(fileOf('a.ogg', beside), /^holds more than one stream$/)
  })

  it('with a codec that is none of ours is refused', () =>
    refuses(fileOf('a.ogg', ogg({ codec: 'speex' })), /^is Ogg, but neither Vorbis nor Opus$/))

  it('is refused when it claims hours in a few bytes', () =>
    refuses(fileOf('a.ogg', ogg({ claim: 72_000 })), /header.*too small to play for 20:00:00$/))

  it('goes on without more than 14 MB of tags', async () => {
    const song = ogg({ tags: { TITLE: 'x', NOTES: 'n'.repeat(15_000_000) } })
    const { skipped, tags, durationMs } = await probe(song)
    assert.deepEqual([tags.title, durationMs], [undefined, 3000])
    assert.match(skipped?.[0]?.reason ?? '', /^has more than 14 MB of tags/)
  })
})
