/** What people see: the current manifest of each release, its words, its files. */
import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import {
  bytes32Of,
  cborCidOf,
  fromHex,
  parseAddress,
  parseBytes32,
  parseEditionId,
  parseReleaseId,
  type Edition,
  type Entry,
  type ListedFile,
  type Manifest,
  type Terms,
  wordsOf,
} from '../../index.ts'
import { blob, int, text, type Row, type Sqlite } from './sqliteRows.ts'

/** Makes the listing of one release again from what the chain said and what was checked. */
export function refresh(db: Sqlite, release: string): void {
  db.run('DELETE FROM words WHERE rowid = (SELECT id FROM listing WHERE release = ?)', release)
  db.run('DELETE FROM listing WHERE release = ?', release)
  const current = db.row(
    `SELECT id, manifest FROM candidates WHERE release = ? AND status = 'listed'
     ORDER BY block DESC, log_index DESC LIMIT 1`,
    release,
  )
  if (!current) return
  const added = db.row(
    `INSERT INTO listing (release, candidate, block, log_index, retired)
     SELECT ?1, ?2, block, log_index, EXISTS (SELECT 1 FROM retirements WHERE release = ?1)
     FROM editions WHERE release = ?1 ORDER BY block, log_index LIMIT 1
     RETURNING id, retired`,
    ...[release, int(current, 'id')],
  )
  if (!added || int(added, 'retired') === 1) return
  const { title, artist, tracks, genres } = wordsOf(manifestOf(current))
  db.run(
    'INSERT INTO words (rowid, title, artist, tracks, genres) VALUES (?, ?, ?, ?, ?)',
    ...[int(added, 'id'), title, artist, tracks, genres],
  )
}

/** `settle` stored it when it was checked; to check it again takes nine times as long. */
export const manifestOf = (row: Row): Manifest =>
  // Encoded from a Manifest and never changed since.
  dagCbor.decode<Manifest>(blob(row, 'manifest'))

/** Columns `entryOf` reads, with `l` and `c` as names of the listing and its current candidate. */
export const ENTRY = `l.release, l.block, l.log_index, l.retired, c.artist, c.salt, c.digest, c.manifest`
export const LISTED = 'listing AS l JOIN candidates AS c ON c.id = l.candidate'

export function release(db: Sqlite, id: string): Entry | undefined {
  const row = db.row(`SELECT ${ENTRY} FROM ${LISTED} WHERE l.release = ?`, id)
  return row && entryOf(db, row)
}

export const entryOf = (db: Sqlite, row: Row): Entry => ({
  release: parseReleaseId(text(row, 'release')),
  artist: parseAddress(text(row, 'artist')),
  salt: parseBytes32(text(row, 'salt')),
  place: { block: int(row, 'block'), logIndex: int(row, 'log_index') },
  cid: cborCidOf(fromHex(parseBytes32(text(row, 'digest')))),
  manifest: manifestOf(row),
  editions: editionsOf(db, text(row, 'release')),
  sold: soldOf(db, text(row, 'release')),
  retired: int(row, 'retired') === 1,
})

const soldOf = (db: Sqlite, release: string): number =>
  int(
    db.row(
      `SELECT coalesce(sum(s.copies), 0) AS sold
       FROM editions AS e CROSS JOIN sales AS s ON s.edition = e.edition WHERE e.release = ?`,
      release,
    ) ?? {},
    'sold',
  )

/** How far back "lately" looks. */
const LATE_SALES = 1000

/** What was bought last, newest sale first. */
export const boughtLately = (db: Sqlite, limit: number): Entry[] =>
  db
    .rows(
      `WITH late AS (SELECT * FROM sales ORDER BY block DESC, log_index DESC LIMIT ${LATE_SALES}),
         last AS (
           SELECT release, max(late.block * 1000000 + late.log_index) AS place
           FROM late JOIN editions USING (edition) GROUP BY release)
       SELECT ${ENTRY} FROM ${LISTED} JOIN last ON last.release = l.release
       WHERE l.retired = 0 ORDER BY last.place DESC LIMIT ?`,
      limit,
    )
    .map((row) => entryOf(db, row))

