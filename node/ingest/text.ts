/**
 * Tags are written by strangers. What leaves here is one clean line of plain text within the
 * manifest's limits; markup stays as the text it is and is escaped where it is shown.
 */

/** The manifest's limits, in UTF-16 units as JavaScript counts them. */
export const LIMITS = { title: 500, name: 300, genre: 100, licence: 100, alt: 1000 } as const
const MAX_GENRES = 32

/** Controls, C1 included, but not the white space among them: that becomes a space. */
// eslint-disable-next-line no-control-regex -- removing control characters is the point
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g
/** Overrides and isolates that could show a name backwards, byte order marks, zero-width spaces. */
const DECEIVING = /[\u202a-\u202e\u2066-\u2069\ufeff\u200b]/g
/** U+0085 is a line break to old mainframes and to nobody's \s. */
const WHITE_SPACE = /[\s\u0085]+/g

/** One clean line of at most `max` UTF-16 units, or undefined when nothing is left. */
export function cleanLine(raw: string | undefined, max: number): string | undefined {
  if (raw === undefined) return undefined
  // Normalising takes the square of the length: a megabyte of accents would be ten minutes.
  const line = raw
    .slice(0, max * 8)
    .toWellFormed()
    .replace(DECEIVING, '')
    .replace(CONTROLS, '')
    .normalize('NFC')
    .replace(WHITE_SPACE, ' ')
    .trim()
  return cut(line, max) || undefined
}

/** At most `max` units, never half of a surrogate pair. */
function cut(line: string, max: number): string {
  if (line.length <= max) return line
  const splitsPair = /[\ud800-\udbff]/.test(line.charAt(max - 1))
  return line.slice(0, splitsPair ? max - 1 : max).trimEnd()
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: as much of a tag's date as exists in the calendar. */
export function cleanDate(raw: string | undefined): string | undefined {
  const text = raw?.trim().slice(0, 40) ?? ''
  const found =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?!\d))?)?(?!\d)/.exec(text)
  const [, year, month, day] = found ?? []
  if (year === undefined || year < '1000') return undefined
  if (month === undefined || +month < 1 || +month > 12) return year
  const yearMonth = `${year}-${month.padStart(2, '0')}`
  const exists = day !== undefined && +day >= 1 && +day <= daysIn(+year, +month)
  return exists ? `${yearMonth}-${day.padStart(2, '0')}` : yearMonth
}

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Twelve characters without the usual dashes, or undefined. */
export function cleanIsrc(raw: string | undefined): string | undefined {
  const isrc = raw?.slice(0, 40).replace(/[\s-]/g, '').toUpperCase()
  return isrc !== undefined && /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc) ? isrc : undefined
}

/** Each genre once, in order; `Dub; Ambient` and `Dub/Ambient` are two. */
export function cleanGenres(raw: readonly string[]): string[] {
  const genres = new Map<string, string>()
  for (const part of raw.slice(0, 1000).flatMap((text) => text.slice(0, 10_000).split(/[;/\0]/))) {
    const genre = cleanLine(part, LIMITS.genre)
    if (genre !== undefined && !genres.has(genre.toLowerCase())) {
      genres.set(genre.toLowerCase(), genre)
    }
    if (genres.size === MAX_GENRES) break
  }
  return [...genres.values()]
}

/** A Creative Commons address becomes its SPDX id; anything else stays as it is written. */
export function cleanLicence(raw: string | undefined): string | undefined {
  const [, kind, version] =
    /creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/i.exec(raw ?? '') ?? []
  if (kind === undefined || version === undefined) return cleanLine(raw, LIMITS.licence)
  return kind === 'zero' ? `CC0-${version}` : `CC-${kind.toUpperCase()}-${version}`
}
