/** The samples of a WAV: plain PCM of 8 to 32 bits, and floats. */
import type { WavFormat } from '../wav.ts'
import { concat, view } from '../window.ts'
import type { Decoder, Frames } from './sound.ts'
import { UndecodableError } from './undecodable.ts'

/** Reads one channel: `n` samples from `at` on, each `step` bytes after the other. */
type ReadPlane = (
  bytes: Uint8Array,
  at: number,
  step: number,
  plane: Float32Array,
  n: number,
) => void

const PCM = 1
const FLOAT = 3

/** Each a loop of its own, and no views where none is needed: all of a song passes through one. */
const PLANES: Readonly<Record<string, ReadPlane>> = {
  [`${PCM} 8`]: (bytes, at, step, plane, n) => {
    for (let i = 0; i < n; i++) plane[i] = ((bytes[at + i * step] ?? 0) - 128) / 128
  },
  [`${PCM} 16`]: (bytes, at, step, plane, n) => {
    for (let i = 0; i < n; i++) {
      const from = at + i * step
      plane[i] = (((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 24)) / 2 ** 31
    }
  },
  [`${PCM} 24`]: (bytes, at, step, plane, n) => {
    for (let i = 0; i < n; i++) {
      const from = at + i * step
      const low = ((bytes[from] ?? 0) << 8) | ((bytes[from + 1] ?? 0) << 16)
      plane[i] = (low | ((bytes[from + 2] ?? 0) << 24)) / 2 ** 31
    }
  },
  [`${PCM} 32`]: (bytes, at, step, plane, n) => {
    const data = view(bytes)
    for (let i = 0; i < n; i++) plane[i] = data.getInt32(at + i * step, true) / 2 ** 31
  },
  [`${FLOAT} 32`]: (bytes, at, step, plane, n) => {
    const data = view(bytes)
    for (let i = 0; i < n; i++) plane[i] = sane(data.getFloat32(at + i * step, true))
  },
  [`${FLOAT} 64`]: (bytes, at, step, plane, n) => {
    const data = view(bytes)
    for (let i = 0; i < n; i++) plane[i] = sane(data.getFloat64(at + i * step, true))
  },
}

/** A float file may hold anything. */
const sane = (sample: number): number =>
  Number.isNaN(sample) ? 0 : Math.max(-MOST, Math.min(MOST, sample))
const MOST = 1e6

const BLOCK = 1024

/** Not what is not plain, such as A-law. */
export const canDecodeWav = ({ kind, bits }: WavFormat): boolean => `${kind} ${bits}` in PLANES

/** Throws for what cannot be decoded. */
export function wavDecoder(format: WavFormat): Decoder {
  const read = PLANES[`${format.kind} ${format.bits}`]
  if (!read) throw new UndecodableError('its samples are not plain')
  const bytesEach = format.bits / 8
  const frameBytes = bytesEach * format.channels
  const channels = Array.from({ length: format.channels }, () => new Float32Array(BLOCK))
  let rest: Uint8Array = new Uint8Array()

  const decode = (bytes: Uint8Array, at: number, length: number): Frames => {
    for (const [c, plane] of channels.entries()) {
      read(bytes, at + c * bytesEach, frameBytes, plane, length)
    }
    return { channels, length }
  }

  return {
    push(bytes, hear) {
      const whole = rest.length > 0 ? concat([rest, bytes]) : bytes
      const frames = Math.floor(whole.length / frameBytes)
      for (let at = 0; at < frames; at += BLOCK) {
        hear(decode(whole, at * frameBytes, Math.min(BLOCK, frames - at)))
      }
      rest = whole.slice(frames * frameBytes)
    },
    // Half a sample at the end is nobody's loss.
    end: () => undefined,
  }
}
