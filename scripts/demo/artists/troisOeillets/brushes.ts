// The drummer: brushes for the swing, a rim and a shaker for the bossa.
import type { Random } from '../../random.ts'
import type { Clock } from '../../score/clock.ts'
import { place, type Stereo } from '../../sound/stereo.ts'
import { type Drum, hat, kick, ride, rim, shaker, sweep, tap } from '../../voices/drums.ts'
import { BAR } from './form.ts'

export interface Kit {
  readonly tape: Stereo
  readonly clock: Clock
  readonly random: Random
  readonly sample: (drum: Drum) => Float32Array
}

interface Stroke {
  readonly drum: Drum
  readonly at: number
  readonly gain: number
  readonly pan: number
}

/** Brushes go round on every beat, tap after two and four, and the ride sings on top when asked. */
export function swing(
  kit: Kit,
  bars: number,
  { ride: riding }: { ride: (bar: number) => boolean },
): void {
  for (let bar = 0; bar < bars; bar++) {
    const round = [0, 1, 2, 3].map((at) => ({
      drum: sweep,
      at,
      gain: 0.07,
      pan: at % 2 ? 0.3 : -0.1,
    }))
    const taps = [1, 3].map((at) => ({ drum: tap, at, gain: 0.2, pan: 0.1 }))
    const feet = [1, 3].map((at) => ({ drum: hat, at, gain: 0.06, pan: -0.3 }))
    const heart = [0, 2].map((at) => ({ drum: kick, at, gain: 0.13, pan: 0 }))
    strike(kit, bar, [...round, ...taps, ...feet, ...heart])
    if (riding(bar)) {
      const pattern = [0, 1, 1.5, 2, 3, 3.5]
      strike(
        kit,
        bar,
        pattern.map((at) => ({ drum: ride, at, gain: at % 1 ? 0.04 : 0.06, pan: 0.4 })),
      )
    }
    if (bar % 4 === 3) strike(kit, bar, [{ drum: tap, at: 2.5, gain: 0.14, pan: 0.2 }])
  }
}

/** Two bars make the clave; the shaker never stops. */
export function bossa(
  kit: Kit,
  bars: number,
  { rim: knocking }: { rim: (bar: number) => boolean },
): void {
  const clave = [
    [0, 1.5, 3],
    [1, 2.5],
  ]
  for (let bar = 0; bar < bars; bar++) {
    const shakes = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5].map((at) => ({
      drum: shaker,
      at,
      gain: at % 2 === 1 ? 0.13 : 0.075,
      pan: 0.35,
    }))
    const heart = [0, 1.5, 2, 3.5].map((at) => ({
      drum: kick,
      at,
      gain: at % 1 ? 0.1 : 0.2,
      pan: 0,
    }))
    const knocks = (clave[bar % 2] ?? []).map((at) => ({ drum: rim, at, gain: 0.16, pan: -0.3 }))
    strike(kit, bar, [...shakes, ...heart, ...(knocking(bar) ? knocks : [])])
  }
}

/** One last touch of the cymbal. */
export function last({ tape, clock, random }: Kit, bar: number): void {
  const at = clock(bar * BAR)
  place(tape, ride({ velocity: 0.7, random }), { at, gain: 0.09, pan: 0.4 })
  place(tape, kick({ velocity: 0.6, random }), { at, gain: 0.2, pan: 0 })
}

function strike(
  { tape, clock, random, sample }: Kit,
  bar: number,
  strokes: readonly Stroke[],
): void {
  for (const { drum, at, gain, pan } of strokes) {
    const late = random.between(-0.004, 0.006)
    const touch = gain * random.between(0.85, 1.1)
    place(tape, sample(drum), { at: clock(bar * BAR + at) + late, gain: touch, pan })
  }
}
