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
  /** Seconds to fall to a third, again and again; left out, the tone holds. */
  readonly decay?: number
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

/** Neighbouring notes share their waves, and drawing one takes as long as playing it. */
const SAWS = new Map<string, Float32Array>()

/** A saw whose edge is worn by `softness` and which has nothing above `ceiling`. */
export function softSaw(hertz: number, softness: number, ceiling: number): Float32Array {
  const count = Math.max(1, Math.min(64, Math.floor(ceiling / hertz)))
  const name = `${String(count)} ${String(softness)}`
  const saw =
    SAWS.get(name) ?? harmonics(Array.from({ length: count }, (_, n) => 0.6 / (n + 1) ** softness))
  SAWS.set(name, saw)
  return saw
}

export const SINE = harmonics([1])

/** A wave from a formula for the turn that goes from 0 to 1. */
export function drawn(formula: (turn: number) => number): Float32Array {
  return new Float32Array(SIZE + 1).map((_, i) => formula(i / SIZE))
}

/** Time constants after which a fading tone is 80 dB down, and no longer worth computing. */
const SPENT = 9.2

/** Adds a tone to `out`, for as long as it can be heard. */
export function oscillate(
  out: Float32Array,
  wave: Float32Array,
  { hertz, gain, phase = 0, decay = Infinity, vibrato }: Oscillator,
): void {
  // The phase is the whole of a 32-bit integer, so a turn is complete when it overflows: no test and
  // no division in the loop that most of the time is spent in.
  const step = hertz * TURN
  let step32 = Math.round(step) | 0
  let position = Math.round(phase * 2 ** 32) | 0
  let level = gain
  const keep = Math.exp(-1 / (decay * RATE))
  const frames = Math.min(out.length, Math.ceil(SPENT * decay * RATE))
  const stride = vibrato ? BEND_STRIDE : frames
  for (let start = 0; start < frames; start += stride) {
    if (vibrato) step32 = Math.round(step * (1 + bend(vibrato, start))) | 0
    const end = Math.min(frames, start + stride)
    for (let i = start; i < end; i++) {
      const index = position >>> FRACTION_BITS
      const here = wave[index] ?? 0
      const part = (position & FRACTION) * FRACTION_UNIT
      out[i] = (out[i] ?? 0) + level * (here + ((wave[index + 1] ?? 0) - here) * part)
      position = (position + step32) | 0
      level *= keep
    }
  }
}

/** A sine by the number of turns, for where the phase itself is played with. */
export function sineAt(turns: number): number {
  return waveAt(SINE, turns)
}

/** Any wave by the number of turns. */
export function waveAt(wave: Float32Array, turns: number): number {
  const position = (turns - Math.floor(turns)) * SIZE
  const index = position | 0
  const here = wave[index] ?? 0
  return here + ((wave[index + 1] ?? 0) - here) * (position - index)
}

function bend({ hertz, depth }: { hertz: number; depth: number }, frame: number): number {
  const seconds = frame / RATE
  return depth * Math.min(1, seconds / 0.7) * sineAt(seconds * hertz)
}
