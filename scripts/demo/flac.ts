// A record becomes a file: FLAC with its tags and its cover inside.
import { createHash } from 'node:crypto'
import { registerFlacEncoder } from '@mediabunny/flac-encoder'
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  FlacOutputFormat,
  type MetadataTags,
  Output,
} from 'mediabunny'
import { RATE } from './sound/stereo.ts'

export interface Tags {
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly track: number
  readonly tracks: number
  /** As 2026-03-20. */
  readonly date: string
  readonly genre: string
  /** An SPDX name. */
  readonly license: string
}

// Where RFC 9639 puts the MD5 of the samples: after "fLaC", the block header and 18 bytes of numbers.
const MD5_AT = 4 + 4 + 18

let registered = false

/** Encodes interleaved stereo frames. */
export async function flac(
  frames: Int16Array<ArrayBuffer>,
  tags: Tags,
  cover: Uint8Array,
): Promise<Uint8Array> {
  // Registering is for the whole process, and doing it twice is an error.
  if (!registered) registerFlacEncoder()
  registered = true
  const target = new BufferTarget()
  const output = new Output({ format: new FlacOutputFormat(), target })
  const source = new AudioSampleSource({ codec: 'flac' })
  output.addAudioTrack(source)
  output.setMetadataTags(metadata(tags, cover))
  await output.start()
  await feed(source, frames)
  await output.finalize()
  if (!target.buffer) throw new Error('The encoder gave nothing back.')
  return signed(new Uint8Array(target.buffer), frames)
}

/** A second at a time, so that the encoder's own thread works while the next is prepared. */
async function feed(source: AudioSampleSource, frames: Int16Array<ArrayBuffer>): Promise<void> {
  for (let at = 0; at < frames.length; at += RATE * 2) {
    const sample = new AudioSample({
      data: frames.subarray(at, at + RATE * 2),
      format: 's16',
      numberOfChannels: 2,
      sampleRate: RATE,
      timestamp: at / 2 / RATE,
    })
    await source.add(sample)
    sample.close()
  }
}

/** The encoder leaves the MD5 empty, and without it no tool can tell that the file is whole. */
function signed(file: Uint8Array, frames: Int16Array): Uint8Array {
  const bytes = new Uint8Array(frames.buffer, frames.byteOffset, frames.byteLength)
  file.set(createHash('md5').update(bytes).digest(), MD5_AT)
  return file
}

function metadata(tags: Tags, cover: Uint8Array): MetadataTags {
  return {
    title: tags.title,
    artist: tags.artist,
    albumArtist: tags.artist,
    album: tags.album,
    trackNumber: tags.track,
    tracksTotal: tags.tracks,
    discNumber: 1,
    discsTotal: 1,
    date: new Date(`${tags.date}T00:00:00Z`),
    genre: tags.genre,
    images: [{ data: cover, mimeType: 'image/png', kind: 'coverFront' }],
    raw: { LICENSE: tags.license },
  }
}
