/** Search: newest first without a query, else best match first. */
import {
  cursorAt,
  pageLimit,
  parseCursor,
  queryTokens,
  type Cursor,
  type Page,
} from '../../index.ts'
import { placeOf } from './sqliteChain.ts'
import { ENTRY, entryOf, LISTED } from './sqliteListing.ts'
import type { Row, Sqlite } from './sqliteRows.ts'

export interface SearchOptions {
  limit?: number
  cursor?: string
}

/** bm25's weight of a word in title, artist, tracks and genres. */
const WEIGHTS = '10.0, 8.0, 3.0, 1.0'

export function search(db: Sqlite, query: string, options: SearchOptions = {}): Page {
  const limit = pageLimit(options.limit)
  if (query.trim() === '') return newest(db, limit, parseCursor(options.cursor, 'after'))
  return best(db, matchOf(query), limit, parseCursor(options.cursor, 'skip'))
}

function newest(db: Sqlite, limit: number, cursor: Cursor<'after'> | undefined): Page {
  const { block, logIndex } = cursor?.after ?? { block: Number.MAX_SAFE_INTEGER, logIndex: 0 }
  const rows = db.rows(
    `SELECT ${ENTRY} FROM ${LISTED} WHERE l.retired = 0 AND (l.block, l.log_index) < (?, ?)
     ORDER BY l.block DESC, l.log_index DESC LIMIT ?`,
    ...[block, logIndex, limit + 1],
  )
  return pageOf(db, rows, limit, (last) => cursorAt({ after: placeOf(last) }))
}

function best(db: Sqlite, match: string, limit: number, cursor: Cursor<'skip'> | undefined): Page {
  if (match === '') return { entries: [] }
  const skip = cursor?.skip ?? 0
  const rows = db.rows(
    `SELECT ${ENTRY} FROM ${LISTED} JOIN words ON words.rowid = l.id WHERE words MATCH ?
     ORDER BY bm25(words, ${WEIGHTS}), l.block DESC, l.log_index DESC LIMIT ? OFFSET ?`,
    ...[match, limit + 1, skip],
  )
  return pageOf(db, rows, limit, () => cursorAt({ skip: skip + limit }))
}

/** Quoted, so that nothing typed is ever read as an operator. */
const matchOf = (query: string): string =>
  queryTokens(query)
    .map((token) => `"${token}"*`)
    .join(' ')

function pageOf(db: Sqlite, rows: Row[], limit: number, next: (last: Row) => string): Page {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const entries = shown.map((row) => entryOf(db, row))
  return rows.length > limit && last ? { entries, cursor: next(last) } : { entries }
}
