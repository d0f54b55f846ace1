// One turn of a waveform, written down once and read at any pitch. Adding a chosen number of
// harmonics, rather than drawing corners, is what keeps high notes free of aliasing.
import { RATE } from './stereo.ts'

const SIZE = 2048
const FRACTION_BITS = 32 - Math.log2(SIZE)
const FRACTION = 2 ** FRACTION_BITS - 1
const FRACTION_UNIT = 2 ** -FRACTION_BITS
/** Phase steps for one hertz. */
const TURN = 2 ** 32 / RATE
/** Vibrato is slow: it is looked at a thousand times a second. */
const BEND_STRIDE = 44

export interface Oscillator {
  readonly hertz: number
  readonly gain: number
  /** Where in the turn it starts, from 0 to 1. */
  readonly phase?: number
  /** Depth in fractions of the pitch; it fades in, as a player's does. */
  readonly vibrato?: { readonly hertz: number; readonly depth: number }
}

/** A wave from the strength of each harmonic, the fundamental first. */
export function harmonics(strengths: readonly number[]): Float32Array {
  const wave = new Float32Array(SIZE + 1)
  strengths.forEach((strength, index) => {
    const turn = (2 * Math.PI * (index + 1)) / SIZE
    for (let i = 0; i <= SIZE; i++) wave[i] = (wave[i] ?? 0) + strength * Math.sin(turn * i)
  })
  return wave
}

/** A saw whose edge is worn by `softness` and which has nothing above `ceiling`. */
export function softSaw(hertz: number, softness: number, ceiling: number): Float32Array {
  const count = Math.max(1, Math.min(64, Math.floor(ceiling / hertz)))
  return harmonics(Array.from({ length: count }, (_, n) => 0.6 / (n + 1) ** softness))
}

export const SINE = harmonics([1])

/** Adds a steady tone to the whole of `out`. */
export function oscillate(
  out: Float32Array,
  wave: Float32Array,
  { hertz, gain, phase = 0, vibrato }: Oscillator,
): void {
  // The phase is the whole of a 32-bit integer, so a turn is complete when it overflows: no test and
  // no division in the loop that most of the time is spent in.
  const step = hertz * TURN
  let step32 = Math.round(step) | 0
  let position = Math.round(phase * 2 ** 32) | 0
  for (let i = 0; i < out.length; i++) {
    if (vibrato && i % BEND_STRIDE === 0) step32 = Math.round(step * (1 + bend(vibrato, i))) | 0
    const index = position >>> FRACTION_BITS
    const here = wave[index] ?? 0
    const part = (position & FRACTION) * FRACTION_UNIT
    out[i] = (out[i] ?? 0) + gain * (here + ((wave[index + 1] ?? 0) - here) * part)
    position = (position + step32) | 0
  }
}

/** A sine by the number of turns, for where the phase itself is played with. */
export function sineAt(turns: number): number {
  const position = (turns - Math.floor(turns)) * SIZE
  const index = position | 0
  const here = SINE[index] ?? 0
  return here + ((SINE[index + 1] ?? 0) - here) * (position - index)
}

function bend({ hertz, depth }: { hertz: number; depth: number }, frame: number): number {
  const seconds = frame / RATE
  return depth * Math.min(1, seconds / 0.7) * sineAt(seconds * hertz)
}
