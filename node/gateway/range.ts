/** Byte ranges of RFC 9110 §14: one range, or a suffix. What we do not serve is ignored, as it says. */

/** First and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

const SINGLE = /^bytes=[ \t]*(?<first>\d*)-(?<last>\d*)[ \t]*$/i

/**
 * The range asked for, cut to the file; `whole` when there is none we understand (no header,
 * several ranges, another unit, nonsense); `unsatisfiable` when it lies past the end.
 */
export function parseRange(
  header: string | null,
  size: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const { first = '', last = '' } = SINGLE.exec(header ?? '')?.groups ?? {}
  if (first === '' && last === '') return 'whole'
  if (first === '') return lastBytes(Number(last), size)
  const start = Number(first)
  const end = last === '' ? Infinity : Number(last)
  if (end < start) return 'whole'
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) }
}

function lastBytes(count: number, size: number): ByteRange | 'unsatisfiable' {
  if (count === 0 || size === 0) return 'unsatisfiable'
  return { start: Math.max(0, size - count), end: size - 1 }
}
