// Weather: noise behind a filter that opens and closes as gusts do.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import type { Random } from '../random.ts'

export function wind(seconds: number, random: Random): Float32Array {
  const sound = room(seconds)
  for (let i = 0; i < sound.length; i++) sound[i] = random.next() * 2 - 1
  const [slow, slower] = [random.between(0.7, 0.9), random.between(0.25, 0.35)]
  filter(sound, {
    band: 'band',
    cutoff: (second) => 620 + 260 * Math.sin(second * slow) + 180 * Math.sin(second * slower),
    resonance: 0.9,
  })
  return shape(sound, { attack: 4, release: 5 })
}
