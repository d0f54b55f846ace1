// The paper the demo music is written on.
import assert from 'node:assert/strict'
import { random } from '../../../scripts/demo/random.ts'
import { chords } from '../../../scripts/demo/score/chord.ts'
import { invert, shift } from '../../../scripts/demo/score/motif.ts'
import { phrase, pitch } from '../../../scripts/demo/score/note.ts'
import { lead } from '../../../scripts/demo/score/voicing.ts'
import { string } from '../../../scripts/demo/voices/pluck.ts'

const C_MAJOR = [0, 2, 4, 5, 7, 9, 11]

describe('demo score', () => {
  it('reads a phrase with its rests, sharps and flats', () => {
    const notes = phrase('A4:1.5 -:0.5 | C#5:2 Eb4')
    assert.deepEqual(
      notes.map(({ beat, beats, pitch }) => [beat, beats, pitch]),
      [
        [0, 1.5, 69],
        [2, 2, 73],
        [4, 1, 63],
      ],
    )
  })

  it('keeps a moved or mirrored motif inside its scale', () => {
    const motif = phrase('C4 E4 G4 B4 D5')
    for (const variation of [shift(motif, C_MAJOR, 3), invert(motif, C_MAJOR)]) {
      for (const note of variation) assert.ok(C_MAJOR.includes(note.pitch % 12))
    }
    assert.deepEqual(shift(shift(motif, C_MAJOR, 5), C_MAJOR, -5), motif)
  })

  it('moves no voice further than a fourth between neighbouring chords of a cycle', () => {
    const voicings = lead(chords('Dm9 G13 Cmaj9 Am9 Dm9 G13 Cmaj9'), { low: 50, high: 72 })
    voicings.slice(1).forEach((voicing, index) => {
      voicing.forEach((note, voice) => {
        assert.ok(Math.abs(note - (voicings[index]?.[voice] ?? 0)) <= 5)
      })
    })
  })

  it('refuses a chord it does not know', () => {
    assert.throws(() => chords('Hmaj9'), RangeError)
    assert.throws(() => pitch('H4'), RangeError)
  })
})

describe('demo string', () => {
  for (const hertz of [73.42, 220, 659.26]) {
    it(`sounds at the ${String(hertz)} Hz it is asked for`, () => {
      const voice = string({ sustain: 5, brightness: 0.6, place: 0.2 }, 1)
      const sound = voice({ hertz, seconds: 1, velocity: 0.7, random: random(1) })
      const cents = 1200 * Math.log2(measured(sound, hertz) / hertz)
      assert.ok(Math.abs(cents) < 5, `${cents.toFixed(1)} cents`)
    })
  }
})

/** The strongest pitch near `hertz`, by asking the first second for each candidate in turn. */
function measured(sound: Float32Array, hertz: number): number {
  let best = { hertz: 0, power: 0 }
  for (let cents = -30; cents <= 30; cents++) {
    const candidate = hertz * 2 ** (cents / 1200)
    const power = strength(sound.subarray(0, 44_100), candidate)
    if (power > best.power) best = { hertz: candidate, power }
  }
  return best.hertz
}

function strength(sound: Float32Array, hertz: number): number {
  let [real, imaginary] = [0, 0]
  sound.forEach((x, i) => {
    const window = Math.sin((Math.PI * i) / sound.length) ** 2
    real += x * window * Math.cos((2 * Math.PI * hertz * i) / 44_100)
    imaginary += x * window * Math.sin((2 * Math.PI * hertz * i) / 44_100)
  })
  return real * real + imaginary * imaginary
}
