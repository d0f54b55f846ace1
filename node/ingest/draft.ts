/** A draft: everything a manifest says, but for the chain, the artist's wallet and the signature. */
import { sha256 } from '../crypto/hash.ts'
import type { UnusableFileError } from '../domain/errors.ts'
import type { Artwork, Track } from '../domain/manifest.ts'
import type { Probe } from '../domain/ports.ts'
import { order } from './order.ts'
import type { Heard } from './sound/ear.ts'
import { describeRelease, type ReleaseOptions, type ReleaseWords } from './release.ts'
import { buildTrack, songTitle, type Sounding, type StoredFile } from './track.ts'
import { concat } from './window.ts'

export interface Refused {
  file: string
  /** Begins with a verb: "is cut short at 1:02". */
  reason: string
  cure: string
}

export interface Draft extends ReleaseWords {
  artwork?: Artwork
  tracks: Track[]
  /** Names the release on chain together with the artist; the same files give the same. */
  salt: Uint8Array<ArrayBuffer>
  /** Plain sentences: what was guessed or filled, and from what. */
  filled: string[]
  refused: Refused[]
  /** Plain sentences: what the artist should look at, though the release goes on. */
  warnings: string[]
  /** Of all files together. */
  bytes: number
}

export interface ProbedSong extends Pick<Probe, 'mime' | 'durationMs' | 'tags'> {
  path: string
}

export interface StoredSong extends ProbedSong {
  stored: StoredFile
  heard?: Heard | undefined
}

export interface StoredCover {
  artwork: Artwork
  from: string
  bytes: number
}

export function buildDraft(
  songs: readonly (StoredSong & Sounding)[],
  options: ReleaseOptions,
  found: { cover?: StoredCover | undefined; refused: Refused[]; warnings: string[] },
): Draft {
  const words = describeRelease(songs, options)
  const ordered = order(songs)
  const tracks = ordered.songs.map(({ song, place }) =>
    buildTrack(song, place, song.stored, words.artistName, song),
  )
  return {
    ...words,
    ...(found.cover && { artwork: found.cover.artwork }),
    tracks,
    salt: sha256(concat(tracks.map(({ master }) => master.sha256))),
    filled: [...words.filled, ...filledBySongs(songs, ordered.numbered, found.cover)],
    refused: found.refused,
    warnings: [...words.warnings, ...found.warnings],
    bytes: tracks.reduce((sum, { master }) => sum + master.bytes, found.cover?.bytes ?? 0),
  }
}

function filledBySongs(
  songs: readonly ProbedSong[],
  numbered: readonly string[],
  cover: StoredCover | undefined,
): string[] {
  const untitled = songs.filter((song) => songTitle(song).guessed)
  return [
    ...untitled.map(
      (song) => `Title "${songTitle(song).title}" from the file name "${song.path}".`,
    ),
    ...(numbered.length > 0 && songs.length > 1
      ? [`Track numbers by file name: ${numbered.join(', ')}.`]
      : []),
    ...(cover ? [`Cover from ${cover.from}.`] : []),
  ]
}

export const refusedAs = (error: UnusableFileError): Refused => ({
  file: error.file,
  reason: error.reason,
  cure: error.cure,
})
