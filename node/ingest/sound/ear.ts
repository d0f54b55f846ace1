/**
 * Listens to a song while it is read: what it looks like, and how loud it is. It hears FLAC and WAV;
 * a song that it cannot hear, or only in part, is published without either.
 */
import type { AudioMime } from '../../domain/media.ts'
import type { SourceFile } from '../../domain/ports.ts'
import type { Waveform } from '../../domain/waveform.ts'
import { flacSound } from '../flac.ts'
import { wavSound } from '../wav.ts'
import { FlacDecoder } from './flacDecoder.ts'
import { Loudness } from './loudness.ts'
import { Peaks } from './peaks.ts'
import type { Frames, Sound } from './sound.ts'
import { wavDecoder } from './wavDecoder.ts'

export interface Heard {
  waveform: Waveform
  loudnessCentiLufs?: number
}

/** Six hours in stereo; more would hold up everything else for too long. */
const MAX_SAMPLES = 2e9
/** What players play. Of a rate of nothing there would be no steps to measure. */
const RATES = { least: 2000, most: 800_000 }

export interface Ear {
  /** The bytes of the file, in order and from its beginning. Never throws. */
  hear(bytes: Uint8Array): void
  /** Undefined when it could not be heard to its end. */
  end(): Heard | undefined
}

/** Undefined for formats that nothing here can decode. */
export async function openEar(
  file: SourceFile,
  { mime, durationMs }: { mime: AudioMime; durationMs: number },
): Promise<Ear | undefined> {
  try {
    const sound = await soundIn(file, mime)
    const samples = sound ? (sound.rate * sound.channels * durationMs) / 1000 : Infinity
    if (!sound || samples > MAX_SAMPLES) return undefined
    if (sound.rate < RATES.least || sound.rate > RATES.most) return undefined
    return new SoundEar(sound, durationMs)
  } catch {
    // It was found whole a moment ago; whoever stores it says what has become of it.
    return undefined
  }
}

async function soundIn(file: SourceFile, mime: AudioMime): Promise<Sound | undefined> {
  if (mime === 'audio/flac') {
    const { info, from, to } = await flacSound(file)
    const { rate, channels } = info
    return { from, to, rate, channels, decoder: new FlacDecoder(info) }
  }
  const found = mime === 'audio/wav' ? await wavSound(file) : undefined
  const decoder = found && wavDecoder(found.format)
  return decoder && { ...found, ...found.format, decoder }
}

class SoundEar implements Ear {
  readonly #sound: Sound
  readonly #peaks: Peaks
  readonly #loudness: Loudness
  readonly #take = (frames: Frames): void => {
    this.#peaks.hear(frames)
    this.#loudness.hear(frames)
  }
  #at = 0
  #deaf = false

  constructor(sound: Sound, durationMs: number) {
    this.#sound = sound
    this.#peaks = new Peaks(sound.rate, durationMs)
    this.#loudness = new Loudness(sound.rate, sound.channels)
  }

  hear(bytes: Uint8Array): void {
    const { from, to, decoder } = this.#sound
    const part = bytes.subarray(Math.max(0, from - this.#at), Math.max(0, to - this.#at))
    this.#at += bytes.length
    if (part.length > 0) this.#try(() => decoder.push(part, this.#take))
  }

  end(): Heard | undefined {
    const { to, decoder } = this.#sound
    this.#try(() => decoder.end(this.#take))
    if (this.#deaf || this.#at < to) return undefined
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
