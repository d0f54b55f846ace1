// Echo that bounces between the two sides and loses a little of both ends at each bounce, like tape.
import { RATE, silence, type Stereo } from '../sound/stereo.ts'

export interface Delay {
  /** Seconds between echoes. */
  readonly time: number
  /** How much of each echo makes the next, below 1. */
  readonly feedback: number
  /** Treble above this is worn away, in hertz. */
  readonly dull: number
  /** Bass below this is worn away, in hertz. */
  readonly thin: number
}

/** The echoes alone, without what caused them. */
export function delay(dry: Stereo, { time, feedback, dull, thin }: Delay): Stereo {
  const wet = silence(dry.left.length / RATE)
  const gap = Math.round(time * RATE)
  const left = tape(dull, thin)
  const right = tape(dull, thin)
  for (let i = gap; i < dry.left.length; i++) {
    const then = i - gap
    const sent = ((dry.left[then] ?? 0) + (dry.right[then] ?? 0)) * 0.7
    wet.left[i] = left(sent + feedback * (wet.right[then] ?? 0))
    wet.right[i] = right(0.25 * (dry.right[then] ?? 0) + feedback * (wet.left[then] ?? 0))
  }
  return wet
}

/** One pass over worn tape: a low-pass, a high-pass, and no level it cannot hold. */
function tape(dull: number, thin: number): (x: number) => number {
  const closing = 1 - Math.exp((-2 * Math.PI * dull) / RATE)
  const opening = 1 - Math.exp((-2 * Math.PI * thin) / RATE)
  let smooth = 0
  let drift = 0
  return (x) => {
    smooth += closing * (x - smooth)
    drift += opening * (smooth - drift)
    const held = smooth - drift
    return held / (1 + 0.15 * Math.abs(held))
  }
}
