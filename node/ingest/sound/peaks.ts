/** The loudest moment of each part of a song, as `domain/waveform.ts` keeps it. */
import { WAVEFORM_PARTS, type Waveform } from '../../domain/waveform.ts'
import type { Frames } from './sound.ts'

export class Peaks {
  readonly #peaks = new Float64Array(WAVEFORM_PARTS)
  /** Frames in the whole song, near enough: by what the manifest says of its length. */
  readonly #frames: number
  #heard = 0

  constructor(rate: number, durationMs: number) {
    this.#frames = Math.max(1, (rate * durationMs) / 1000)
  }

  hear({ channels, length }: Frames): void {
    for (let at = 0; at < length;) {
      const part = Math.min(
        WAVEFORM_PARTS - 1,
        Math.floor((this.#heard * WAVEFORM_PARTS) / this.#frames),
      )
      const end = Math.ceil(((part + 1) * this.#frames) / WAVEFORM_PARTS)
      // What comes after the end that was told belongs to the last part.
      const to = end > this.#heard ? Math.min(length, at + end - this.#heard) : length
      for (const plane of channels) this.#raise(part, plane, at, to)
      this.#heard += to - at
      at = to
    }
  }

  waveform(): Waveform {
    return Uint8Array.from(this.#peaks, (peak) => Math.min(255, Math.round(peak * 255)))
  }

  #raise(part: number, plane: Float32Array, from: number, to: number): void {
    this.#peaks[part] = Math.max(this.#peaks[part] ?? 0, peakOf(plane, from, to))
  }
}

/** Compared rather than computed: `Math.abs` and `Math.max` take four times as long. */
function peakOf(plane: Float32Array, from: number, to: number): number {
  let most = 0
  for (let i = from; i < to; i++) {
    const sample = plane[i] ?? 0
    if (sample > most) most = sample
    else if (-sample > most) most = -sample
  }
  return most
}
