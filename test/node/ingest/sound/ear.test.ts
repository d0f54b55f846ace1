import assert from 'node:assert/strict'
import { WAVEFORM_PARTS } from '../../../../node/domain/waveform.ts'
import type { SourceFile } from '../../../../node/domain/ports.ts'
import { createAudio } from '../../../../node/ingest/probe.ts'
import { openEar } from '../../../../node/ingest/sound/ear.ts'
import { flac, join, mp3, ogg } from '../../../support/audio.ts'
import { fileOf } from '../sources.ts'
import { flacOf, sines, wavOf } from './tones.ts'

async function hear(bytes: Uint8Array, cut = 65_536) {
  const file: SourceFile = fileOf('a.song', bytes)
  const ear = await openEar(file, await createAudio().probe(file))
  for (let at = 0; at < bytes.length; at += cut) await ear?.hear(bytes.subarray(at, at + cut))
  return ear?.end()
}

const stretches = [
  { seconds: 2, dbfs: [-12, -20] },
  { seconds: 2, dbfs: [-23, -23] },
]
const SHAPE = { channels: 2, rate: 44_100 }
const sound = sines(stretches, SHAPE.rate)

/** Sound that no predictor knows: each kind of frame there is comes of it. */
function noise(length: number, gain: number): Float64Array {
  let state = 1
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (gain * state) / 2 ** 31
  })
}

describe('ingest ear', () => {
  for (const [kind, bits] of [
    [1, 8],
    [1, 16],
    [1, 24],
    [1, 32],
    [3, 32],
    [3, 64],
  ] as const) {
    it(`hears a WAV of ${bits} bits, kind ${kind}`, async () => {
      const heard = await hear(wavOf(sound, { ...SHAPE, kind, bits }))
      assert.ok(heard)
      const { waveform, loudnessCentiLufs = 0 } = heard
      assert.equal(waveform.length, WAVEFORM_PARTS)
      const [start = 0, late = 0] = [waveform[100], waveform[700]]
      assert.ok(Math.abs(start - 255 * 10 ** (-12 / 20)) <= 2, `${start}`)
      assert.ok(Math.abs(late - 255 * 10 ** (-23 / 20)) <= 2, `${late}`)
      // -14.37 LUFS and -23 LUFS for as long: the mean of their energies.
      assert.ok(Math.abs(loudnessCentiLufs + 1682) <= 6, `${loudnessCentiLufs}`)
    })
  }

  for (const [what, samples, channels] of [
    ['tones', sound, 2],
    ['noise', noise(88_200, 0.9), 2],
    ['faint noise', noise(88_200, 0.001), 2],
    [
      'noise that is the same on both sides',
      noise(88_200, 0.5).map((_, i, all) => all[i & ~1] ?? 0),
      2,
    ],
    ['noise from one side', noise(88_200, 0.5).map((v, i) => (i % 2 ? v / 50 : v)), 2],
    ['silence', new Float64Array(88_200), 2],
    ['one channel', noise(44_100, 0.3), 1],
    ['three channels', noise(60_000, 0.3), 3],
    ['a wave of full scale', noise(44_100, 0.3).map((v) => Math.sign(v)), 1],
  ] as const) {
    for (const bits of [16, 24] as const) {
      it(`hears a FLAC of ${what} in ${bits} bits as it hears the same in WAV`, async () => {
        const shape = { channels, rate: 44_100, bits }
        const heard = await hear(await flacOf(samples, shape))
        assert.ok(heard)
        assert.deepEqual(heard, await hear(wavOf(samples, shape)))
      })
    }
  }

  it('hears the same however the file is cut as it is read', async () => {
    for (const bytes of [wavOf(sound, SHAPE), await flacOf(sound, SHAPE)]) {
      const whole = await hear(bytes)
      for (const cut of [997, 7919]) assert.deepEqual(await hear(bytes, cut), whole)
    }
  })

  it('hears what lies between tags', async () => {
    const plain = await flac({})
    const tagged = join(await flac({ title: 'Copper' }), 'TAG', new Uint8Array(125))
    assert.deepEqual(await hear(tagged), await hear(plain))
  })

  it('does not hear what nothing here can decode', async () => {
    assert.equal(await hear(mp3()), undefined)
    assert.equal(await hear(ogg()), undefined)
  })

  it('does not listen for ever to a song of one sample a second', async () => {
    const bytes = wavOf(new Float64Array(4000), { channels: 1, rate: 2000 })
    const slow = Uint8Array.from(bytes)
    new DataView(slow.buffer).setUint32(24, 1, true)
    const file = fileOf('a.wav', slow)
    assert.equal(await openEar(file, { mime: 'audio/wav', durationMs: 4_000_000 }), undefined)
    assert.ok(await openEar(fileOf('a.wav', bytes), { mime: 'audio/wav', durationMs: 2000 }))
  })

  it('says nothing of a song that is damaged on the way', async () => {
    const bytes = await flacOf(noise(88_200, 0.5), SHAPE)
    assert.ok(await hear(bytes))
    for (const share of [0.2, 0.5, 0.8]) {
      const broken = Uint8Array.from(bytes)
      broken.fill(0xff, Math.floor(broken.length * share), Math.floor(broken.length * share) + 5000)
      assert.equal(await hear(broken), undefined, `at ${share}`)
    }
  })

  it('says nothing of a song that was not read to its end', async () => {
    for (const bytes of [wavOf(sound, SHAPE), await flacOf(sound, SHAPE)]) {
      const file = fileOf('a.song', bytes)
      const ear = await openEar(file, await createAudio().probe(file))
      await ear?.hear(bytes.subarray(0, bytes.length - 1000))
      assert.equal(await ear?.end(), undefined)
    }
  })

  it('does not stumble over whatever bytes come', async () => {
    const bytes = await flacOf(noise(20_000, 0.5), SHAPE)
    for (let at = 100; at < bytes.length; at += 211) {
      const broken = Uint8Array.from(bytes)
      broken[at] = (broken[at] ?? 0) ^ 0x55
      const file = fileOf('a.song', bytes)
      const ear = await openEar(file, await createAudio().probe(file))
      await ear?.hear(broken)
      await ear?.end()
    }
  })
})
