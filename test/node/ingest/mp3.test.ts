import assert from 'node:assert/strict'
import { createAudio } from '../../../node/ingest/probe.ts'
import { ascii, id3, id3v1, join, mp3, MP3_FRAME_MS, uint, uintLe } from '../../support/audio.ts'
import { refuses } from './refuses.ts'
import { fileOf } from './sources.ts'

const KINDS = [
  ['a constant bit rate and a note', { note: true, vbr: false }],
  ['a constant bit rate and no note', { note: false, vbr: false }],
  ['a varying bit rate and a note', { note: true, vbr: true }],
  ['a varying bit rate and no note', { note: false, vbr: true }],
] as const

/** An APEv2 tag of one item, as old programs put it after the sound. */
function ape(title: string) {
  const item = join(uintLe(4, title.length), uintLe(4, 0), 'Title\0', title)
  const footer = join('APETAGEX', uintLe(4, 2000), uintLe(4, item.length + 32), uintLe(4, 1))
  return join(item, footer, new Uint8Array(12))
}

describe('ingest MP3', () => {
  const frames = 200
  const ms = frames * MP3_FRAME_MS
  const probe = (bytes: Uint8Array) => createAudio().probe(fileOf('song.mp3', bytes))

  for (const [what, kind] of KINDS) {
    it(`of ${what} says how long it is`, async () => {
      const { mime, durationMs } = await probe(mp3({ frames, ...kind }))
      assert.equal(mime, 'audio/mpeg')
      // A constant bit rate of 128 is 127.9 once frames are whole bytes.
      assert.ok(Math.abs(durationMs - ms) < ms * 0.003, `${durationMs} of ${ms}`)
    })

    for (const missing of [1, 30, 150]) {
      it(`of ${what} is refused when its last ${missing} bytes are missing`, () =>
        refuses(
          fileOf('song.mp3', mp3({ frames, ...kind }).subarray(0, -missing)),
          /^is cut short/,
        ))
    }
  }

  it('that notes its length is told where it is cut short, also between two frames', async () => {
    const song = mp3({ frames: 2000 })
    const frame = song.length / 2001
    await refuses(fileOf('song.mp3', song.subarray(0, frame * 1001)), /^is cut short at 0:26$/)
    const vbr = mp3({ frames: 2000, vbr: true })
    await refuses(
      fileOf('song.mp3', vbr.subarray(0, frame + (vbr.length - frame) / 2)),
      /^is cut short/,
    )
  })

  it('reads tags from its start, and from its end when there are none', async () => {
    const before = join(id3({ TIT2: 'Slack Water', TPE1: 'Nadia Voss', TRCK: '3/9' }), mp3())
    const { tags } = await probe(before)
    assert.deepEqual([tags.title, tags.artist, tags.track], ['Slack Water', 'Nadia Voss', 3])
    assert.equal((await probe(join(mp3(), id3v1('At the end')))).tags.title, 'At the end')
    assert.equal((await probe(join(mp3(), ape('Ape')))).tags.title, 'Ape')
    assert.equal((await probe(join(mp3(), ape('Ape'), id3v1('Old')))).durationMs, 2090)
  })

  it('is refused when the tag after its sound is torn', async () => {
    await refuses(
      fileOf('a.mp3', join(mp3(), id3v1('At the end')).subarray(0, -50)),
      /^is cut short/,
    )
    const torn = join(mp3(), ape('Ape')).subarray(0, -5)
    await assert.doesNotReject(probe(torn.subarray(0, mp3().length)))
  })

  it('goes on without 20 MB of tags after its sound, which it does not read', async () => {
    const claim = 20_000_000
    const footer = join('APETAGEX', uintLe(4, 2000), uintLe(4, claim), uintLe(4, 1), uintLe(4, 0))
    const after = join(footer, new Uint8Array(8))
    const file = fileOf('song.mp3', mp3(), { gap: claim - 32, after })
    const { skipped, durationMs } = await createAudio().probe(file)
    assert.equal(durationMs, 2090)
    assert.match(skipped?.[0]?.reason ?? '', /^has tags of 20 MB at its end/)
    assert.ok(file.taken < 1_000_000, `${file.taken} bytes read`)
  })

  it('may have a VBRI note instead', async () => {
    const song = mp3({ frames: 40, vbr: true, note: false })
    const first = mp3({ frames: 1, note: false })
    first.set(join('VBRI', uint(2, 1), uint(4, 0), uint(4, song.length), uint(4, 40)), 36)
    assert.equal((await probe(join(first, song))).durationMs, Math.round(40 * MP3_FRAME_MS))
    await refuses(fileOf('a.mp3', join(first, song).subarray(0, -5000)), /^is cut short/)
  })

  it('is refused when its note claims more than a file can hold', async () => {
    const song = mp3({ frames: 40 })
    const claim = (offset: number, value: number) => {
      const lie = Uint8Array.from(song)
      lie.set(uint(4, value), 4 + 17 + offset)
      return fileOf('song.mp3', lie)
    }
    await refuses(claim(8, 1_000_000), /header.*too small to play for 7:15:22/)
    await refuses(claim(8, 100_000_000), /header.*more than a day/)
    await refuses(claim(8, 1), /header.*too large to play for only 0:00/)
    await refuses(claim(12, 2 ** 31), /^is cut short/)
  })

  it('is refused when only a few bytes look like MP3', async () => {
    const lookalike = join(Uint8Array.of(0xff, 0xfb, 0x90, 0xc0), ascii('just text. '.repeat(2000)))
    await refuses(fileOf('a.mp3', lookalike), /^holds no MP3 sound$/)
    await refuses(fileOf('a.mp3', id3({ TIT2: 'Only a tag' })), /^holds no MP3 sound$/)
  })

  it('is refused when its end is something else', () =>
    refuses(fileOf('a.mp3', join(mp3(), new Uint8Array(100_000))), /^is damaged near its end$/))

  it('finds its way across other bytes', async () => {
    const song = join(
      mp3({ note: false }),
      ascii('junk'.repeat(20)),
      mp3({ vbr: true, note: false }),
    )
    assert.ok((await probe(song)).durationMs > 4000)
  })
})
