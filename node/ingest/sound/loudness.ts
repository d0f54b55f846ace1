/**
 * Integrated loudness by ITU-R BS.1770-4 (EBU R 128): blocks of 400 ms, a new one each 100 ms; those
 * below -70 LUFS do not count, nor those 10 LU below the mean of the rest.
 */
import { KWeighting } from './kWeighting.ts'
import type { Frames } from './sound.ts'

const OFFSET = -0.691
const STEPS_A_SECOND = 10
const STEPS_A_BLOCK = 4
const SILENCE = 10 ** ((-70 - OFFSET) / 10)
const TEN_LU = 0.1

/** Speakers beside the listener count 1.41 times, the one for low effects not at all. */
const SURROUND = 1.41
const WEIGHTS: Readonly<Record<number, readonly number[]>> = {
  4: [1, 1, SURROUND, SURROUND],
  5: [1, 1, 1, SURROUND, SURROUND],
  6: [1, 1, 1, 0, SURROUND, SURROUND],
  7: [1, 1, 1, 0, 1, SURROUND, SURROUND],
  8: [1, 1, 1, 0, 1, 1, SURROUND, SURROUND],
}

const NO_CHANNEL = new Float32Array()

export class Loudness {
  readonly #rate: number
  /** One for each two channels; the last may have one that counts for nothing. */
  readonly #filters: readonly KWeighting[]
  /** Energy of each whole step so far: a day of them is 7 MB. */
  readonly #steps: number[] = []
  #energy = 0
  #heard = 0
  #stepEnd: number

  constructor(rate: number, channels: number) {
    this.#rate = rate
    const weights = WEIGHTS[channels] ?? Array.from({ length: channels }, () => 1)
    this.#filters = Array.from({ length: Math.ceil(channels / 2) }, (_, pair) => {
      return new KWeighting(rate, [weights[2 * pair] ?? 0, weights[2 * pair + 1] ?? 0])
    })
    this.#stepEnd = this.#endOfStep(0)
  }

  hear({ channels, length }: Frames): void {
    for (let at = 0; at < length;) {
      const to = Math.min(length, at + this.#stepEnd - this.#heard)
      for (const [pair, filter] of this.#filters.entries()) {
        const left = channels[2 * pair] ?? NO_CHANNEL
        this.#energy += filter.energy(left, channels[2 * pair + 1] ?? left, at, to)
      }
      this.#heard += to - at
      at = to
      if (this.#heard === this.#stepEnd) this.#endStep()
    }
  }

  /** In hundredths of a LUFS. Undefined for silence, and for less than a block. */
  centiLufs(): number | undefined {
    const loud = this.#blocks().filter((energy) => energy > SILENCE)
    const threshold = mean(loud) * TEN_LU
    const counted = mean(loud.filter((energy) => energy > threshold))
    const centi = Math.round(100 * (OFFSET + 10 * Math.log10(counted)))
    return Number.isFinite(centi) ? centi : undefined
  }

  #endStep(): void {
    this.#steps.push(this.#energy)
    this.#energy = 0
    this.#stepEnd = this.#endOfStep(this.#steps.length)
  }

  #endOfStep(step: number): number {
    return Math.floor(((step + 1) * this.#rate) / STEPS_A_SECOND)
  }

  #blocks(): number[] {
    const samples = (this.#rate * STEPS_A_BLOCK) / STEPS_A_SECOND
    return this.#steps.slice(STEPS_A_BLOCK - 1).map((_, i) => {
      const steps = this.#steps.slice(i, i + STEPS_A_BLOCK)
      return steps.reduce((sum, energy) => sum + energy, 0) / samples
    })
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
