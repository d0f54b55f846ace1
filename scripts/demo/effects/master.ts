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
    amplify(mix, wanted / rms(mix))
    soften(mix)
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
  for (const x of side) sum += x * x
  return sum
}

function amplify({ left, right }: Stereo, gain: number): void {
  for (const side of [left, right]) {
    for (let i = 0; i < side.length; i++) side[i] = (side[i] ?? 0) * gain
  }
}

/** Rounds off what stands above half of full scale, so that the limiter only meets the rest. */
function soften({ left, right }: Stereo): void {
  const knee = 0.5
  for (const side of [left, right]) {
    for (let i = 0; i < side.length; i++) {
      const x = side[i] ?? 0
      const over = Math.abs(x) - knee
      if (over > 0) side[i] = Math.sign(x) * (knee + over / (1 + over * 0.6))
    }
  }
}

/** To integers, with a triangular dither of two draws so that quiet tails fade instead of crackling. */
function quantise({ left, right }: Stereo): Int16Array<ArrayBuffer> {
  const { next } = random(left.length)
  const frames = new Int16Array(left.length * 2)
  for (let i = 0; i < left.length; i++) {
    frames[2 * i] = Math.round((left[i] ?? 0) * 32_767 + next() - next())
    frames[2 * i + 1] = Math.round((right[i] ?? 0) * 32_767 + next() - next())
  }
  return frames
}
