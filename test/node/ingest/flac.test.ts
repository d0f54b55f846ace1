import assert from 'node:assert/strict'
import { createAudio } from '../../../node/ingest/probe.ts'
import { flac, id3, join, uint } from '../../support/audio.ts'
import { png } from './pictures.ts'
import { refuses } from './refuses.ts'
import { fileOf } from './sources.ts'

const SAMPLES_AT = 21

/** The 36-bit number of samples, its four high bits shared with the sample size. */
function withSamples(bytes: Uint8Array, samples: number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  changed[SAMPLES_AT] = ((changed[SAMPLES_AT] ?? 0) & 0xf0) | Math.floor(samples / 2 ** 32)
  changed.set(uint(4, samples % 2 ** 32), SAMPLES_AT + 1)
  return changed
}

describe('ingest FLAC', () => {
  let song: Uint8Array
  const probe = (bytes: Uint8Array) => createAudio().probe(fileOf('song.flac', bytes))

  before(async () => {
    const images = [{ data: png(), mimeType: 'image/png', kind: 'coverFront' as const }]
    song = await flac({ title: 'Slack Water', trackNumber: 3, images }, { seconds: 70 })
  })

  it('says how long it is, what its tags say and what its cover is', async () => {
    const { mime, durationMs, tags, cover } = await probe(song)
    assert.deepEqual(
      [mime, durationMs, tags.title, tags.track],
      [...['audio/flac', 70_000, 'Slack Water', 3]],
    )
    assert.deepEqual(cover?.data, Uint8Array.from(png()))
  })

  it('is told where it is cut short', async () => {
    await refuses(
      fileOf('song.flac', song.subarray(0, song.length * 0.9)),
      /^is cut short at 1:0\d$/,
    )
  })

  for (const share of [0.2, 0.5, 0.97]) {
    it(`is refused with ${share * 100} % of it left`, () =>
      refuses(fileOf('song.flac', song.subarray(0, song.length * share)), /^is cut short/))
  }

  for (const missing of [1, 2, 3, 40]) {
    it(`is refused when its last ${missing} bytes are missing`, () =>
      refuses(fileOf('song.flac', song.subarray(0, -missing)), /^is cut short at 1:0\d$/))
  }

  for (const left of [5, 41, 60, 100]) {
    it(`is refused with ${left} bytes of its header left`, () =>
      refuses(fileOf('song.flac', song.subarray(0, left)), /^is (cut short|damaged)/))
  }

  it('is refused when its last frame is damaged', async () => {
    const damaged = Uint8Array.from(song)
    damaged[song.length - 9] = (damaged[song.length - 9] ?? 0) ^ 1
    await refuses(fileOf('song.flac', damaged), /^is cut short/)
  })

  it('is refused when its end is not FLAC at all', async () => {
    const filler = new Uint8Array(5_000_000).fill(0x55)
    await refuses(fileOf('song.flac', join(song, filler)), /^is damaged near its end$/)
  })

  it('is refused when its sound does not begin where its tags end', async () => {
    const broken = Uint8Array.from(song)
    const sync = broken.findIndex((byte, i) => byte === 0xff && (broken[i + 1] ?? 0) >> 1 === 0x7c)
    broken[sync] = 0
    await refuses(fileOf('song.flac', broken), /^is damaged where its sound begins$/)
  })

  it('may have zeros or an old tag after its end', async () => {
    assert.equal((await probe(join(song, new Uint8Array(1000)))).durationMs, 70_000)
    assert.equal((await probe(join(song, 'TAG', new Uint8Array(125)))).durationMs, 70_000)
  })

  it('that does not say its length is as long as its frames', async () => {
    assert.equal((await probe(withSamples(song, 0))).durationMs, 70_000)
  })

  for (const [samples, reason] of [
    [560_001, /^is cut short at 1:10$/],
    [2 ** 35, /^is cut short/],
    [559_999, /more sound than it says/],
  ] as const) {
    it(`is refused when it says that it has ${samples} samples`, () =>
      refuses(fileOf('song.flac', withSamples(song, samples)), reason))
  }

  it('is refused when no sound is written as its header says', async () => {
    const noRate = Uint8Array.from(song)
    noRate.fill(0, 18, 20)
    noRate[20] = (noRate[20] ?? 0) & 0x0f
    await refuses(fileOf('song.flac', noRate), /header/)
    const noBlocks = Uint8Array.from(song)
    noBlocks.fill(0, 8, 12)
    await refuses(fileOf('song.flac', noBlocks), /header/)
  })

  it('behind an ID3 tag is refused: peers would take it for MP3', () =>
    refuses(fileOf('song.flac', join(id3({ TIT2: 'x' }), song)), /^is FLAC behind an ID3 tag/))

  it('goes on without pictures above 10 MB, which it does not read', async () => {
    const picture = join(Uint8Array.of(6), uint(3, 15_000_000), new Uint8Array(15_000_000))
    const twice = join(song.subarray(0, 42), picture, picture, song.subarray(42))
    const file = fileOf('song.flac', twice)
    const { skipped, tags, cover } = await createAudio().probe(file)
    assert.deepEqual(
      skipped?.map(({ reason }) => reason.slice(0, 20)),
      [...['has a cover of 15 MB', 'has a cover of 15 MB']],
    )
    assert.ok(tags.title === 'Slack Water' && cover)
    assert.ok(file.taken < 2_000_000, `${file.taken} bytes read`)
  })

  it('reads pictures up to 10 MB altogether', async () => {
    const picture = join(Uint8Array.of(6), uint(3, 6_000_000), new Uint8Array(6_000_000))
    const twice = join(song.subarray(0, 42), picture, picture, song.subarray(42))
    assert.deepEqual(
      (await probe(twice)).skipped?.map(({ reason }) => reason),
      ['has a cover of 6 MB, which was left out'],
    )
  })

  it('shows its front, also when its back comes first', async () => {
    const images = (['coverBack', 'coverFront'] as const).map((kind, i) => {
      return { data: png(i + 1, 1), mimeType: 'image/png', kind }
    })
    const { cover } = await probe(await flac({ images }))
    assert.deepEqual(cover?.data, Uint8Array.from(png(2, 1)))
  })

  it('goes on without tags that cannot be read', async () => {
    const comments = join(Uint8Array.of(4), uint(3, 12), new Uint8Array(12).fill(0xff))
    const { skipped, tags, durationMs } = await probe(
      join(song.subarray(0, 42), comments, song.subarray(42)),
    )
    assert.equal(durationMs, 70_000)
    assert.match(skipped?.[0]?.reason ?? '', /^has tags that cannot be read/)
    assert.equal(tags.title, undefined)
  })
})
