// "First Flakes": no drums, a wide D major that keeps looking at its fourth. Single notes fall out of
// the chords like flakes, more of them towards the middle; a reed says one thing and takes it back.
import { random, type Random } from '../../random.ts'
import { chords, nearest } from '../../score/chord.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { invert, louder, shift } from '../../score/motif.ts'
import { perform } from '../../sound/perform.ts'
import { place, type Stereo } from '../../sound/stereo.ts'
import { glass } from '../../voices/bell.ts'
import { reed } from '../../voices/reed.ts'
import { sub } from '../../voices/sub.ts'
import { wind } from '../../voices/wind.ts'
import { busses, type Held, hold, mixdown, wash } from './band.ts'

const D_MAJOR = [1, 2, 4, 6, 7, 9, 11]
const PROGRESSION = 'Dmaj9 Gmaj9 Asus Bm11 Em9 Asus Dadd9'
const MOTIF = phrase('F#4:1.5 A4:0.5 E5:2 D5:1.5 C#5:0.5 A4:2')

export function firstFlakes(): Stereo {
  const chance = random(1101)
  const time = clock(58)
  const held = hold(chords(PROGRESSION), 4)
  const bus = busses(35)
  const playing = { clock: time, random: chance }
  wash(bus.pads, held, playing, { low: 52, high: 76 })
  place(bus.air, wind(33.5, chance), { at: 0, gain: 0.02, pan: -0.3 })
  place(bus.air, wind(33.5, chance), { at: 0, gain: 0.02, pan: 0.3 })
  perform(
    bus.echoed,
    flakes(held, chance),
    { ...playing, voice: glass },
    {
      gain: 0.13,
      spread: 0.8,
      loose: 0.05,
    },
  )
  perform(bus.echoed, tune(), { ...playing, voice: reed }, { gain: 0.12, pan: 0.1, loose: 0.02 })
  perform(bus.low, roots(held), { ...playing, voice: sub }, { gain: 0.2 })
  return mixdown(bus, { echo: (60 / 58) * 0.75, feedback: 0.62, room: 4.5 })
}

/** A few chord tones a bar, on half beats nobody could predict, high up. */
function flakes(held: readonly Held[], chance: Random): Note[] {
  return held.flatMap(({ chord, beat }, bar) => {
    const density = 0.18 + 0.34 * Math.sin((Math.PI * (bar + 0.5)) / held.length)
    return [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5].flatMap((offset) => {
      if (!chance.chance(density)) return []
      const tone = chord.root + chance.pick(chord.colours)
      const pitch = nearest(tone, Math.round(chance.between(77, 90)))
      return [{ beat: beat + offset, beats: 1, pitch, velocity: chance.between(0.35, 0.8) }]
    })
  })
}

/** Said over the second chord, and after a bar of listening turned upside down. */
function tune(): Note[] {
  const back = louder(shift(invert(MOTIF, D_MAJOR), D_MAJOR, 4), 0.8)
  return [...later(MOTIF, 4), ...later(back, 16)]
}

function roots(held: readonly Held[]): Note[] {
  return held.slice(1).map(({ chord, beat, beats }) => ({
    beat,
    beats: beats - 0.5,
    pitch: nearest(chord.root, 35),
    velocity: 0.7,
  }))
}
