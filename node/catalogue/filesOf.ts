/** The files a manifest names, in its order, each with a clean name for whoever saves it. */
import type { CID } from 'multiformats/cid'
import type { ListedFile } from '../domain/catalogue.ts'
import type { ReleaseId } from '../domain/ids.ts'
import type { Release, Track } from '../domain/manifest.ts'
import { extensionOf } from '../domain/media.ts'

/** A file of a manifest. `bytes` is what the manifest claims, where it says so. */
export type NamedFile = Omit<ListedFile, 'release' | 'bytes'> & { bytes?: number }

export const BINARY = 'application/octet-stream'

/** Each CID once: a free song is its own master. */
export function filesOf(release: Release): NamedFile[] {
  const { artwork, tracks, extras = [], title } = release
  const files = [
    ...(artwork
      ? [{ cid: artwork.cid, mime: artwork.mime, name: named(title, artwork.mime) }]
      : []),
    ...tracks.flatMap((track) => filesOfTrack(track)),
    ...extras.map(({ cid, mime, bytes, name }) => ({ cid, mime, bytes, name: cleanName(name) })),
  ]
  const first = new Map<string, NamedFile>()
  for (const file of files) {
    const cid = file.cid.toString()
    if (!first.has(cid)) first.set(cid, file)
  }
  return [...first.values()]
}

/** The files of a checked manifest, with the lengths that were found. */
export const listedFiles = (
  id: ReleaseId,
  release: Release,
  lengthOf: (cid: CID) => number | undefined,
): ListedFile[] =>
  filesOf(release).map((file) => ({
    ...file,
    release: id,
    bytes: lengthOf(file.cid) ?? file.bytes ?? 0,
  }))

function filesOfTrack({ disc, number, title, listening, master, ...rest }: Track): NamedFile[] {
  const place = `${disc > 1 ? `${disc}-` : ''}${String(number).padStart(2, '0')}`
  const text = `${place} ${title}`
  const { waveform, lyrics } = rest
  return [
    {
      cid: listening.cid,
      mime: listening.mime,
      bytes: listening.bytes,
      name: named(text, listening.mime),
    },
    master.sealed
      ? {
          cid: master.cid,
          mime: BINARY,
          bytes: master.bytes,
          name: `${named(text, master.mime)}.age`,
        }
      : { cid: master.cid, mime: master.mime, bytes: master.bytes, name: named(text, master.mime) },
    ...(lyrics ? [{ cid: lyrics, mime: 'text/plain', name: `${cleanName(text)}.txt` }] : []),
    ...(waveform ? [{ cid: waveform, mime: BINARY, name: `${cleanName(text)}.waveform` }] : []),
  ]
}

const named = (title: string, mime: string): string => `${cleanName(title)}.${extensionOf(mime)}`

/** File systems allow 255 bytes; this leaves room for an ending and a number. */
const MAX_NAME_BYTES = 200
/** What some file system forbids, and the invisible marks that make a name read backwards. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu
/** Names of devices on Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/** A hostile title as a file name: no path, no hidden file, no device, not too long. */
export function cleanName(text: string): string {
  const plain = text.normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/gu, ' ')
  // Stops before the character that would not fit.
  const { read } = new TextEncoder().encodeInto(plain, new Uint8Array(MAX_NAME_BYTES))
  const clean = plain.slice(0, read).replace(/^[\s.]+|[\s.]+$/g, '')
  return clean === '' ? 'untitled' : clean.replace(DEVICE, '_$1')
}
