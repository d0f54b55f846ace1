/** One cover for the release: a file called cover, else what a song embeds, else folder.jpg and friends. */
import { UnusableFileError } from '../domain/errors.ts'
import type { EmbeddedCover, Files, SourceFile, Abortable } from '../domain/ports.ts'
import { checkPicture, outranksEmbedded, rankCovers, readPicture, type Picture } from './cover.ts'
import type { StoredCover } from './draft.ts'
import { cleanLine, LIMITS } from './text.ts'

export interface Cover {
  picture: Picture
  /** For the sentence that says what was filled. */
  from: string
  alt: string
}

/** The first that can be shown. Each one tried in vain is reported. */
export async function chooseCover(
  pictures: readonly SourceFile[],
  embedded: Cover | undefined,
  report: (error: UnusableFileError) => void,
): Promise<Cover | undefined> {
  const ranked = rankCovers(pictures)
  const first = ranked.filter(({ path }) => outranksEmbedded(path))
  const rest = ranked.filter(({ path }) => !outranksEmbedded(path))
  return (await firstGood(first, report)) ?? embedded ?? (await firstGood(rest, report))
}

async function firstGood(
  files: readonly SourceFile[],
  report: (error: UnusableFileError) => void,
): Promise<Cover | undefined> {
  for (const file of files) {
    try {
      return { picture: await readPicture(file), from: file.path, alt: '' }
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error
      report(error)
    }
  }
  return undefined
}

/** What the song at `path` embeds; reported when it cannot be shown. */
export function embeddedCover(
  path: string,
  { data, description }: EmbeddedCover,
  report: (error: UnusableFileError) => void,
): Cover | undefined {
  try {
    const picture = checkPicture(Uint8Array.from(data), path, 'has a cover that ')
    return { picture, from: `inside ${path}`, alt: cleanLine(description, LIMITS.alt) ?? '' }
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error
    report(error)
    return undefined
  }
}

export async function storeCover(
  { picture: { data, mime, width, height }, from, alt }: Cover,
  { files }: { files: Pick<Files, 'add'> },
  options: Abortable,
): Promise<StoredCover> {
  const { cid, bytes } = await files.add(once(data), options)
  return { artwork: { cid, mime, width, height, alt }, from, bytes }
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data
}
