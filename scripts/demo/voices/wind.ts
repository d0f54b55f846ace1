// Weather: noise behind a filter that opens and closes as gusts do. There is no treble in it, so it is made
// an octave up and twice as fast, and stretched.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import { stretch } from '../sound/halfRate.ts'
import type { Random } from '../random.ts'

export function wind(seconds: number, random: Random): Float32Array {
  const sound = room(seconds / 2)
  for (let i = 0; i < sound.length; i++) sound[i] = random.next() * 2 - 1
  const [slow, slower] = [random.between(1.4, 1.8), random.between(0.5, 0.7)]
  filter(sound, {
    band: 'band',
    cutoff: (second) => 1240 + 520 * Math.sin(second * slow) + 360 * Math.sin(second * slower),
    resonance: 0.9,
  })
  return stretch(shape(sound, { attack: 2, release: 2.5 }))
}
