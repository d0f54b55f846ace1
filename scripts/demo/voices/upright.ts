// A double bass under a finger: the upper partials are gone before the note is.
import { room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { filter } from '../sound/filter.ts'
import { oscillate, SINE } from '../sound/wave.ts'

const PARTIALS = [0.75, 0.42, 0.26, 0.14, 0.08, 0.05]

export function upright({ hertz, seconds, velocity, random }: Tone): Float32Array {
  const sound = room(seconds + 0.09)
  PARTIALS.forEach((gain, index) => {
    // Thick strings are stiff: each partial lies a little above where it should.
    const ratio = (index + 1) * (1 + 0.0004 * index * index)
    const strength = gain * velocity ** (index * 0.4)
    const decay = 0.95 / (1 + index * 0.8)
    oscillate(sound, SINE, { hertz: hertz * ratio, gain: strength, decay })
  })
  shape(sound, { attack: 0.009, release: 0.09 })
  finger(sound, random.next, velocity)
  return sound
}

/** The pad of the finger leaving the string. */
function finger(sound: Float32Array, next: () => number, velocity: number): void {
  const touch = room(0.05)
  for (let i = 0; i < touch.length; i++) touch[i] = (next() - 0.5) * 0.5 * velocity
  filter(touch, { band: 'band', cutoff: 700, resonance: 0.9 })
  shape(touch, { attack: 0.004, decay: 0.012, release: 0.02 })
  const frames = Math.min(touch.length, sound.length)
  for (let i = 0; i < frames; i++) sound[i] = (sound[i] ?? 0) + (touch[i] ?? 0)
}
