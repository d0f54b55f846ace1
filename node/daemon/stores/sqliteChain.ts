/** What the chain said, row by row, and how it is forgotten again. */
import {
  parseBytes32,
  REORG_GRACE_BLOCKS,
  termsToJson,
  type Address,
  type BlockRef,
  type Bytes32,
  type Candidate,
  type ChainEvent,
  type Place,
  type ReleaseId,
} from '../../index.ts'
import { refresh } from './sqliteListing.ts'
import { int, text, type Sqlite } from './sqliteRows.ts'

const KEPT_BLOCKS = 64

export const recent = (db: Sqlite): BlockRef[] =>
  db
    .rows('SELECT number, hash FROM blocks ORDER BY number DESC')
    .map((row) => ({ number: int(row, 'number'), hash: parseBytes32(text(row, 'hash')) }))

export function advance(db: Sqlite, head: BlockRef, events: readonly ChainEvent[]): void {
  db.atomically(() => {
    for (const event of events) takeIn(db, event)
    db.run('INSERT OR REPLACE INTO blocks (number, hash) VALUES (?, ?)', head.number, head.hash)
    db.run(
      'DELETE FROM blocks WHERE number NOT IN (SELECT number FROM blocks ORDER BY number DESC LIMIT ?)',
      KEPT_BLOCKS,
    )
    db.run('DELETE FROM undone WHERE block < ?', head.number - REORG_GRACE_BLOCKS)
  })
}

export function rewind(db: Sqlite, block: number): void {
  db.atomically(() => {
    const touched = releasesTouchedAfter(db, block)
    db.run(
      `INSERT OR REPLACE INTO undone (digest, block)
       SELECT digest, max(block) FROM candidates WHERE block > ? AND status <> 'refused' GROUP BY digest`,
      block,
    )
    for (const table of [
      'editions',
      'closes',
      'retirements',
      'revocations',
      'sales',
      'candidates',
    ]) {
      db.run(`DELETE FROM ${table} WHERE block > ?`, block)
    }
    db.run('DELETE FROM blocks WHERE number > ?', block)
    // A candidate depends on earlier ones only, so those that stay stand as they stood.
    for (const release of touched) refresh(db, release)
  })
}

export function keyRevokedAt(db: Sqlite, artist: Address, key: Bytes32): Place | undefined {
  const row = db.row(
    'SELECT block, log_index FROM revocations WHERE artist = ? AND key = ?',
    artist,
    key,
  )
  return row && placeOf(row)
}

export const placeOf = (row: Parameters<typeof int>[0]): Place => ({
  block: int(row, 'block'),
  logIndex: int(row, 'log_index'),
})

function releasesTouchedAfter(db: Sqlite, block: number): string[] {
  const rows = db.rows(
    `SELECT release FROM candidates WHERE block > ?1
     UNION SELECT release FROM retirements WHERE block > ?1`,
    block,
  )
  return rows.map((row) => text(row, 'release'))
}

/** Of what can happen once only, the first stands. */
function takeIn(db: Sqlite, event: ChainEvent): void {
  const { block, logIndex } = event
  switch (event.kind) {
    case 'minted': {
      const { release, edition, artist, terms } = event
      db.run(
        'INSERT OR IGNORE INTO editions (edition, release, terms, block, log_index) VALUES (?, ?, ?, ?, ?)',
        ...[edition, release, JSON.stringify(termsToJson(terms)), block, logIndex],
      )
      name(db, { block, logIndex, release, artist, salt: terms.salt, digest: terms.manifest })
      break
    }
    case 'revised': {
      const { release, artist, salt, manifest } = event
      // Anybody can revise what they never minted: it is no release yet.
      const minted = db.row('SELECT 1 FROM editions WHERE release = ?', release)
      if (minted) name(db, { block, logIndex, release, artist, salt, digest: manifest })
      break
    }
    case 'closed':
      db.run('INSERT OR IGNORE INTO closes VALUES (?, ?, ?)', event.edition, block, logIndex)
      break
    case 'retired':
      db.run('INSERT OR IGNORE INTO retirements VALUES (?, ?, ?)', event.release, block, logIndex)
      refresh(db, event.release)
      break
    case 'key-revoked':
      db.run(
        'INSERT OR IGNORE INTO revocations VALUES (?, ?, ?, ?)',
        ...[event.artist, event.key, block, logIndex],
      )
      break
    case 'sold':
      db.run(
        `INSERT INTO sales (edition, block, log_index, copies) VALUES (?, ?, ?, 1)
         ON CONFLICT DO UPDATE SET log_index = excluded.log_index, copies = copies + 1`,
        ...[event.edition, block, logIndex],
      )
  }
}

/** A manifest becomes a candidate, unless it is the one named last: another edition, say. */
function name(db: Sqlite, candidate: Omit<Candidate, 'attempts'>): void {
  const { block, logIndex, release, artist, salt, digest } = candidate
  if (lastNamed(db, release) === digest) return
  db.run(
    'INSERT INTO candidates (block, log_index, release, artist, salt, digest) VALUES (?, ?, ?, ?, ?, ?)',
    ...[block, logIndex, release, artist, salt, digest],
  )
}

function lastNamed(db: Sqlite, release: ReleaseId): string | undefined {
  const row = db.row(
    'SELECT digest FROM candidates WHERE release = ? ORDER BY block DESC, log_index DESC LIMIT 1',
    release,
  )
  return row && text(row, 'digest')
}
