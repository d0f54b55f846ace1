/** Sound whose loudness is known, made here: sines, in files that any encoder could have written. */
import { registerFlacEncoder } from '@mediabunny/flac-encoder'
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  canEncodeAudio,
  FlacOutputFormat,
  Output,
} from 'mediabunny'
import type { Frames } from '../../../../node/ingest/sound/sound.ts'
import { chunk, join, uintLe } from '../../../support/audio.ts'

/** A stretch of a 1 kHz sine: how long, and how far below full scale in each channel. */
export interface Stretch {
  seconds: number
  dbfs: readonly number[]
}

/** Interleaved, full scale being 1. The phase goes on from stretch to stretch. */
export function sines(stretches: readonly Stretch[], rate = 48_000, pitch = 1000): Float64Array {
  const channels = stretches[0]?.dbfs.length ?? 1
  const lengths = stretches.map(({ seconds }) => Math.round(seconds * rate))
  const all = new Float64Array(lengths.reduce((sum, n) => sum + n, 0) * channels)
  let at = 0
  for (const [s, { dbfs }] of stretches.entries()) {
    const gains = dbfs.map((db) => 10 ** (db / 20))
    for (let i = 0; i < (lengths[s] ?? 0); i++) {
      const value = Math.sin((2 * Math.PI * pitch * (at / channels)) / rate)
      for (let c = 0; c < gains.length; c++) all[at + c] = value * (gains[c] ?? 0)
      at += channels
    }
  }
  return all
}

/** As a decoder would hand it over, in pieces of an odd length. */
export function* framesOf(sound: Float64Array, channels: number): Generator<Frames> {
  const PIECE = 1537
  const total = sound.length / channels
  for (let at = 0; at < total; at += PIECE) {
    const length = Math.min(PIECE, total - at)
    const planes = Array.from({ length: channels }, () => new Float32Array(length))
    for (const [c, plane] of planes.entries()) {
      for (let i = 0; i < length; i++) plane[i] = sound[(at + i) * channels + c] ?? 0
    }
    yield { channels: planes, length }
  }
}

const WRITERS: Record<string, (value: number) => Uint8Array> = {
  '1 8': (value) => Uint8Array.of(128 + Math.round(value * 127)),
  '1 16': (value) => uintLe(2, (Math.round(value * 32_767) + 65_536) % 65_536),
  '1 24': (value) => uintLe(3, (Math.round(value * 8_388_607) + 2 ** 24) % 2 ** 24),
  '1 32': (value) => uintLe(4, (Math.round(value * 2_147_483_647) + 2 ** 32) % 2 ** 32),
  '3 32': (value) => new Uint8Array(Float32Array.of(value).buffer),
  '3 64': (value) => new Uint8Array(Float64Array.of(value).buffer),
}

export interface WavShape {
  channels: number
  rate: number
  kind?: number
  bits?: number
}

export function wavOf(
  sound: Float64Array,
  { channels, rate, kind = 1, bits = 16 }: WavShape,
): Uint8Array<ArrayBuffer> {
  const write = WRITERS[`${kind} ${bits}`]
  if (!write) throw new Error(`no test writes kind ${kind} of ${bits} bits`)
  const each = bits / 8
  const data = new Uint8Array(sound.length * each)
  for (const [i, value] of sound.entries()) data.set(write(value), i * each)
  const [align, perSecond] = [uintLe(2, channels * each), uintLe(4, rate * channels * each)]
  const shape = join(uintLe(2, kind), uintLe(2, channels), uintLe(4, rate), perSecond, align)
  const inside = join('WAVE', chunk('fmt ', join(shape, uintLe(2, bits))), chunk('data', data))
  return join('RIFF', uintLe(4, inside.length), inside)
}

/** By libFLAC, which shares nothing with our decoder. 16 bits, or 24 from `s32`. */
export async function flacOf(
  sound: Float64Array,
  { channels, rate, bits = 16 }: { channels: number; rate: number; bits?: 16 | 24 },
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(await canEncodeAudio('flac'))) registerFlacEncoder()
  const target = new BufferTarget()
  const output = new Output({ format: new FlacOutputFormat(), target })
  const source = new AudioSampleSource({ codec: 'flac' })
  output.addAudioTrack(source)
  await output.start()
  const data =
    bits === 16
      ? Int16Array.from(sound, (value) => Math.round(value * 32_767))
      : Int32Array.from(sound, (value) => Math.round(value * 8_388_607) * 256)
  const format = bits === 16 ? ('s16' as const) : ('s32' as const)
  const sample = new AudioSample({
    ...{ data, format, numberOfChannels: channels, sampleRate: rate, timestamp: 0 },
  })
  await source.add(sample)
  sample.close()
  await output.finalize()
  return new Uint8Array(target.buffer ?? new ArrayBuffer())
}
