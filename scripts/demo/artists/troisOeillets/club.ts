// The room Trois Œillets play in once it is closed: who sits where, four microphones and a plate.
import { tremolo } from '../../effects/movement.ts'
import { reverb } from '../../effects/reverb.ts'
import type { Random } from '../../random.ts'
import type { Clock } from '../../score/clock.ts'
import type { Note } from '../../score/note.ts'
import { filter } from '../../sound/filter.ts'
import { perform, type Voice } from '../../sound/perform.ts'
import { pour, silence, type Stereo } from '../../sound/stereo.ts'
import { sampler } from '../../voices/drums.ts'
import { rhodes } from '../../voices/rhodes.ts'
import { upright } from '../../voices/upright.ts'
import type { Kit } from './brushes.ts'

export interface Parts {
  readonly chords: readonly Note[]
  readonly tune: readonly Note[]
  readonly bass: readonly Note[]
  readonly drums: (kit: Kit) => void
}

/** Plays the parts together and gives back the mix. */
export function play(
  parts: Parts,
  { clock, random, seconds, lead }: { clock: Clock; random: Random; seconds: number; lead: Voice },
): Stereo {
  const tape = (): Stereo => silence(seconds)
  const [piano, front, low, kit] = [tape(), tape(), tape(), tape()]
  const at = { clock, random }
  perform(piano, parts.chords, { ...at, voice: rhodes }, { gain: 0.13, pan: -0.2, loose: 0.006 })
  perform(front, parts.tune, { ...at, voice: lead }, { gain: 0.28, pan: 0.15, loose: 0.008 })
  perform(low, parts.bass, { ...at, voice: upright }, { gain: 0.29, loose: 0.005 })
  parts.drums({ tape: kit, clock, random, sample: sampler(random) })
  cabinet(piano)
  return mixdown({ piano, front, low, kit }, seconds)
}

/** The cabinet of a stage piano swings between two speakers and has no tweeter. */
function cabinet(piano: Stereo): void {
  tremolo(piano, { hertz: 4.4, depth: 0.22 })
  for (const side of [piano.left, piano.right]) filter(side, { band: 'low', cutoff: 5200 })
}

function mixdown(
  { piano, front, low, kit }: Record<'piano' | 'front' | 'low' | 'kit', Stereo>,
  seconds: number,
): Stereo {
  const send = silence(seconds)
  pour(piano, send, 0.15)
  pour(front, send, 0.22)
  pour(low, send, 0.025)
  pour(kit, send, 0.17)
  const mix = reverb(send, { seconds: 1.5, damping: 0.35, distance: 0.022 })
  for (const dry of [piano, front, low, kit]) pour(dry, mix)
  return mix
}
