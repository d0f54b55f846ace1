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
  // What is heard is a mix of the input and of what the two integrators hold, so that the loop in
  // which the time is spent has nothing to decide and nothing to divide by.
  const [ofInput, ofFirst, ofSecond] = MIX[band](damping)
  const moving = typeof cutoff === 'function'
  const stride = moving ? STRIDE : sound.length
  let first = 0
  let second = 0
  for (let start = 0; start < sound.length; start += stride) {
    const g = warp(moving ? cutoff(start / RATE) : cutoff)
    const share = 1 / (1 + g * (g + damping))
    const end = Math.min(sound.length, start + stride)
    for (let i = start; i < end; i++) {
      const input = sound[i] ?? 0
      const middle = share * (first + g * (input - second))
      const low = second + g * middle
      first = 2 * middle - first
      second = 2 * low - second
      sound[i] = ofInput * input + ofFirst * middle + ofSecond * low
    }
  }
  return sound
}

const MIX: Readonly<Record<Band, (damping: number) => readonly [number, number, number]>> = {
  low: () => [0, 0, 1],
  band: (damping) => [0, damping, 0],
  high: (damping) => [1, -damping, -1],
}

function warp(hertz: number): number {
  return Math.tan((Math.PI * Math.min(hertz, RATE * 0.45)) / RATE)
}
