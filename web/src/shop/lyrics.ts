/**
 * Lyrics as their artist wrote them: plain, or with times (LRC), in which case each line knows when
 * it is sung. Whatever else stands there is text, and shown as text.
 */
export interface Line {
  text: string
  /** When it is sung, ms. */
  at?: number
}

export interface Lyrics {
  lines: readonly Line[]
  synced: boolean
}

const MOST_LINES = 3000
const MOST_LETTERS = 500
/** `[01:02.34]`, as often as the line is sung. */
const STAMPS = /^(?:\[\d{1,3}:[0-5]?\d(?:[.:]\d{1,3})?\]\s*)+/
const STAMP = /\[(\d{1,3}):([0-5]?\d)(?:[.:](\d{1,3}))?\]/g
/** `[ar:…]`, `[offset:…]`: about the file, not sung. */
const TAG = /^\[[a-z#]{1,12}:.*\]$/i
/** Times within a line, of single words. */
const WORD_STAMPS = /<\d{1,3}:[0-5]?\d(?:[.:]\d{1,3})?>/g

export function parseLyrics(text: string): Lyrics {
  const written = text
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)
    .slice(0, MOST_LINES)
  const timed = written.flatMap(timesOf).slice(0, MOST_LINES)
  if (timed.length === 0)
    return { lines: written.map((line) => ({ text: cut(line) })), synced: false }
  return { lines: timed.toSorted((a, b) => a.at - b.at), synced: true }
}

/** Which line is sung at this moment; -1 before the first. */
export const lineAt = ({ lines }: Lyrics, ms: number): number =>
  lines.findLastIndex(({ at = Infinity }) => at <= ms)

/** The line once for each of its times. */
function timesOf(line: string): { text: string; at: number }[] {
  const [stamps = ''] = STAMPS.exec(line) ?? []
  if (stamps === '' || TAG.test(line.trim())) return []
  const text = cut(line.slice(stamps.length).replaceAll(WORD_STAMPS, ''))
  return [...stamps.matchAll(STAMP)].map(([, minutes, seconds, part = '0']) => ({
    text,
    at: (Number(minutes) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, '0')),
  }))
}

const cut = (line: string): string => line.slice(0, MOST_LETTERS).trimEnd()
