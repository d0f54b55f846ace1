// An electric piano by frequency modulation: one pair is the body, the other, fourteen times
// higher and gone in a moment, is the hammer on the tine.
import { room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { RATE } from '../sound/stereo.ts'
import { sineAt } from '../sound/wave.ts'

export function rhodes({ hertz, seconds, velocity }: Tone): Float32Array {
  const sound = room(seconds + 0.16)
  // High tines are shorter, and would be shrill at the depth that suits the low ones.
  const height = Math.min(1, 260 / hertz)
  const bark = (0.7 + 1.3 * velocity * velocity) * (0.45 + 0.55 * height)
  const tine = 0.22 * velocity * (0.4 + 0.6 * height)
  const bodyFades = Math.exp(-1 / (0.5 * RATE))
  const tineFades = Math.exp(-1 / (0.09 * RATE))
  let body = bark
  let ping = tine
  for (let i = 0; i < sound.length; i++) {
    const turns = (hertz * i) / RATE
    const carrier = sineAt(turns + (body / (2 * Math.PI)) * sineAt(turns))
    const hammer = sineAt(turns + 0.16 * sineAt(turns * 14))
    sound[i] = carrier * 0.6 + hammer * ping
    body *= bodyFades
    ping *= tineFades
  }
  return shape(sound, { attack: 0.004, decay: 1 + 0.9 * height, release: 0.16 })
}
