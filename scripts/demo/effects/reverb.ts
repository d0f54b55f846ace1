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

// A wall answers no sooner than its length, so this many frames can be heard before any is answered.
const BLOCK = 512
/** What three rounds of mixing made louder. */
const UNMIXED = Math.SQRT1_2 ** 3

/** The room's answer alone, without what caused it. */
export function reverb(dry: Stereo, { seconds, damping, distance = 0.012 }: Room): Stereo {
  const left = scattered(halve(dry.left), distance, 0)
  const right = scattered(halve(dry.right), distance, 4)
  const walls = WALLS.map((frames) => new Wall(frames, seconds, damping))
  for (let at = 0; at < left.length; at += BLOCK) {
    echo(walls, left.subarray(at, at + BLOCK), right.subarray(at, at + BLOCK))
  }
  const frames = dry.left.length
  return { left: stretch(left).subarray(0, frames), right: stretch(right).subarray(0, frames) }
}

/** Replaces one block of sound by what the walls answer, and lets them hear it. */
function echo(walls: readonly Wall[], left: Float32Array, right: Float32Array): void {
  const heard = walls.map((wall) => wall.answer(left.length))
  const spoken = [left.slice(), right.slice()]
  alternate(heard, 0, left)
  alternate(heard, 1, right)
  mix(heard)
  walls.forEach((wall, w) => {
    wall.hear(heard[w] ?? left, spoken[w % 2] ?? left)
  })
}

/** A delay line one block of which is read, and then written anew, at the same place. */
class Wall {
  readonly #line: Float32Array
  readonly #block = new Float32Array(BLOCK)
  readonly #keep: number
  readonly #soft: number
  #at = 0
  #worn = 0

  constructor(frames: number, seconds: number, damping: number) {
    this.#line = new Float32Array(frames)
    this.#keep = 10 ** ((-3 * frames) / (HALF * seconds))
    this.#soft = (damping * 0.7) ** 2
  }

  answer(frames: number): Float32Array {
    const [line, block, keep, soft] = [this.#line, this.#block, this.#keep, this.#soft]
    let [at, worn] = [this.#at, this.#worn]
    for (let i = 0; i < frames; i++) {
      const heard = line[at] ?? 0
      worn = heard + soft * (worn - heard)
      block[i] = worn * keep
      at = at + 1 === line.length ? 0 : at + 1
    }
    this.#worn = worn
    return block
  }

  hear(others: Float32Array, spoken: Float32Array): void {
    const line = this.#line
    let at = this.#at
    for (let i = 0; i < spoken.length; i++) {
      line[at] = UNMIXED * (others[i] ?? 0) + 0.5 * (spoken[i] ?? 0)
      at = at + 1 === line.length ? 0 : at + 1
    }
    this.#at = at
  }
}

/** Every second wall, with alternating signs so that the two sides have little in common. */
function alternate(heard: readonly Float32Array[], first: number, into: Float32Array): void {
  into.fill(0)
  for (let w = first, sign = 0.5; w < heard.length; w += 2, sign = -sign) {
    const block = heard[w] ?? into
    for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + sign * (block[i] ?? 0)
  }
}

/** A Hadamard mix of eight, in three rounds of sums and differences; each makes it louder by 3 dB. */
function mix(heard: readonly Float32Array[]): void {
  for (let half = 1; half < heard.length; half *= 2) {
    heard.forEach((one, w) => {
      const other = heard[w + half]
      if ((w & half) === 0 && other) cross(one, other)
    })
  }
}

function cross(one: Float32Array, other: Float32Array): void {
  for (let i = 0; i < one.length; i++) {
    const a = one[i] ?? 0
    const b = other[i] ?? 0
    one[i] = a + b
    other[i] = a - b
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
