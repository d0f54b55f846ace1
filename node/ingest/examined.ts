/** What a format's own check (`flac.ts`, `wav.ts`, `mp3.ts`, `ogg.ts`) hands to `probe.ts`. */
import type { AudioMime } from '../domain/media.ts'

/** Pictures above this are left out. */
export const MAX_COVER_BYTES = 10 * 1024 * 1024
/** All tags of one song together; a cover in base64 fits. */
export const MAX_TAG_BYTES = 14 * 1024 * 1024

export interface Skipped {
  reason: string
  cure: string
}

export const SMALLER_COVER = 'Use a cover below 10 MB, or put a cover.jpg beside the songs.'

export interface Examined {
  mime: AudioMime
  durationMs: number
  /** Of the file without its tags. */
  soundBytes: number
  /** A small file of the same format in memory: every tag worth reading, next to no sound. */
  tagged: Uint8Array<ArrayBuffer>
  skipped: Skipped[]
}
