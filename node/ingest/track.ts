/** One song of a draft: its words, cleaned, and its bytes. */
import type { CID } from 'multiformats/cid'
import type { Track } from '../domain/manifest.ts'
import type { Probe } from '../domain/ports.ts'
import type { Place } from './order.ts'
import { cleanIsrc, cleanLine, LIMITS } from './text.ts'

export interface StoredFile {
  cid: CID
  bytes: number
  /** Of the plain bytes. */
  sha256: Uint8Array<ArrayBuffer>
}

/** What was heard of it. */
export type Sounding = Partial<Pick<Track, 'waveform' | 'loudnessCentiLufs'>>

/** The listening copy is the file itself, in the clear, and so is the master. */
export function buildTrack(
  song: { path: string } & Pick<Probe, 'mime' | 'durationMs' | 'tags'>,
  { disc, number }: Place,
  { cid, bytes, sha256 }: StoredFile,
  artistName: string,
  { waveform, loudnessCentiLufs }: Sounding = {},
): Track {
  const isrc = cleanIsrc(song.tags.isrc)
  const performer = cleanLine(song.tags.artist, LIMITS.name)
  const guest = performer !== undefined && performer.toLowerCase() !== artistName.toLowerCase()
  const copy = { cid, mime: song.mime, bytes }
  return {
    disc,
    number,
    title: songTitle(song).title,
    ...(guest && { credits: [{ name: performer, role: 'artist' }] }),
    durationMs: song.durationMs,
    ...(isrc && { isrc }),
    ...(waveform && { waveform }),
    ...(loudnessCentiLufs !== undefined && { loudnessCentiLufs }),
    listening: { ...copy, extent: 'full' },
    master: { ...copy, sha256 },
  }
}

/** From its tag, else from its file name. */
export function songTitle(song: { path: string; tags: Pick<Probe['tags'], 'title'> }): {
  title: string
  guessed: boolean
} {
  const tag = cleanLine(song.tags.title, LIMITS.title)
  if (tag !== undefined) return { title: tag, guessed: false }
  const name =
    song.path
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? ''
  const title =
    cleanLine(withoutNumber(name).replaceAll('_', ' '), LIMITS.title) ??
    cleanLine(name, LIMITS.title) ??
    'Untitled'
  return { title, guessed: true }
}

/** "01 - Copper" and "1-02 Copper" are called Copper; "99 Luftballons" keeps its number. */
const withoutNumber = (name: string) =>
  name.replace(/^(?:\d{1,2}-\d{2}[ ._-]+|\d{1,3}\s*[._-]+\s*|0\d\s+)(?=\S)/, '')
