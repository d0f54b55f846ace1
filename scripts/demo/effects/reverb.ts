// A room: eight delays that feed each other through an orthogonal mix, so energy is neither made nor
// lost except where the walls take it. Short allpasses first, or plucked strings would be heard to flutter.
import { halve, stretch } from '../sound/halfRate.ts'
import { RATE, type Stereo } from '../sound/stereo.ts'

export interface Room {
  /** Seconds for the tail to fall by 60 dB. */
  readonly seconds: number
  /** From 0, tiles, to 1, curtains. */
  readonly damping: number
  /** Seconds before the first wall answers. */
  readonly distance?: number
}

// Walls eat treble, so the room is built at half the rate. Lengths have no common factors, so that no
// pitch is favoured.
const HALF = RATE / 2
const WALLS = [551, 631, 719, 797, 937, 1031, 1129, 1249]
const SCATTER = [67, 97, 139, 199]

/** The room's answer alone, without what caused it. */
export function reverb(dry: Stereo, { seconds, damping, distance = 0.012 }: Room): Stereo {
  const left = scattered(halve(dry.left), distance, 0)
  const right = scattered(halve(dry.right), distance, 4)
  const walls = WALLS.map((frames) => new Wall(frames, seconds, damping))
  const heard = new Float64Array(walls.length)
  for (let i = 0; i < left.length; i++) {
    walls.forEach((wall, w) => (heard[w] = wall.answer()))
    const fromLeft = (left[i] ?? 0) * 0.5
    const fromRight = (right[i] ?? 0) * 0.5
    left[i] = sum(heard, 0) * 0.5
    right[i] = sum(heard, 1) * 0.5
    mix(heard)
    walls.forEach((wall, w) => {
      wall.hear((heard[w] ?? 0) + (w % 2 === 0 ? fromLeft : fromRight))
    })
  }
  const frames = dry.left.length
  return { left: stretch(left).subarray(0, frames), right: stretch(right).subarray(0, frames) }
}

class Wall {
  readonly #line: Float32Array
  readonly #keep: number
  readonly #soft: number
  #at = 0
  #worn = 0

  constructor(frames: number, seconds: number, damping: number) {
    this.#line = new Float32Array(frames)
    this.#keep = 10 ** ((-3 * frames) / (HALF * seconds))
    this.#soft = (damping * 0.7) ** 2
  }

  answer(): number {
    const heard = this.#line[this.#at] ?? 0
    this.#worn = heard + this.#soft * (this.#worn - heard)
    return this.#worn * this.#keep
  }

  hear(x: number): void {
    this.#line[this.#at] = x
    this.#at = this.#at + 1 === this.#line.length ? 0 : this.#at + 1
  }
}

/** Every second wall, with alternating signs so that the two sides have little in common. */
function sum(heard: Float64Array, first: number): number {
  const a = (heard[first] ?? 0) - (heard[first + 2] ?? 0)
  return a + (heard[first + 4] ?? 0) - (heard[first + 6] ?? 0)
}

/** A Hadamard mix of eight, in three rounds of sums and differences. */
function mix(values: Float64Array): void {
  for (let half = 1; half < 8; half *= 2) {
    for (let i = 0; i < 8; i++) {
      if (i & half) continue
      const a = values[i] ?? 0
      const b = values[i + half] ?? 0
      values[i] = (a + b) * Math.SQRT1_2
      values[i + half] = (a - b) * Math.SQRT1_2
    }
  }
}

/** The sound, later and blurred by allpasses. The offset keeps the two sides apart. */
function scattered(dry: Float32Array, distance: number, offset: number): Float32Array {
  const late = Math.round(distance * HALF)
  const sound = new Float32Array(dry.length)
  sound.set(dry.subarray(0, Math.max(0, dry.length - late)), late)
  for (const frames of SCATTER) blur(sound, frames + offset)
  return sound
}

function blur(sound: Float32Array, frames: number): void {
  const line = new Float32Array(frames)
  for (let i = 0, at = 0; i < sound.length; i++) {
    const then = line[at] ?? 0
    const now = (sound[i] ?? 0) - 0.6 * then
    line[at] = now
    sound[i] = then + 0.6 * now
    at = at + 1 === frames ? 0 : at + 1
  }
}
