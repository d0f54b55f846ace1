/** The sentences for songs that cannot be published: what happened to the file, then what to do. */
import { UnusableFileError } from '../domain/errors.ts'
import type { SourceFile } from '../domain/ports.ts'

const EXPORT_AGAIN = 'Export it again and drop it here.'

/** 62000 ms is "1:02", 3723000 ms is "1:02:03". */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const

/** 104857600 is "104.9 MB". */
export function size(bytes: number): string {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)))
  const value = (bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1).replace(/\.0$/, '')
  return `${value} ${UNITS[power] ?? 'bytes'}`
}

export const broken = (
  file: SourceFile,
  reason: string,
  cure = EXPORT_AGAIN,
  cause?: unknown,
): UnusableFileError => new UnusableFileError(file.path, reason, cure, { cause })

/** The sound stops before the end that the file itself announces. */
export const cutShort = (file: SourceFile, atMs: number): UnusableFileError =>
  broken(file, `is cut short at ${clock(atMs)}`)

/** What the header claims and what the file holds cannot both be true. */
export const headerLies = (file: SourceFile, claim: string): UnusableFileError =>
  broken(file, `is not what its header says: ${claim}`)

/** Fewer or more bytes came than the file had when it was chosen. */
export const changed = (file: SourceFile): UnusableFileError =>
  broken(file, 'changed while it was being read', 'Wait until it is written, then try again.')
