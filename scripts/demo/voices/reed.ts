// A small reed organ blown by mouth, the lead voice of dub: odd harmonics, a late vibrato, some air.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import type { Tone } from '../sound/perform.ts'
import { harmonics, oscillate } from '../sound/wave.ts'

const REED = harmonics([0.6, 0.16, 0.22, 0.05, 0.1, 0.02, 0.04, 0.01, 0.02])

export function reed({ hertz, seconds, velocity, random }: Tone): Float32Array {
  const sound = room(seconds + 0.18)
  const vibrato = { hertz: random.between(4.6, 5.2), depth: 0.0045 }
  oscillate(sound, REED, { hertz, gain: 0.7, vibrato })
  oscillate(sound, REED, { hertz: hertz * 1.0015, gain: 0.3, phase: 0.3, vibrato })
  air(sound, random.next)
  filter(sound, { band: 'low', cutoff: 1100 + 1500 * velocity, resonance: 0.6 })
  return shape(sound, { attack: 0.07, decay: 4, release: 0.2 })
}

function air(sound: Float32Array, next: () => number): void {
  for (let i = 0; i < sound.length; i++) sound[i] = (sound[i] ?? 0) + (next() - 0.5) * 0.016
}
