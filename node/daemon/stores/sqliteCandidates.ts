/** Manifests the chain names: which to check next, and what became of them. */
import {
  claimsOf,
  encodeCanonical,
  isBefore,
  judge,
  parseAddress,
  parseBytes32,
  parseEditionId,
  parseReleaseId,
  type Address,
  type Bytes32,
  type Candidate,
  type Manifest,
  type Outcome,
  type Standing,
  type Place,
  type ReleaseId,
} from '../../index.ts'
import { keyRevokedAt, placeOf } from './sqliteChain.ts'
import { manifestOf, refresh } from './sqliteListing.ts'
import { int, safe, text, type Row, type Sqlite } from './sqliteRows.ts'

const LIVE_AT_ONCE = 500

type Listed = Extract<Outcome, { status: 'listed' }>

/** Waiting, and first of its release: a revision is judged by what it revises. */
const NEXT = `
  FROM candidates AS c WHERE c.status = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM candidates AS e WHERE e.release = c.release AND e.status = 'waiting'
      AND (e.block, e.log_index) < (c.block, c.log_index))`

export const due = (db: Sqlite, now: number, limit: number): Candidate[] =>
  db
    .rows(
      `SELECT * ${NEXT} AND c.retry_at <= ? ORDER BY c.retry_at, c.block, c.log_index LIMIT ?`,
      ...[now, limit],
    )
    .map(candidateOf)

export function nextDue(db: Sqlite): number | undefined {
  const row = db.row(`SELECT c.retry_at ${NEXT} ORDER BY c.retry_at LIMIT 1`)
  return row && int(row, 'retry_at')
}

/**
 * What was never tried is first in the queue already. The try that follows a hurry cannot be hurried
 * itself, or whoever repeats an announcement would have it tried without a pause.
 */
export function hurry(db: Sqlite, digest: string): void {
  db.run(
    `UPDATE candidates SET retry_at = 0, hurried = attempts
     WHERE digest = ? AND status = 'waiting' AND attempts >= hurried + 2`,
    digest,
  )
}

export function settle(db: Sqlite, candidate: Candidate, outcome: Outcome): Outcome | undefined {
  return db.atomically(() => {
    const { block, logIndex, release, digest } = candidate
    const row = db.row(
      `SELECT id FROM candidates
       WHERE block = ? AND log_index = ? AND release = ? AND digest = ? AND status = 'waiting'`,
      ...[block, logIndex, release, digest],
    )
    if (!row) return undefined
    const id = int(row, 'id')
    switch (outcome.status) {
      case 'listed':
        keep(db, id, outcome)
        return statusOf(db, id, outcome)
      case 'refused':
        db.run(
          `UPDATE candidates SET status = 'refused', reason = ? WHERE id = ?`,
          ...[outcome.reason, id],
        )
        return outcome
      case 'later':
        db.run(
          'UPDATE candidates SET attempts = attempts + 1, retry_at = ?, reason = ? WHERE id = ?',
          ...[safe(Math.max(0, outcome.retryAt)), outcome.reason, id],
        )
        return outcome
    }
  })
}

export function standing(
  db: Sqlite,
  release: string,
  digest: string,
): Outcome['status'] | undefined {
  const row = db.row(
    `SELECT status FROM candidates WHERE release = ? AND digest = ?
     ORDER BY block DESC, log_index DESC LIMIT 1`,
    ...[release, digest],
  )
  const status = row && text(row, 'status')
  return status === 'listed' || status === 'refused' || status === undefined ? status : 'later'
}

/** By the newest edition and the newest manifest; both come from the chain, so one implies the other. */
export function verdict(db: Sqlite, release: string): Standing | undefined {
  const edition = db.row(
    'SELECT edition FROM editions WHERE release = ? ORDER BY block DESC, log_index DESC LIMIT 1',
    release,
  )
  const row = db.row(
    `SELECT status, reason FROM candidates WHERE release = ?
     ORDER BY block DESC, log_index DESC LIMIT 1`,
    release,
  )
  if (!edition || !row) return undefined
  const status = text(row, 'status')
  return {
    edition: parseEditionId(text(edition, 'edition')),
    status: status === 'listed' || status === 'refused' ? status : 'later',
    ...(status === 'refused' && { reason: text(row, 'reason') }),
  }
}

function keep(db: Sqlite, id: number, { manifest, files }: Listed): void {
  db.run('UPDATE candidates SET manifest = ? WHERE id = ?', encodeCanonical(manifest), id)
  for (const cid of claimsOf(manifest)) {
    db.run('INSERT INTO claims (cid, candidate) VALUES (?, ?)', cid.toString(), id)
  }
  for (const [position, { cid, mime, bytes, name }] of files.entries()) {
    db.run(
      `INSERT INTO files (candidate, position, cid, mime, bytes, name, held)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, EXISTS (SELECT 1 FROM held WHERE cid = ?3))`,
      ...[id, position, cid.toString(), mime, safe(bytes), name],
    )
  }
  judgeFrom(db, id)
}

function statusOf(db: Sqlite, id: number, listed: Listed): Outcome {
  const row = db.row('SELECT status, reason FROM candidates WHERE id = ?', id) ?? {}
  if (text(row, 'status') === 'listed') return listed
  return { status: 'refused', reason: text(row, 'reason') }
}

