// The bass that is felt: a sine, and just enough of its octave to be found on small speakers.
import { room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { harmonics, oscillate } from '../sound/wave.ts'

const WARM = harmonics([0.8, 0.2, 0.07, 0.02])

export function sub({ hertz, seconds }: Tone): Float32Array {
  const sound = room(seconds + 0.08)
  oscillate(sound, WARM, { hertz, gain: 1, decay: 1.8 })
  return shape(sound, { attack: 0.015, release: 0.12 })
}
