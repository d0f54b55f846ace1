// "The Long Thaw": three in a bar, E flat. Drops fall from the chord, at first one a bar, then in a
// steady run; when the run is complete the bass arrives, and at the end only the drops are left.
import { random, type Random } from '../../random.ts'
import { chords, nearest } from '../../score/chord.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { lead } from '../../score/voicing.ts'
import { perform } from '../../sound/perform.ts'
import { place, type Stereo } from '../../sound/stereo.ts'
import { glass } from '../../voices/bell.ts'
import { kick, sampler, shaker } from '../../voices/drums.ts'
import { reed } from '../../voices/reed.ts'
import { sub } from '../../voices/sub.ts'
import { busses, type Busses, type Held, hold, mixdown, wash } from './band.ts'

const BPM = 96
const BAR = 3
const CYCLE = 'Ebmaj9 Cm9 Abmaj9 Bbsus '
const PROGRESSION = `${CYCLE.repeat(2)} Fm9 Cm9 Abmaj9 Bbsus Fm9 Abmaj9 Bbsus Ebadd9 Ebadd9`
const MOTIF = phrase('Bb4:2 C5:1 | G4:3 | Ab4:2 Bb4:1 | F4:2 -:1', { bar: 3 })
const HIGHER = phrase('Ab4:1 C5:1 Eb5:1 | D5:2 Bb4:1 | C5:2 Eb5:1 | F5:2 -:1', { bar: 3 })

export function longThaw(): Stereo {
  const chance = random(1103)
  const time = clock(BPM)
  const held = hold(chords(PROGRESSION), BAR)
  const bus = busses(37)
  const playing = { clock: time, random: chance }
  wash(bus.pads, held, playing, { low: 51, high: 74 })
  perform(
    bus.echoed,
    drops(held, chance),
    { ...playing, voice: glass },
    {
      gain: 0.14,
      spread: 0.6,
      loose: 0.012,
    },
  )
  const tune = [...later(MOTIF, 12), ...later(HIGHER, 24), ...later(MOTIF, 36)]
  perform(bus.echoed, tune, { ...playing, voice: reed }, { gain: 0.13, pan: 0.12, loose: 0.015 })
  perform(bus.low, line(held), { ...playing, voice: sub }, { gain: 0.36 })
  const kicks = heart(bus, held, (beat) => time(beat), chance)
  return mixdown(bus, { echo: (60 / BPM) * 0.75, feedback: 0.5, room: 3.6, kicks })
}

/** Up and down the led chord an octave higher; a drop is missed less and less often. */
function drops(held: readonly Held[], chance: Random): Note[] {
  const layouts = lead(
    held.map(({ chord }) => chord),
    { low: 67, high: 86 },
  )
  const order = [0, 2, 1, 3, 2, 1]
  return held.flatMap(({ beat }, bar) => {
    const last = held.length - bar
    const density = last <= 3 ? 0.25 * last : Math.min(0.95, 0.2 + bar * 0.12)
    return order.flatMap((voice, step) => {
      const pitch = layouts[bar]?.[voice]
      if (pitch === undefined || !(step === 0 || chance.chance(density))) return []
      const velocity = (step === 0 ? 0.8 : 0.55) + chance.between(-0.1, 0.1)
      return [{ beat: beat + step / 2, beats: 0.5, pitch, velocity }]
    })
  })
}

const sounding = (held: readonly Held[]): readonly Held[] => held.slice(4, -3)

function line(held: readonly Held[]): Note[] {
  return sounding(held).flatMap(({ chord, beat }, index) => {
    const root = nearest(chord.root, 34)
    const low = { beat, beats: 1.6, pitch: root, velocity: 0.9 }
    const step = { beat: beat + 2, beats: 0.8, pitch: nearest(chord.root + 7, 36), velocity: 0.6 }
    return index % 2 === 0 ? [low] : [low, step]
  })
}

/** A heartbeat and, from the second cycle, a shaker like small gravel. */
function heart(
  bus: Busses,
  held: readonly Held[],
  time: (beat: number) => number,
  chance: Random,
): number[] {
  const sample = sampler(chance)
  return sounding(held).map(({ beat }, index) => {
    place(bus.drums, sample(kick), { at: time(beat), gain: 0.36, pan: 0 })
    if (index >= 4) {
      for (const offset of [1, 1.5, 2, 2.5]) {
        const gain = offset % 1 === 0 ? 0.07 : 0.04
        place(bus.drums, sample(shaker), { at: time(beat + offset), gain, pan: -0.3 })
      }
    }
    return time(beat)
  })
}
