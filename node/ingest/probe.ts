/**
 * What is this file, is it whole, and what does it say of itself? The formats' own checks read a
 * few pieces of it and leave its tags in a small copy; only that copy meets the tag reader.
 */
import type { IAudioMetadata, IPicture } from 'music-metadata'
import { isAudio, sniff, SNIFF_BYTES, type AudioMime } from '../domain/media.ts'
import type { Abortable, Audio, EmbeddedCover, Probe, SourceFile } from '../domain/ports.ts'
import type { Examined, Skipped } from './examined.ts'
import { examineFlac } from './flac.ts'
import { examineMp3 } from './mp3.ts'
import { examineOgg } from './ogg.ts'
import { broken, clock, headerLies } from './refusal.ts'
import { examineWav } from './wav.ts'
import { readWindow } from './window.ts'

const DAY_MS = 24 * 3600 * 1000
const AS_FLAC = 'Export the song as FLAC and drop that here.'

type Examine = (file: SourceFile) => Promise<Examined>

/** Bits of sound per second that a format can have: what its header claims must lie between. */
const FORMATS: Record<AudioMime, { examine: Examine; least: number; most: number }> = {
  // Silence in the largest blocks, and eight channels of 32 bits at 384 kHz.
  'audio/flac': { examine: examineFlac, least: 8, most: 1e8 },
  // The lowest bit rate there is; the highest, doubled by the first frame of a very short song.
  'audio/mpeg': { examine: examineMp3, least: 7e3, most: 1e6 },
  // Opus sends a byte or two for 120 ms of silence; Vorbis takes up to 255 channels.
  'audio/ogg': { examine: examineOgg, least: 50, most: 5e7 },
  'audio/wav': { examine: examineWav, least: 8e3, most: 2e8 },
}

export const createAudio = (): Audio => ({ probe })

async function probe(file: SourceFile, { signal }: Abortable = {}): Promise<Probe> {
  signal?.throwIfAborted()
  if (file.bytes === 0) throw broken(file, 'is empty')
  const format = FORMATS[await formatOf(file)]
  const examined = await format.examine(file)
  const durationMs = checkDuration(file, examined, format)
  signal?.throwIfAborted()
  const { tags, cover, skipped } = await readTags(examined)
  return { mime: examined.mime, durationMs, tags, skipped, ...(cover && { cover }) }
}

/** By its first bytes, as every other peer will tell it. */
async function formatOf(file: SourceFile): Promise<AudioMime> {
  const mime = sniff(await readWindow(file, 0, SNIFF_BYTES))
  if (mime === undefined || !isAudio(mime)) throw unknown(file)
  return mime
}

const unknown = (file: SourceFile) => broken(file, 'is not a FLAC, WAV, MP3 or Ogg file', AS_FLAC)

function checkDuration(
  file: SourceFile,
  { durationMs: ms, soundBytes }: Examined,
  { least, most }: { least: number; most: number },
): number {
  const durationMs = Math.round(ms)
  if (durationMs <= 0) throw broken(file, 'holds no sound')
  if (durationMs >= DAY_MS) throw headerLies(file, 'it would play for more than a day')
  const bitRate = (soundBytes * 8 * 1000) / ms
  if (bitRate < least) throw headerLies(file, `it is too small to play for ${clock(ms)}`)
  if (bitRate > most) throw headerLies(file, `it is too large to play for only ${clock(ms)}`)
  return durationMs
}

async function readTags(
  examined: Examined,
): Promise<Pick<Probe, 'tags' | 'cover'> & { skipped: Skipped[] }> {
  // Loaded when a song is there: a peer that only listens never needs it.
  const { parseBuffer } = await import('music-metadata')
  try {
    const metadata = await parseBuffer(examined.tagged, examined.mime)
    const cover = coverOf(metadata.common.picture)
    return { tags: tagsOf(metadata), skipped: examined.skipped, ...(cover && { cover }) }
  } catch {
    const reason = 'has tags that cannot be read; the song goes on without them'
    return { tags: { genres: [] }, skipped: [...examined.skipped, { reason, cure: RETAG }] }
  }
}

const RETAG = 'Write its tags again with a tag editor.'

function tagsOf({ common }: IAudioMetadata): Probe['tags'] {
  const { title, artist, albumartist: albumArtist, album, license: licence } = common
  const date = common.date ?? common.year?.toString()
  const [disc, track, isrc] = [common.disk.no, common.track.no, common.isrc?.[0]]
  const named = { title, artist, albumArtist, album, licence, date, isrc, disc, track }
  const said = Object.entries(named).filter(([, value]) => value !== undefined && value !== null)
  return { ...Object.fromEntries(said), genres: common.genre ?? [] }
}

function coverOf(pictures: readonly IPicture[] = []): EmbeddedCover | undefined {
  const front = pictures.find(({ type }) => type === 'Cover (front)') ?? pictures[0]
  if (front === undefined) return undefined
  // Copied, so that holding the cover does not hold all the tags.
  const data = Uint8Array.from(front.data)
  return front.description ? { data, description: front.description } : { data }
}