/**
 * Judges this candidate, and every later one whose case it changes, in the order of the chain: each
 * is judged when all that stands before it is settled.
 */
function judgeFrom(db: Sqlite, start: number): void {
  const touched = new Set<string>()
  const open = new Map<number, Place>([[start, { block: 0, logIndex: 0 }]])
  for (let id = earliest(open); id !== undefined; id = earliest(open)) {
    open.delete(id)
    const row = db.row('SELECT * FROM candidates WHERE id = ?', id) ?? {}
    const reason = reasonAgainst(db, row)
    const wasListed = text(row, 'status') === 'listed'
    db.run(
      'UPDATE candidates SET status = ?, reason = ? WHERE id = ?',
      ...[reason === undefined ? 'listed' : 'refused', reason ?? null, id],
    )
    if (wasListed === (reason === undefined)) continue
    touched.add(text(row, 'release'))
    for (const [later, place] of laterConcerned(db, row)) open.set(later, place)
  }
  for (const release of touched) refresh(db, release)
}

function earliest(open: ReadonlyMap<number, Place>): number | undefined {
  let first: [number, Place] | undefined
  for (const entry of open) if (!first || isBefore(entry[1], first[1])) first = entry
  return first?.[0]
}

function reasonAgainst(db: Sqlite, row: Row): string | undefined {
  const { artist, release, block, logIndex } = candidateOf(row)
  const place = { block, logIndex }
  return judge(place, {
    owner: () => ownerBefore(db, int(row, 'id'), artist, place),
    manifest: () => manifestOf(row),
    revokedAt: (key) => keyRevokedAt(db, artist, key),
    previous: () => listedBefore(db, release, place),
  })
}

/** CROSS JOIN keeps this order of the tables: left to itself, SQLite begins with all that is listed. */
function ownerBefore(
  db: Sqlite,
  id: number,
  artist: Address,
  { block, logIndex }: Place,
): ReleaseId | undefined {
  const row = db.row(
    `SELECT o.release FROM claims AS mine CROSS JOIN claims AS theirs CROSS JOIN candidates AS o
     WHERE mine.candidate = ? AND theirs.cid = mine.cid AND o.id = theirs.candidate
       AND o.artist <> ? AND o.status = 'listed' AND (o.block, o.log_index) < (?, ?)
     ORDER BY o.block, o.log_index LIMIT 1`,
    ...[id, artist, block, logIndex],
  )
  return row && parseReleaseId(text(row, 'release'))
}

function listedBefore(db: Sqlite, release: string, place: Place): Manifest | undefined {
  const row = db.row(
    `SELECT manifest FROM candidates
     WHERE release = ? AND status = 'listed' AND (block, log_index) < (?, ?)
     ORDER BY block DESC, log_index DESC LIMIT 1`,
    ...[release, place.block, place.logIndex],
  )
  return row && manifestOf(row)
}

/** Sound candidates further on: of the same release, or of others with the same recordings. */
function laterConcerned(db: Sqlite, row: Row): [number, Place][] {
  const { release, artist, block, logIndex } = candidateOf(row)
  const rows = db.rows(
    `SELECT id, block, log_index FROM candidates
     WHERE release = ?1 AND manifest IS NOT NULL AND (block, log_index) > (?2, ?3)
     UNION
     SELECT c.id, c.block, c.log_index FROM claims AS mine
       CROSS JOIN claims AS theirs CROSS JOIN candidates AS c
     WHERE mine.candidate = ?4 AND theirs.cid = mine.cid AND c.id = theirs.candidate AND c.artist <> ?5 AND (c.block, c.log_index) > (?2, ?3)`,
    ...[release, block, logIndex, int(row, 'id'), artist],
  )
  return rows.map((later) => [int(later, 'id'), placeOf(later)])
}

const candidateOf = (row: Row): Candidate => ({
  ...placeOf(row),
  release: parseReleaseId(text(row, 'release')),
  artist: parseAddress(text(row, 'artist')),
  salt: parseBytes32(text(row, 'salt')),
  digest: parseBytes32(text(row, 'digest')),
  attempts: int(row, 'attempts'),
})

/** Some manifests that were not refused, after a place; an empty list after the last. */
export const liveAfter = (
  db: Sqlite,
  { block, logIndex }: Place,
): (Place & { digest: Bytes32 })[] =>
  db
    .rows(
      `SELECT block, log_index, digest FROM candidates
       WHERE (block, log_index) > (?, ?) AND status <> 'refused' ORDER BY block, log_index LIMIT ?`,
      ...[block, logIndex, LIVE_AT_ONCE],
    )
    .map((row) => ({ ...placeOf(row), digest: parseBytes32(text(row, 'digest')) }))

export const undone = (db: Sqlite): Bytes32[] =>
  db.rows('SELECT digest FROM undone').map((row) => parseBytes32(text(row, 'digest')))

export function counts(db: Sqlite): { listed: number; waiting: number; refused: number } {
  const row =
    db.row(`SELECT
      (SELECT count(*) FROM listing WHERE retired = 0) AS listed,
      (SELECT count(*) FROM candidates WHERE status = 'waiting') AS waiting,
      (SELECT count(*) FROM candidates WHERE status = 'refused') AS refused`) ?? {}
  return { listed: int(row, 'listed'), waiting: int(row, 'waiting'), refused: int(row, 'refused') }
}
