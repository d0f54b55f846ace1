/**
 * Listens to a song while it is read: what it looks like, and how loud it is. It hears FLAC and WAV;
 * a song that it cannot hear, or only in part, is published without either.
 */
import type { AudioMime } from '../../domain/media.ts'
import type { SourceFile } from '../../domain/ports.ts'
import type { Waveform } from '../../domain/waveform.ts'
import { flacSound } from '../flac.ts'
import type { StreamInfo } from '../flacFrame.ts'
import { wavSound, type WavFormat } from '../wav.ts'
import { FlacDecoder } from './flacDecoder.ts'
import { Loudness } from './loudness.ts'
import { Peaks } from './peaks.ts'
import type { Decoder, Frames } from './sound.ts'
import { canDecodeWav, wavDecoder } from './wavDecoder.ts'

export interface Heard {
  waveform: Waveform
  loudnessCentiLufs?: number
}

/** Six hours in stereo; more would hold up everything else for too long. */
const MAX_SAMPLES = 2e9
/** What players play. Of a rate of nothing there would be no steps to measure. */
const RATES = { least: 2000, most: 800_000 }

export interface Ear {
  /** The bytes of the file, in order and from its beginning. Never fails. Waits when it is behind. */
  hear(bytes: Uint8Array): void | Promise<void>
  /** Undefined when it could not be heard to its end. */
  end(): Heard | undefined | Promise<Heard | undefined>
}

/** An ear for this song; undefined for formats that nothing here can decode. */
export type OpenEar = (
  file: SourceFile,
  song: { mime: AudioMime; durationMs: number },
) => Promise<Ear | undefined>

/** All that listening takes, as plain data: it may be done in another thread. */
export interface Score {
  from: number
  to: number
  durationMs: number
  sound: { kind: 'flac'; info: StreamInfo } | { kind: 'wav'; format: WavFormat }
}

/** Listens in this thread. */
export const openEar: OpenEar = async (file, song) => {
  const score = await readScore(file, song)
  return score && earOf(score)
}

/** Undefined for formats that nothing here can decode, and for more than anyone should wait for. */
export async function readScore(
  file: SourceFile,
  { mime, durationMs }: Parameters<OpenEar>[1],
): Promise<Score | undefined> {
  try {
    const score = await scoreOf(file, mime, durationMs)
    return score && isBearable(score) ? score : undefined
  } catch {
    // It was found whole a moment ago; whoever stores it says what has become of it.
    return undefined
  }
}

async function scoreOf(
  file: SourceFile,
  mime: AudioMime,
  durationMs: number,
): Promise<Score | undefined> {
  if (mime === 'audio/flac') {
    const { info, from, to } = await flacSound(file)
    return { from, to, durationMs, sound: { kind: 'flac', info } }
  }
  const found = mime === 'audio/wav' ? await wavSound(file) : undefined
  if (!found || !canDecodeWav(found.format)) return undefined
  const { format, from, to } = found
  return { from, to, durationMs, sound: { kind: 'wav', format } }
}

const shapeOf = ({ sound }: Score) => (sound.kind === 'flac' ? sound.info : sound.format)

function isBearable(score: Score): boolean {
  const { rate, channels } = shapeOf(score)
  const samples = (rate * channels * score.durationMs) / 1000
  return samples <= MAX_SAMPLES && rate >= RATES.least && rate <= RATES.most
}

/** The ear itself. */
export const earOf = (score: Score): SoundEar => new SoundEar(score)

export class SoundEar implements Ear {
  readonly #score: Score
  readonly #decoder: Decoder
  readonly #peaks: Peaks
  readonly #loudness: Loudness
  readonly #take = (frames: Frames): void => {
    this.#peaks.hear(frames)
    this.#loudness.hear(frames)
  }
  #at = 0
  #deaf = false

  constructor(score: Score) {
    const { sound, durationMs } = score
    const { rate, channels } = shapeOf(score)
    this.#score = score
    this.#decoder = sound.kind === 'flac' ? new FlacDecoder(sound.info) : wavDecoder(sound.format)
    this.#peaks = new Peaks(rate, durationMs)
    this.#loudness = new Loudness(rate, channels)
  }

  hear(bytes: Uint8Array): void {
    const { from, to } = this.#score
    const part = bytes.subarray(Math.max(0, from - this.#at), Math.max(0, to - this.#at))
    this.#at += bytes.length
    if (part.length > 0) this.#try(() => this.#decoder.push(part, this.#take))
  }

  end(): Heard | undefined {
    this.#try(() => this.#decoder.end(this.#take))
    if (this.#deaf || this.#at < this.#score.to) return undefined
    const loudnessCentiLufs = this.#loudness.centiLufs()
    return {
      waveform: this.#peaks.waveform(),
      ...(loudnessCentiLufs !== undefined && { loudnessCentiLufs }),
    }
  }

  /** Sound that cannot be decoded is no reason to refuse the song: players may be more patient. */
  #try(work: () => void): void {
    if (this.#deaf) return
    try {
      work()
    } catch {
      this.#deaf = true
    }
  }
}
