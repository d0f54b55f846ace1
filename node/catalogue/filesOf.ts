/** The files a manifest names, in its order, each with a clean name for whoever saves it. */
import type { CID } from 'multiformats/cid'
import type { ListedFile } from '../domain/catalogue.ts'
import { cleanName, songFileName, songName } from '../domain/fileName.ts'
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

function filesOfTrack(track: Track): NamedFile[] {
  const { listening, master, waveform, lyrics } = track
  const copy = ({ cid, mime, bytes }: typeof listening | typeof master) => ({
    ...{ cid, mime, bytes },
    name: songFileName(track, mime),
  })
  const sealed = { ...copy(master), mime: BINARY, name: `${songFileName(track, master.mime)}.age` }
  const words = songName(track)
  return [
    copy(listening),
    master.sealed ? sealed : copy(master),
    ...(lyrics ? [{ cid: lyrics, mime: 'text/plain', name: `${words}.txt` }] : []),
    ...(waveform ? [{ cid: waveform, mime: BINARY, name: `${words}.waveform` }] : []),
  ]
}

const named = (title: string, mime: string): string => `${cleanName(title)}.${extensionOf(mime)}`
