/** The name a download gets (RFC 6266, 8187). Names come from strangers, and from links. */
import type { ListedFile } from '../domain/catalogue.ts'
import { extensionOf, type MediaMime } from '../domain/media.ts'

const MAX_NAME = 120
/**
 * Line breaks would split the header; slashes and drive letters would leave the folder; bidi
 * controls make `exe.gpj` read as `jpg.exe`; the rest is forbidden on some file system.
 */
// eslint-disable-next-line no-control-regex -- control characters are what has to go
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\\/:*?"<>|]+/g
const ENDING = /\.[a-z0-9]{1,8}$/i

/** A file name that is safe to save, or undefined when nothing of it is left. */
export function cleanName(name: string): string | undefined {
  const clean = name
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .replace(/^[. ]+/, '')
  // By code points, so that no emoji is cut in half.
  const short = Array.from(clean).slice(0, MAX_NAME).join('')
  return short.replace(/[. ]+$/, '').trim() || undefined
}

/**
 * The name to offer. A link may choose the words but not the ending, or `?filename=free.exe`
 * would turn somebody's bytes into a program that seems to come from this node.
 */
export function downloadName(
  wanted: string | null,
  file: Pick<ListedFile, 'name'>,
  mime: MediaMime | undefined,
): string {
  const listed = cleanName(file.name) ?? 'file'
  const ending = mime ? `.${extensionOf(mime)}` : (ENDING.exec(listed)?.[0] ?? '.bin')
  const words = cleanName(wanted ?? '') ?? listed
  return `${words.replace(ENDING, '')}${ending}`
}

/** `attachment` with the name twice: for everyone, and in full for those who read RFC 8187. */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\u0020-\u007e]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${encoded}`}`
}