const editionsOf = (db: Sqlite, release: string): Edition[] =>
  db
    .rows(
      `SELECT e.edition, e.terms, e.block, e.log_index, x.edition IS NOT NULL AS closed
       FROM editions AS e LEFT JOIN closes AS x USING (edition)
       WHERE e.release = ? ORDER BY e.block, e.log_index`,
      release,
    )
    .map((row) => ({
      edition: parseEditionId(text(row, 'edition')),
      terms: termsOf(text(row, 'terms')),
      closed: int(row, 'closed') === 1,
      block: int(row, 'block'),
      logIndex: int(row, 'log_index'),
    }))

/** Not parsed as strangers' terms are: the contract accepted these, and that is what counts. */
function termsOf(json: string): Terms {
  // `advance` wrote it from `Terms`, with only the price spelt otherwise.
  const stored = JSON.parse(json) as Omit<Terms, 'price'> & { price: string }
  return { ...stored, price: BigInt(stored.price) }
}

const DAG_CBOR = 0x71
const DAG_CBOR_MIME = 'application/vnd.ipld.dag-cbor'

export function file(db: Sqlite, cid: CID): ListedFile | undefined {
  if (cid.code === DAG_CBOR) return manifestFile(db, cid)
  const row = db.row(
    `SELECT l.release, f.* FROM files AS f JOIN listing AS l USING (candidate)
     WHERE f.cid = ? ORDER BY l.block, l.log_index LIMIT 1`,
    cid.toString(),
  )
  return row && fileOf(row)
}

/** Earlier manifests, too: whoever rebuilds the catalogue needs each step of a release. */
function manifestFile(db: Sqlite, cid: CID): ListedFile | undefined {
  if (cid.multihash.digest.length !== 32) return undefined
  const digest = bytes32Of(cid.multihash.digest)
  if (!cborCidOf(fromHex(digest)).equals(cid)) return undefined
  const row = db.row(
    `SELECT release, length(manifest) AS bytes FROM candidates
     WHERE digest = ? AND status = 'listed' ORDER BY block, log_index LIMIT 1`,
    digest,
  )
  if (!row) return undefined
  const release = parseReleaseId(text(row, 'release'))
  return { cid, release, mime: DAG_CBOR_MIME, bytes: int(row, 'bytes'), name: 'manifest.cbor' }
}

export function unheld(db: Sqlite, limit: number): ListedFile[] {
  // CROSS JOIN keeps this order of the tables: it stops at the limit, and asks the small index
  // of what is missing once a release. A file of two releases belongs to the older.
  const rows = db.rows(
    `SELECT l.release, f.* FROM listing AS l CROSS JOIN files AS f
     WHERE l.retired = 0 AND f.candidate = l.candidate AND f.held = 0
       AND NOT EXISTS (
         SELECT 1 FROM files AS g CROSS JOIN listing AS o
         WHERE g.cid = f.cid AND o.candidate = g.candidate AND o.retired = 0 AND (o.block, o.log_index) < (l.block, l.log_index))
     ORDER BY l.block, l.log_index, f.position LIMIT ?`,
    limit,
  )
  return rows.map(fileOf)
}

export function hold(db: Sqlite, cid: CID): void {
  db.atomically(() => {
    db.run('INSERT OR IGNORE INTO held (cid) VALUES (?)', cid.toString())
    db.run('UPDATE files SET held = 1 WHERE cid = ?', cid.toString())
  })
}

const HELD_PAGE = 1000

export const heldAfter = (db: Sqlite, cid: string): CID[] =>
  db
    .rows('SELECT cid FROM held WHERE cid > ? ORDER BY cid LIMIT ?', cid, HELD_PAGE)
    .map((row) => CID.parse(text(row, 'cid')))

/** What is listed no more may have been swept by the time it is listed again. */
export function letGo(db: Sqlite): void {
  db.atomically(() => {
    db.run(`DELETE FROM held WHERE cid NOT IN (
      SELECT f.cid FROM files AS f JOIN candidates AS c ON c.id = f.candidate
      WHERE c.status = 'listed')`)
    db.run('UPDATE files SET held = 0 WHERE held = 1 AND cid NOT IN (SELECT cid FROM held)')
  })
}

const fileOf = (row: Row): ListedFile => ({
  cid: CID.parse(text(row, 'cid')),
  release: parseReleaseId(text(row, 'release')),
  mime: text(row, 'mime'),
  bytes: int(row, 'bytes'),
  name: text(row, 'name'),
})
