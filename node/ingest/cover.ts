/** Which picture stands for the release, and is it one that every player can show? */
import { imageSize } from 'image-size'
import { UnusableFileError } from '../domain/errors.ts'
import { isImage, sniff, type ImageMime } from '../domain/media.ts'
import type { SourceFile } from '../domain/ports.ts'
import { MAX_COVER_BYTES } from './examined.ts'
import { naturally } from './naturalOrder.ts'
import { size as sizeOf } from './refusal.ts'
import { latin1, readWindow, view } from './window.ts'

const MAX_SIDE = 65_535
const MAX_PIXELS = 100_000_000
const CURE = 'Use a JPEG, PNG or WebP below 10 MB; the release can do without a cover.'

export interface Picture {
  data: Uint8Array<ArrayBuffer>
  mime: ImageMime
  width: number
  height: number
}

/** Refused with the file named: wrong format, too large, too small, torn. */
export function checkPicture(data: Uint8Array<ArrayBuffer>, path: string, of = ''): Picture {
  const refuse = (reason: string, cause?: unknown) =>
    new UnusableFileError(path, `${of}${reason}`, CURE, { cause })
  if (data.length > MAX_COVER_BYTES) throw refuse(`is a picture of ${sizeOf(data.length)}`)
  const mime = sniff(data)
  if (mime === undefined || !isImage(mime)) throw refuse('is not a JPEG, PNG or WebP picture')
  if (!isWhole(data, mime)) throw refuse('is a picture cut short')
  const { width, height } = dimensions(data, refuse)
  const sane = width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE
  if (!sane || width * height > MAX_PIXELS) {
    throw refuse(`is a picture of ${width} by ${height} pixels, which is too much to show`)
  }
  return { data, mime, width, height }
}

function dimensions(data: Uint8Array, refuse: (reason: string, cause?: unknown) => Error) {
  try {
    return imageSize(data)
  } catch (cause) {
    throw refuse('is a damaged picture', cause)
  }
}

/** Every format marks its end; what follows it (a camera's notes) does no harm. */
function isWhole(data: Uint8Array, mime: ImageMime): boolean {
  if (mime === 'image/webp') return view(data).getUint32(4, true) + 8 <= data.length
  const tail = latin1(data, Math.max(0, data.length - 65_536), 65_536)
  return tail.includes(mime === 'image/png' ? 'IEND' : '\xff\xd9')
}

/** The picture in a file. A giant is refused unread. */
export async function readPicture(file: SourceFile): Promise<Picture> {
  if (file.bytes > MAX_COVER_BYTES) {
    throw new UnusableFileError(file.path, `is a picture of ${sizeOf(file.bytes)}`, CURE)
  }
  return checkPicture(await readWindow(file, 0, file.bytes), file.path)
}

const NAMED = /(?:^|\/)(cover|folder|front|album|artwork)\.(?:jpe?g|png|webp|svg|gif|bmp)$/i
const NAMES = ['cover', 'folder', 'front', 'album', 'artwork']

/** Is it called like a cover? Also in formats that are refused, so that this is said. */
export const isCoverName = (path: string): boolean => NAMED.test(path)

export const isPictureName = (path: string): boolean =>
  /\.(?:jpe?g|png|webp|svg|gif|bmp)$/i.test(path)

/** "cover" first, which also goes before what songs embed; then the others; upper folders first. */
export function rankCovers(files: readonly SourceFile[]): SourceFile[] {
  const depth = (path: string) => path.split('/').length
  return files.toSorted(
    (a, b) =>
      rank(a.path) - rank(b.path) || depth(a.path) - depth(b.path) || naturally(a.path, b.path),
  )
}

/** Beats what songs embed: it is called "cover", or was named by the artist, whatever it is called. */
export const outranksEmbedded = (path: string): boolean => rank(path) <= 0

const rank = (path: string) => NAMES.indexOf(NAMED.exec(path)?.[1]?.toLowerCase() ?? '')
