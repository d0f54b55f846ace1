/**
 * How loud an ear finds it: the two filters of ITU-R BS.1770-4, one for the head, one that takes low
 * rumble away. The standard gives their numbers for 48 kHz; for other rates they are made again from
 * the analogue filters those stand for.
 */

interface Biquad {
  b0: number
  b1: number
  b2: number
  a1: number
  a2: number
}

/** A shelf of 4 dB above 1.7 kHz. */
function shelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  }
}

/** A high pass at 38 Hz. */
function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
}

/** The last two samples before, between and after the filters, of each channel; then two sums. */
const SUMS = 12
/** What fades away for ever would become so small that processors slow down over it. */
const NOTHING = 1e-30

/**
 * Two channels through both filters. Together, because each sample waits for the one before it: side
 * by side they take no longer than one.
 */
export class KWeighting {
  readonly #shelf: Biquad
  readonly #pass: Biquad
  readonly #weights: readonly [number, number]
  readonly #state = new Float64Array(SUMS + 2)

  /** How much each channel counts. */
  constructor(rate: number, weights: readonly [number, number]) {
    this.#shelf = shelf(rate)
    this.#pass = highPass(rate)
    this.#weights = weights
  }

  /** The energy of these samples once they are weighted: the sum of their squares. */
  energy(left: Float32Array, right: Float32Array, from: number, to: number): number {
    const state = this.#state
    filter(this.#shelf, this.#pass, state, left, right, from, to)
    for (let i = 0; i < SUMS; i++) if (Math.abs(state[i] ?? 0) < NOTHING) state[i] = 0
    return this.#weights[0] * (state[SUMS] ?? 0) + this.#weights[1] * (state[SUMS + 1] ?? 0)
  }
}

/**
 * Where the time goes. Plain variables and nothing else: with anything more than numbers after the
 * loop, V8 gives its fast version of this up again and again.
 */
function filter(
  { b0, b1, b2, a1, a2 }: Biquad,
  { a1: c1, a2: c2 }: Biquad,
  state: Float64Array,
  left: Float32Array,
  right: Float32Array,
  from: number,
  to: number,
): void {
  let x1 = state[0] ?? 0
  let x2 = state[1] ?? 0
  let y1 = state[2] ?? 0
  let y2 = state[3] ?? 0
  let z1 = state[4] ?? 0
  let z2 = state[5] ?? 0
  let u1 = state[6] ?? 0
  let u2 = state[7] ?? 0
  let v1 = state[8] ?? 0
  let v2 = state[9] ?? 0
  let w1 = state[10] ?? 0
  let w2 = state[11] ?? 0
  let sumLeft = 0
  let sumRight = 0
  for (let i = from; i < to; i++) {
    const x = left[i] ?? 0
    const u = right[i] ?? 0
    const y = b0 * x + b1 * x1 + b2 * x2 - a2 * y2 - a1 * y1
    const v = b0 * u + b1 * u1 + b2 * u2 - a2 * v2 - a1 * v1
    const z = y - 2 * y1 + y2 - c2 * z2 - c1 * z1
    const w = v - 2 * v1 + v2 - c2 * w2 - c1 * w1
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    z2 = z1
    z1 = z
    u2 = u1
    u1 = u
    v2 = v1
    v1 = v
    w2 = w1
    w1 = w
    sumLeft += z * z
    sumRight += w * w
  }
  state[0] = x1
  state[1] = x2
  state[2] = y1
  state[3] = y2
  state[4] = z1
  state[5] = z2
  state[6] = u1
  state[7] = u2
  state[8] = v1
  state[9] = v2
  state[10] = w1
  state[11] = w2
  state[SUMS] = sumLeft
  state[SUMS + 1] = sumRight
}
