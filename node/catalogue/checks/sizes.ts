/** Can a song of this length have this many bytes? "An hour of music in 12 bytes" is no song. */
import type { Release, Track } from '../../domain/manifest.ts'
import { isAudio, type AudioMime } from '../../domain/media.ts'
import type { Check } from './check.ts'

/** Kilobits a second no encoder stays under or goes over. Silence in FLAC is about one. */
const KBITS: Record<AudioMime, { min: number; max: number }> = {
  'audio/flac': { min: 0.5, max: 40_000 },
  'audio/mpeg': { min: 4, max: 1000 },
  'audio/ogg': { min: 0.5, max: 10_000 },
  'audio/wav': { min: 4, max: 40_000 },
}
/** Room for tags and a cover inside the file. */
const EXTRA_BYTES = 16 * 1024 * 1024

export const formats: Check = ({ manifest }) => {
  const odd = manifest.release.tracks.find(
    ({ listening, master }) => !isAudio(listening.mime) || !isAudio(master.mime),
  )
  return odd ? `format: "${odd.title}" is in no audio format of ours` : undefined
}

export const sizes: Check = ({ manifest }) => {
  const odd = manifest.release.tracks.find((track) => !isPlausible(track))
  return odd ? `size: "${odd.title}" cannot have that many bytes for its length` : undefined
}

function isPlausible({ durationMs, listening, master }: Track): boolean {
  const extract = listening.extent === 'preview'
  return (
    durationMs > 0 &&
    isInBounds(master, durationMs, durationMs) &&
    isInBounds(listening, extract ? 0 : durationMs, durationMs)
  )
}

function isInBounds(
  { mime, bytes }: { mime: string; bytes: number },
  leastMs: number,
  mostMs: number,
): boolean {
  if (!isAudio(mime)) return true
  const { min, max } = KBITS[mime]
  // Kilobits a second are bits a millisecond.
  return bytes > 0 && bytes >= (leastMs * min) / 8 && bytes <= (mostMs * max) / 8 + EXTRA_BYTES
}

const MAX_ATTACHED_BYTES = 1024 * 1024
const MAX_EXTRA_BYTES = 1024 * 1024 * 1024

/** What has no duration to be measured by: nobody keeps terabytes that call themselves lyrics. */
export const attachedSizes: Check = ({ manifest, lengths }) => {
  const odd = attached(manifest.release).find(
    ({ cid, most }) => (lengths.get(cid.toString()) ?? 0) > most,
  )
  return odd && `size: ${odd.what}: more than ${odd.most} bytes`
}

function attached({ tracks, extras = [] }: Release) {
  const besides = tracks.flatMap(({ title, lyrics, waveform }) => [
    ...(lyrics ? [{ cid: lyrics, what: `lyrics of "${title}"` }] : []),
    ...(waveform ? [{ cid: waveform, what: `waveform of "${title}"` }] : []),
  ])
  return [
    ...besides.map((file) => ({ ...file, most: MAX_ATTACHED_BYTES })),
    ...extras.map(({ cid, name }) => ({ cid, what: `extra "${name}"`, most: MAX_EXTRA_BYTES })),
  ]
}
