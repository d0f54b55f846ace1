// "Snow on the Aerials": dub in A minor. The chord is struck once and the echo plays the rest; the
// sub answers it, the kick walks, and in the middle everything is taken away so that it can return.
import { random } from '../../random.ts'
import { chords, nearest } from '../../score/chord.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { invert, louder, shift } from '../../score/motif.ts'
import { lead } from '../../score/voicing.ts'
import { perform } from '../../sound/perform.ts'
import { place, type Stereo } from '../../sound/stereo.ts'
import { type Drum, hat, kick, rim, sampler } from '../../voices/drums.ts'
import { reed } from '../../voices/reed.ts'
import { stab } from '../../voices/stab.ts'
import { sub } from '../../voices/sub.ts'
import { wind } from '../../voices/wind.ts'
import { busses, type Held, hold, mixdown, wash } from './band.ts'

const BPM = 84
const A_MINOR = [0, 2, 4, 5, 7, 9, 11]
const PROGRESSION = 'Am9 | Am9 | Dm9 Am9 Fmaj9 Em7 | Fmaj9 Em7 | Am9 Am9 Dm9 | Am9'
const QUESTION = phrase('E5:1.5 D5:0.5 C5:1 A4:1 | B4:2.5 -:1.5')
const ANSWER = phrase('C5:1.5 D5:0.5 E5:1 G5:1 | D5:2.5 -:1.5')

// Bars in which each player is heard; the break is bars 6 and 7.
const GROOVE = [1, 2, 3, 4, 5, 8, 9, 10]
const FULL = [2, 3, 4, 5, 8, 9, 10]

export function aerials(): Stereo {
  const chance = random(1102)
  const time = clock(BPM)
  const held = hold(chords(PROGRESSION), 4)
  const bus = busses(39.5)
  const playing = { clock: time, random: chance }
  wash(bus.pads, held, playing)
  place(bus.air, wind(38, chance), { at: 0, gain: 0.014, pan: 0.4 })
  perform(bus.echoed, strikes(held), { ...playing, voice: stab }, { gain: 0.17, spread: 0.35 })
  perform(bus.echoed, tune(), { ...playing, voice: reed }, { gain: 0.16, pan: -0.15, loose: 0.015 })
  perform(bus.low, line(held), { ...playing, voice: sub }, { gain: 0.42, loose: 0.004 })
  const sample = sampler(chance)
  const beat = (
    drum: Drum,
    bars: readonly number[],
    at: readonly number[],
    gain: number,
  ): number[] =>
    bars.flatMap((bar) =>
      at.map((offset) => {
        const second = time(bar * 4 + offset)
        place(bus.drums, sample(drum), { at: second, gain, pan: drum === hat ? 0.25 : 0 })
        return second
      }),
    )
  const kicks = beat(kick, GROOVE, [0, 2], 0.5)
  beat(hat, GROOVE, [0.5, 1.5, 2.5, 3.5], 0.05)
  beat(rim, FULL, [2], 0.12)
  return mixdown(bus, { echo: (60 / BPM) * 0.75, feedback: 0.66, room: 3.2, kicks })
}

/** The off-beat chord, twice in every second bar and once in the others. */
function strikes(held: readonly Held[]): Note[] {
  const layouts = lead(
    held.map(({ chord }) => chord),
    { low: 57, high: 76 },
  )
  return held.slice(0, -1).flatMap(({ beat }, bar) =>
    (bar % 2 === 0 ? [1.5] : [0.5, 3]).flatMap((offset, nth) =>
      (layouts[bar] ?? []).map((pitch) => ({
        beat: beat + offset,
        beats: 0.4,
        pitch,
        velocity: (nth === 0 ? 0.85 : 0.6) * (FULL.includes(bar) ? 1 : 0.8),
      })),
    ),
  )
}

function tune(): Note[] {
  return [
    ...later(QUESTION, 8),
    ...later(ANSWER, 16),
    ...louder(later(shift(QUESTION, A_MINOR, -2), 24), 0.7),
    ...later(invert(QUESTION, A_MINOR), 32),
    ...louder(later(phrase('E5:1.5 D5:0.5 A4:2'), 40), 0.8),
  ]
}

/** Root, silence, root again and its fifth as a step to the next bar. */
function line(held: readonly Held[]): Note[] {
  return GROOVE.flatMap((bar) => {
    const place = held[bar]
    if (!place) return []
    const root = nearest(place.chord.root, 35)
    const fifth = root + 7 > 42 ? root - 5 : root + 7
    const at = (offset: number, beats: number, pitch: number, velocity: number): Note => ({
      beat: place.beat + offset,
      beats,
      pitch,
      velocity,
    })
    return [at(0, 1.2, root, 0.9), at(1.75, 0.5, root, 0.65), at(2.5, 1, fifth, 0.75)]
  })
}
