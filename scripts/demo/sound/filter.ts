// A state-variable filter in its trapezoidal form: it stays well behaved while its cutoff is moved,
// which is most of what dub does.
import { RATE } from './stereo.ts'

export type Band = 'low' | 'band' | 'high'

export interface Filter {
  readonly band: Band
  /** In hertz, or the hertz at a given second. */
  readonly cutoff: number | ((seconds: number) => number)
  readonly resonance?: number
}

// A moving cutoff is looked at this often: well under a millisecond, so no steps are heard.
const STRIDE = 32

/** Filters `sound` in place. */
export function filter(
  sound: Float32Array,
  { band, cutoff, resonance = 0.7 }: Filter,
): Float32Array {
  const damping = 1 / resonance
  const moving = typeof cutoff === 'function' ? cutoff : undefined
  let g = typeof cutoff === 'number' ? warp(cutoff) : 0
  let first = 0
  let second = 0
  for (let i = 0; i < sound.length; i++) {
    if (moving && i % STRIDE === 0) g = warp(moving(i / RATE))
    const input = sound[i] ?? 0
    const high = (input - (damping + g) * first - second) / (1 + g * (g + damping))
    const middle = g * high + first
    const low = g * middle + second
    first = g * high + middle
    second = g * middle + low
    sound[i] = band === 'low' ? low : band === 'high' ? high : middle * damping
  }
  return sound
}

function warp(hertz: number): number {
  return Math.tan((Math.PI * Math.min(hertz, RATE * 0.45)) / RATE)
}
