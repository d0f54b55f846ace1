// The dub chord: a short saw that a falling filter closes at once. The delay does the rest.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import type { Tone } from '../sound/perform.ts'
import { oscillate, softSaw } from '../sound/wave.ts'

export function stab({ hertz, velocity, random }: Tone): Float32Array {
  const sound = room(0.55)
  const wave = softSaw(hertz, 1.15, 7000)
  for (const cents of [-0.004, 0.004]) {
    oscillate(sound, wave, { hertz: hertz * (1 + cents), gain: 0.4, phase: random.next() })
  }
  const top = 900 + 2400 * velocity
  filter(sound, {
    band: 'low',
    cutoff: (second) => 260 + top * Math.exp(-second * 9),
    resonance: 1.1,
  })
  return shape(sound, { attack: 0.008, decay: 0.22, release: 0.2 })
}
