// An electric piano by frequency modulation: one pair is the body, the other, fourteen times
// higher and gone in a moment, is the hammer on the tine.
import { room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { RATE } from '../sound/stereo.ts'
import { drawn, sineAt, waveAt } from '../sound/wave.ts'

/** The hammer's pair never changes its depth, so its wave can be drawn beforehand. */
const HAMMER = drawn((turn) =>
  Math.sin(2 * Math.PI * (turn + 0.16 * Math.sin(2 * Math.PI * turn * 14))),
)

export function rhodes({ hertz, seconds, velocity }: Tone): Float32Array {
  const sound = room(seconds + 0.16)
  // High tines are shorter, and would be shrill at the depth that suits the low ones.
  const height = Math.min(1, 260 / hertz)
  const bark = (0.7 + 1.3 * velocity * velocity) * (0.45 + 0.55 * height)
  const tine = 0.22 * velocity * (0.4 + 0.6 * height)
  const fades = Math.exp(-1 / ((1 + 0.9 * height) * RATE))
  const bodyFades = Math.exp(-1 / (0.5 * RATE))
  const tineFades = Math.exp(-1 / (0.09 * RATE))
  let level = 1
  let body = bark / (2 * Math.PI)
  let ping = tine
  for (let i = 0; i < sound.length; i++) {
    const turns = (hertz * i) / RATE
    const carrier = sineAt(turns + body * sineAt(turns))
    sound[i] = level * (carrier * 0.6 + waveAt(HAMMER, turns) * ping)
    level *= fades
    body *= bodyFades
    ping *= tineFades
  }
  return shape(sound, { attack: 0.004, release: 0.16 })
}
