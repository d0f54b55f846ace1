// The kitchen these were played in: where the microphones stood, the wooden box of the guitar, and
// the small room around it.
import { reverb } from '../../effects/reverb.ts'
import type { Random } from '../../random.ts'
import type { Clock } from '../../score/clock.ts'
import type { Note } from '../../score/note.ts'
import { filter } from '../../sound/filter.ts'
import { perform } from '../../sound/perform.ts'
import { pour, RATE, silence, type Stereo } from '../../sound/stereo.ts'
import { string } from '../../voices/pluck.ts'

const GUITAR = string({ sustain: 5.5, brightness: 0.62, place: 0.18 }, 1.6)
const MELODY = string({ sustain: 7, brightness: 0.7, place: 0.24 }, 1.2)
const HARP = string({ sustain: 6, brightness: 0.42, place: 0.42 }, 2)

export interface Parts {
  readonly picked: readonly Note[]
  readonly tune: readonly Note[]
  /** A small harp that sits across the table. */
  readonly harp?: readonly Note[]
}

/** Records the parts and gives back the mix. */
export function record(
  { picked, tune, harp = [] }: Parts,
  { clock, random, seconds }: { clock: Clock; random: Random; seconds: number },
): Stereo {
  const dry = silence(seconds)
  const at = { clock, random }
  perform(
    dry,
    picked,
    { ...at, voice: GUITAR },
    { gain: 0.3, pan: -0.2, spread: 0.12, loose: 0.008 },
  )
  perform(dry, tune, { ...at, voice: MELODY }, { gain: 0.42, pan: 0.12, loose: 0.01 })
  perform(dry, harp, { ...at, voice: HARP }, { gain: 0.32, pan: 0.5, spread: 0.15, loose: 0.012 })
  body(dry)
  pour(reverb(dry, { seconds: 1.9, damping: 0.5, distance: 0.018 }), dry, 0.32)
  return dry
}

/** The air in the box and the top plate each answer near one pitch. */
function body(tape: Stereo): void {
  for (const side of [tape.left, tape.right]) {
    const box = filter(side.slice(), { band: 'band', cutoff: 108, resonance: 2.2 })
    const plate = filter(side.slice(), { band: 'band', cutoff: 215, resonance: 2.5 })
    filter(side, { band: 'high', cutoff: 70 })
    for (let i = 0; i < side.length; i++) {
      side[i] = (side[i] ?? 0) + 0.5 * (box[i] ?? 0) + 0.35 * (plate[i] ?? 0)
    }
  }
}

/** Seconds a piece of this many beats takes with its last chord ringing. */
export function length(clock: Clock, beats: number, ring = 4): number {
  return Math.round((clock(beats) + ring) * RATE) / RATE
}
