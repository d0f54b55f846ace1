/** The name a download gets (RFC 6266, 8187). Names come from strangers, and from links. */
import type { ListedFile } from '../domain/catalogue.ts'
import { cleanName } from '../domain/fileName.ts'
import { extensionOf, type MediaMime } from '../domain/media.ts'

const ENDING = /\.[a-z0-9]{1,8}$/i

/**
 * The name to offer. A link may choose the words but not the ending, or `?filename=free.exe`
 * would turn somebody's bytes into a program that seems to come from this node.
 */
export function downloadName(
  wanted: string | null,
  file: Pick<ListedFile, 'name'>,
  mime: MediaMime | undefined,
): string {
  const listed = cleanName(file.name, 'file')
  const ending = mime ? `.${extensionOf(mime)}` : (ENDING.exec(listed)?.[0] ?? '.bin')
  const words = cleanName(wanted ?? '', listed)
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
