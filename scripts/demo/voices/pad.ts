// A slow string machine: two worn saws a little out of tune, and a brighter one that opens and closes
// again over the length of the chord. Played twice, left and right, it is wide by itself. Nothing in
// it reaches 5 kHz, so it is recorded like chipmunks: on a tape that runs at a quarter of the
// speed, two octaves up and four times as fast. Stretching the tape makes it music, and everything has
// cost a quarter.
import { ease, room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { oscillate, softSaw } from '../sound/wave.ts'

const DETUNE = [-0.0019, 0.0021]
const TAIL = 0.6

/** Takes a quarter of the seconds that are meant; the pitch is the one that is meant. */
export function pad({ hertz, seconds, random }: Tone): Float32Array {
  const sound = room(seconds + TAIL)
  const dark = softSaw(hertz, 2.1, 1600)
  for (const cents of DETUNE) {
    const pitch = hertz * 4 * (1 + cents + random.between(-0.0006, 0.0006))
    oscillate(sound, dark, { hertz: pitch, gain: 0.4, phase: random.next() })
  }
  brighten(sound, hertz, random.between(0.4, 0.6), random.next())
  const attack = Math.min(0.4, seconds * 0.45)
  return shape(sound, { attack, release: TAIL + 0.075 })
}

/** Adds the upper light, strongest at `peak` of the way through. */
function brighten(sound: Float32Array, hertz: number, peak: number, phase: number): void {
  const light = new Float32Array(sound.length)
  const wave = softSaw(hertz * 2, 1.5, 4200)
  oscillate(light, wave, { hertz: hertz * 4 * 2.003, gain: 0.12, phase })
  const top = sound.length * peak
  for (let i = 0; i < sound.length; i++) {
    const opening = i < top ? ease(i / top) : ease((sound.length - i) / (sound.length - top))
    sound[i] = (sound[i] ?? 0) + (light[i] ?? 0) * opening
  }
}
