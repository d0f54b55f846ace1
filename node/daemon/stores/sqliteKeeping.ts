/**
 * What the owner of this node and its disk say, in a file of its own: the catalogue beside it can be
 * deleted and comes back from the chain, this cannot.
 */
import { CID } from 'multiformats/cid'
import type { Keeping, Pin } from '../../index.ts'
import { int, Sqlite, text } from './sqliteRows.ts'

/** How long a draft is kept whose publishing nobody finishes. */
const DRAFT_MS = 7 * 24 * 3_600_000

const SCHEMA = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS pins (cid TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS pinned (
    pin TEXT NOT NULL REFERENCES pins ON DELETE CASCADE, position INTEGER NOT NULL,
    cid TEXT NOT NULL,
    PRIMARY KEY (pin, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS pinned_by_cid ON pinned (cid);
  CREATE TABLE IF NOT EXISTS whole (
    pin TEXT PRIMARY KEY REFERENCES pins ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS drafts (cid TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS damaged (cid TEXT PRIMARY KEY) STRICT;
`

export class SqliteKeeping implements Keeping, Disposable {
  readonly pins: Keeping['pins']
  readonly drafts: Keeping['drafts']
  readonly damaged: Keeping['damaged']
  readonly #db: Sqlite

  constructor(path: string, now: () => number = Date.now) {
    this.#db = new Sqlite(path)
    this.#db.script(SCHEMA)
    this.pins = pinsIn(this.#db)
    this.drafts = draftsIn(this.#db, now)
    this.damaged = damagedIn(this.#db)
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}

const pinsIn = (db: Sqlite): Keeping['pins'] => ({
  add: async ({ cid, files, at }: Pin) => {
    db.atomically(() => {
      const pin = cid.toString()
      db.run(
        'INSERT INTO pins (cid, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
        ...[pin, Math.trunc(at)],
      )
      db.run('DELETE FROM pinned WHERE pin = ?', pin)
      for (const [position, file] of files.entries()) {
        db.run(
          'INSERT INTO pinned (pin, position, cid) VALUES (?, ?, ?)',
          ...[pin, position, file.toString()],
        )
      }
    })
  },
  remove: async (cid) => db.run('DELETE FROM pins WHERE cid = ?', cid.toString()) > 0,
  complete: async (cid) => {
    db.run('INSERT OR IGNORE INTO whole (pin) SELECT cid FROM pins WHERE cid = ?', cid.toString())
  },
  list: async () =>
    db
      .rows(
        `SELECT cid, at, cid IN (SELECT pin FROM whole) AS whole
             FROM pins ORDER BY at, cid`,
      )
      .map((row) => ({
        cid: CID.parse(text(row, 'cid')),
        files: cidsOf(
          db,
          'SELECT cid FROM pinned WHERE pin = ? ORDER BY position',
          text(row, 'cid'),
        ),
        at: int(row, 'at'),
        ...(int(row, 'whole') === 1 && { whole: true }),
      })),
  has: async (cid) =>
    db.row(
      'SELECT 1 FROM pins WHERE cid = ?1 UNION ALL SELECT 1 FROM pinned WHERE cid = ?1',
      cid.toString(),
    ) !== undefined,
})

const draftsIn = (db: Sqlite, now: () => number): Keeping['drafts'] => ({
  keep: async (cid) => {
    db.run('INSERT OR REPLACE INTO drafts (cid, at) VALUES (?, ?)', cid.toString(), now())
  },
  list: async () => {
    db.run('DELETE FROM drafts WHERE at < ?', now() - DRAFT_MS)
    return cidsOf(db, 'SELECT cid FROM drafts')
  },
})

const damagedIn = (db: Sqlite): Keeping['damaged'] => ({
  add: async (cid) => {
    db.run('INSERT OR IGNORE INTO damaged (cid) VALUES (?)', cid.toString())
  },
  remove: async (cid) => {
    db.run('DELETE FROM damaged WHERE cid = ?', cid.toString())
  },
  list: async () => cidsOf(db, 'SELECT cid FROM damaged'),
})

const cidsOf = (db: Sqlite, sql: string, ...values: string[]): CID[] =>
  db.rows(sql, ...values).map((row) => CID.parse(text(row, 'cid')))
