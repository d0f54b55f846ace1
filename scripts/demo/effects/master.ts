// From a mix to a record: the same loudness as the other records, no rumble, no clipping, soft edges.
import { random } from '../random.ts'
import { ease } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import { RATE, type Stereo } from '../sound/stereo.ts'
import { limit } from './limiter.ts'

/** Root mean square of a finished track, in decibels below full scale. */
const LOUDNESS = -18.5
/** A little under -1 dBFS, since the wave between two samples can be higher than both. */
const CEILING = 10 ** (-1.6 / 20)
/** Drawn once and read in a circle, about a second long: so far down no ear finds the seam. */
const DITHER = dither(2 ** 16)

/**
 * Sixteen-bit frames, left and right in turn. `trim` is in decibels, for music that the ear finds
 * louder or softer than its power says. The mix is used up.
 */
export function master(mix: Stereo, { fade = 3, trim = 0 } = {}): Int16Array<ArrayBuffer> {
  for (const side of [mix.left, mix.right]) {
    filter(side, { band: 'high', cutoff: 28 })
    edges(side, fade)
  }
  const wanted = 10 ** ((LOUDNESS + trim) / 20)
  for (let pass = 0; pass < 2; pass++) {
    const gain = wanted / rms(mix)
    raise(mix.left, gain)
    raise(mix.right, gain)
  }
  limit(mix, CEILING)
  return quantise(mix)
}

function edges(side: Float32Array, fade: number): void {
  const frames = fade * RATE
  const start = 0.01 * RATE
  for (let i = 0; i < start; i++) side[i] = (side[i] ?? 0) * ease(i / start)
  for (let i = Math.max(0, Math.floor(side.length - frames)); i < side.length; i++) {
    side[i] = (side[i] ?? 0) * ease((side.length - 1 - i) / frames)
  }
}

function rms({ left, right }: Stereo): number {
  return Math.sqrt((power(left) + power(right)) / (2 * left.length)) || 1
}

function power(side: Float32Array): number {
  let sum = 0
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator's step for every sample costs more than the sum
  for (let i = 0; i < side.length; i++) sum += (side[i] ?? 0) ** 2
  return sum
}

/** Amplifies, and rounds off what stands above half of full scale so that the limiter meets the rest. */
function raise(side: Float32Array, gain: number): void {
  const knee = 0.5
  for (let i = 0; i < side.length; i++) {
    const x = (side[i] ?? 0) * gain
    const over = Math.abs(x) - knee
    side[i] = over > 0 ? Math.sign(x) * (knee + over / (1 + over * 0.6)) : x
  }
}

/** To integers, with a triangular dither of two draws so that quiet tails fade instead of crackling. */
function quantise({ left, right }: Stereo): Int16Array<ArrayBuffer> {
  const frames = new Int16Array(left.length * 2)
  for (let i = 0; i < left.length; i++) {
    const [here, there] = [(2 * i) & (DITHER.length - 1), (2 * i + 1) & (DITHER.length - 1)]
    frames[2 * i] = Math.floor((left[i] ?? 0) * 32_767 + (DITHER[here] ?? 0))
    frames[2 * i + 1] = Math.floor((right[i] ?? 0) * 32_767 + (DITHER[there] ?? 0))
  }
  return frames
}

/** The half makes a rounding of the truncation that follows. */
function dither(count: number): Float32Array {
  const { next } = random(count)
  return new Float32Array(count).map(() => next() - next() + 0.5)
}
