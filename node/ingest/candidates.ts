/** Of all that lies in a folder: which files are songs, which may be the cover, which are neither. */
import { isAudio, isImage, sniff, SNIFF_BYTES } from '../domain/media.ts'
import type { SourceFile } from '../domain/ports.ts'
import { isCoverName, isPictureName } from './cover.ts'
import { naturally } from './naturalOrder.ts'
import { readWindow } from './window.ts'

/** Called like songs, so that what is not one is refused by name rather than passed over. */
const SONG_NAME =
  /\.(?:flac|wave?|mp[1-3]|og[ga]|opus|m4[ab]|aac|aiff?|wma|ape|wv|alac|mpc|tta|ds[fd]|amr|mka|spx)$/i

export interface Candidates {
  songs: SourceFile[]
  pictures: SourceFile[]
}

/** In an order that does not depend on how the folder was listed. `explicit` files are never passed over. */
export async function sortOut(
  files: readonly SourceFile[],
  explicit: ReadonlySet<string>,
): Promise<Candidates> {
  const found: Candidates = { songs: [], pictures: [] }
  for (const file of files.toSorted((a, b) => naturally(a.path, b.path))) {
    const role = await roleOf(file, explicit.has(file.path))
    if (role !== undefined) found[role].push(file)
  }
  return found
}

async function roleOf(file: SourceFile, explicit: boolean): Promise<keyof Candidates | undefined> {
  if (isCoverName(file.path) || (explicit && isPictureName(file.path))) return 'pictures'
  if (explicit) return 'songs'
  // "._01.flac" is what a Mac leaves beside 01.flac on foreign disks.
  if (file.path.split('/').some((part) => part.startsWith('.'))) return undefined
  if (SONG_NAME.test(file.path)) return 'songs'
  if (isPictureName(file.path)) return undefined
  const mime = sniff(await readWindow(file, 0, SNIFF_BYTES))
  return mime !== undefined && isAudio(mime) && !isImage(mime) ? 'songs' : undefined
}
