/**
 * A waveform: how loud each part of a song is, for the rail a listener seeks on. A raw block of one
 * byte for each of 1 to 4096 equal parts of `durationMs`; a byte is the largest amplitude of any
 * channel in that part, 255 being full scale. Ours have 800. Linear, no header, nothing to unpack:
 * whatever a liar puts there, it is a short row of small numbers.
 */
import { InvalidWaveformError } from './errors.ts'

/** How many parts we write. A screen shows a bar each three pixels. */
export const WAVEFORM_PARTS = 800
export const MAX_WAVEFORM_BYTES = 4096

/** 0 (silence) to 255 (full scale) for each part. */
export type Waveform = Uint8Array

/** Whoever fetches one need not take more than `MAX_WAVEFORM_BYTES` from anybody. */
export function parseWaveform(block: Uint8Array): Waveform {
  if (block.length >= 1 && block.length <= MAX_WAVEFORM_BYTES) return block
  throw new InvalidWaveformError(`it has ${block.length} parts, not 1 to ${MAX_WAVEFORM_BYTES}`)
}

/** The same in `count` bars, each as high as the loudest of its parts: 0 to 1. */
export function barsOf(waveform: Waveform, count: number): number[] {
  const parts = waveform.length
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * parts) / count)
    const to = Math.max(from + 1, Math.ceil(((bar + 1) * parts) / count))
    return waveform.subarray(from, to).reduce((most, peak) => Math.max(most, peak), 0) / 255
  })
}
