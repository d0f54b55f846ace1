/** Cursors: where the next page begins. Whoever gets one gives it back as it is. */
import type { Place } from '../domain/chain.ts'
import { UsageError } from '../domain/errors.ts'

/** Newest first goes on `after` a place, which new releases do not shift; a ranking by count. */
interface Positions {
  after: Place
  skip: number
}
export type Cursor<Kind extends keyof Positions> = Pick<Positions, Kind>

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export function pageLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw new UsageError(
    `A page of ${limit} releases is not possible.`,
    `Ask for 1 to ${MAX_LIMIT} at a time.`,
  )
}

export const cursorAt = (cursor: Cursor<'after'> | Cursor<'skip'>): string =>
  'skip' in cursor ? `s${cursor.skip}` : `a${cursor.after.block}.${cursor.after.logIndex}`

export function parseCursor<Kind extends keyof Positions>(
  text: string | undefined,
  kind: Kind,
): Cursor<Kind> | undefined
export function parseCursor(
  text: string | undefined,
  kind: keyof Positions,
): Partial<Positions> | undefined {
  if (text === undefined) return undefined
  const [, first = '', second = ''] = SHAPES[kind].exec(text) ?? []
  if (first === '') throw new UsageError('That is no cursor of this list.', 'Begin without one.')
  if (kind === 'skip') return { skip: Number(first) }
  return { after: { block: Number(first), logIndex: Number(second) } }
}

/** So many digits are exact as a number, and no page is that far. */
const SHAPES: Record<keyof Positions, RegExp> = {
  after: /^a(\d{1,15})\.(\d{1,9})$/,
  skip: /^s(\d{1,9})$/,
}
