import assert from 'node:assert/strict'
import { createAudio } from '../../../node/ingest/probe.ts'
import { chunk, infoList, join, uintLe, wav } from '../../support/audio.ts'
import { refuses } from './refuses.ts'
import { fileOf } from './sources.ts'

const at = (bytes: Uint8Array, offset: number, patch: Uint8Array) => {
  const changed = Uint8Array.from(bytes)
  changed.set(patch, offset)
  return changed
}

describe('ingest WAV', () => {
  const whole = wav({ seconds: 90, rate: 1000 })
  const probe = (bytes: Uint8Array) => createAudio().probe(fileOf('intro.wav', bytes))

  it('says how long it is and what its tags say', async () => {
    const { mime, durationMs, tags } = await probe(wav({}, infoList({ INAM: 'Intro', IART: 'N' })))
    assert.deepEqual([mime, durationMs], ['audio/wav', 2000])
    assert.deepEqual([tags.title, tags.artist], ['Intro', 'N'])
  })

  it('is told where it is cut short', async () => {
    await refuses(fileOf('intro.wav', whole.subarray(0, 44 + 62 * 2000)), /^is cut short at 1:02$/)
  })

  for (const left of [whole.length - 1, whole.length - 2, 100, 45]) {
    it(`is refused with ${left} bytes of it left`, () =>
      refuses(fileOf('intro.wav', whole.subarray(0, left)), /^is cut short/))
  }

  for (const left of [43, 30, 13]) {
    it(`is refused with ${left} bytes of its header left`, () =>
      refuses(fileOf('intro.wav', whole.subarray(0, left)), /sound/))
  }

  it('is refused when only what follows the sound is missing', async () => {
    const tagged = wav({}, infoList({ INAM: 'A title of some length' }))
    await refuses(fileOf('a.wav', tagged.subarray(0, -12)), /^is cut short at 0:02$/)
  })

  it('may have the outer length wrong by the header that some programs forget', async () => {
    assert.equal((await probe(at(wav(), 4, uintLe(4, wav().length)))).durationMs, 2000)
  })

  it('may come from a pipe that never knew its length', async () => {
    const piped = at(at(wav(), 4, uintLe(4, 0xffffffff)), 40, uintLe(4, 0xffffffff))
    assert.equal((await probe(piped)).durationMs, 2000)
  })

  it('with other chunks before the sound is as long', async () => {
    const bytes = wav()
    const more = join(bytes.subarray(0, 36), chunk('JUNK', new Uint8Array(27)), bytes.subarray(36))
    assert.equal((await probe(at(more, 4, uintLe(4, more.length - 8)))).durationMs, 2000)
  })

  for (const [what, offset, patch, reason] of [
    ['compressed sound', 20, uintLe(2, 0x55), /compressed/],
    ['no channels', 22, uintLe(2, 0), /header/],
    ['a sample rate of nothing', 24, uintLe(4, 0), /header/],
    ['samples that do not fit their frames', 32, uintLe(2, 3), /header/],
    ['an impossible sample rate', 24, uintLe(4, 2 ** 31), /header|no sound/],
    ['a rate that makes it last for days', 24, uintLe(4, 1), /header/],
    ['no sound', 36, new TextEncoder().encode('dada'), /^holds no sound/],
    ['no format', 12, new TextEncoder().encode('fmt_'), /^holds no sound/],
    ['far more sound than the file', 40, uintLe(4, 0x7fffffff), /^is cut short/],
  ] as const) {
    it(`is refused with ${what} in its header`, () =>
      refuses(fileOf('a.wav', at(whole, offset, patch)), reason))
  }

  it('without a single sample is refused', () =>
    refuses(fileOf('a.wav', wav({ seconds: 0 })), /^holds no sound$/))

  it('goes on without 100 MB of tags, which it does not read', async () => {
    const bytes = wav()
    const tail = join('LIST', uintLe(4, 100_000_000))
    const length = bytes.length + 8 + 100_000_000
    const riff = at(join(bytes, tail), 4, uintLe(4, length - 8))
    const file = fileOf('a.wav', riff, { gap: 100_000_000 })
    const { skipped } = await createAudio().probe(file)
    assert.match(skipped?.[0]?.reason ?? '', /^has tags of 100 MB/)
    assert.ok(file.taken < 1_000_000, `${file.taken} bytes read`)
  })
})
