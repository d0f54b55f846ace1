/** File names made of others' words: safe to save on any system, whatever a title contains. */
import type { Track } from './manifest.ts'
import { extensionOf } from './media.ts'

/** File systems allow 255 bytes; this leaves room for an ending and a number. */
const MAX_BYTES = 200
/**
 * Line breaks would split a header; slashes and drive letters would leave the folder; marks that
 * turn the reading direction make `exe.gpj` read as `jpg.exe`; the rest some file system forbids.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu
/** Names that Windows keeps for devices, with any ending, after any spaces. */
const DEVICE = /^(con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?= *(?:\.|$))/i

/** `fallback` when nothing of the name is left. */
export function cleanName(name: string, fallback = 'untitled'): string {
  const plain = name.toWellFormed().normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/gu, ' ')
  // Stops before the character that would not fit.
  const { read } = new TextEncoder().encodeInto(plain, new Uint8Array(MAX_BYTES))
  const clean = plain.slice(0, read).replace(/^[\s.]+|[\s.]+$/g, '')
  return clean === '' ? fallback : clean.replace(DEVICE, '_$1')
}

type Place = Pick<Track, 'disc' | 'number' | 'title'>

/** `03 Slack Water`; on later discs `2-03 Slack Water`. */
export function songName({ disc, number, title }: Place): string {
  const place = `${disc > 1 ? `${disc}-` : ''}${`${number}`.padStart(2, '0')}`
  return cleanName(`${place} ${title}`)
}

/** `03 Slack Water.flac` */
export const songFileName = (track: Place, mime: string): string =>
  `${songName(track)}.${extensionOf(mime)}`
