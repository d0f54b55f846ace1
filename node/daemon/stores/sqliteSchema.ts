/**
 * The tables of the catalogue, and how its file is opened. All of it can be made again from the
 * chain and from peers, so a file of another version or a damaged one is replaced, never repaired.
 */
import { rename, rm } from 'node:fs/promises'
import { int, Sqlite, text } from './sqliteRows.ts'

/** Raised with every change of the tables, of `fold` or of what is listed. */
const VERSION = 5

const SCHEMA = `
  CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;

  -- What the chain said, each row with its place, so that a rewind can forget it.
  CREATE TABLE editions (
    edition TEXT PRIMARY KEY, release TEXT NOT NULL, terms TEXT NOT NULL,
    block INTEGER NOT NULL, log_index INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX editions_of ON editions (release, block, log_index);
  CREATE TABLE closes (
    edition TEXT PRIMARY KEY, block INTEGER NOT NULL, log_index INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE retirements (
    release TEXT PRIMARY KEY, block INTEGER NOT NULL, log_index INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE revocations (
    artist TEXT NOT NULL, key TEXT NOT NULL, block INTEGER NOT NULL, log_index INTEGER NOT NULL,
    PRIMARY KEY (artist, key)
  ) STRICT;

  -- Of one edition in one block, together.
  CREATE TABLE sales (
    edition TEXT NOT NULL, block INTEGER NOT NULL, log_index INTEGER NOT NULL,
    copies INTEGER NOT NULL, PRIMARY KEY (edition, block)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sales_by_place ON sales (block, log_index);

  -- Each naming of a manifest. Sound ones keep their manifest, also while they are refused for
  -- what stands earlier on the chain: that may turn out to be refused itself.
  CREATE TABLE candidates (
    id INTEGER PRIMARY KEY,
    block INTEGER NOT NULL, log_index INTEGER NOT NULL,
    release TEXT NOT NULL, artist TEXT NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'listed', 'refused')),
    -- retry_at: -1 never tried, 0 hurried; hurried: at which attempt it last was.
    attempts INTEGER NOT NULL DEFAULT 0, retry_at INTEGER NOT NULL DEFAULT -1,
    hurried INTEGER NOT NULL DEFAULT -1,
    reason TEXT, manifest BLOB,
    UNIQUE (block, log_index)
  ) STRICT;
  CREATE INDEX candidates_of ON candidates (release, block, log_index);
  CREATE INDEX candidates_due ON candidates (status, retry_at, block, log_index);
  CREATE INDEX candidates_named ON candidates (digest);
  -- Manifests whose naming the chain has taken back, and where it stood: it may come back.
  CREATE TABLE undone (digest TEXT PRIMARY KEY, block INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE claims (
    cid TEXT NOT NULL, candidate INTEGER NOT NULL REFERENCES candidates ON DELETE CASCADE,
    PRIMARY KEY (cid, candidate)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claims_of ON claims (candidate);
  CREATE TABLE files (
    candidate INTEGER NOT NULL REFERENCES candidates ON DELETE CASCADE, position INTEGER NOT NULL,
    cid TEXT NOT NULL, mime TEXT NOT NULL, bytes INTEGER NOT NULL, name TEXT NOT NULL,
    held INTEGER NOT NULL,
    PRIMARY KEY (candidate, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_by_cid ON files (cid);
  CREATE INDEX files_unheld ON files (candidate, position) WHERE held = 0;

  -- What people see: one row a release, made from the above.
  CREATE TABLE listing (
    id INTEGER PRIMARY KEY, release TEXT NOT NULL UNIQUE, candidate INTEGER NOT NULL,
    block INTEGER NOT NULL, log_index INTEGER NOT NULL, retired INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX listing_by_place ON listing (retired, block, log_index);
  CREATE INDEX listing_by_candidate ON listing (candidate);
  -- Both sides come from fold(), so the tokenizer need only cut at spaces.
  CREATE VIRTUAL TABLE words USING fts5 (
    title, artist, tracks, genres, tokenize = 'ascii', prefix = '2 3'
  );

  -- The only thing here that is about this machine.
  CREATE TABLE held (cid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  PRAGMA user_version = ${VERSION};
`

export interface OpenOptions {
  /** Hears why a damaged file was put aside, and where it lies now. */
  onDamage?: (damage: { reason: string; movedTo: string }) => void
}

export async function openDatabase(path: string, { onDamage }: OpenOptions = {}): Promise<Sqlite> {
  try {
    const database = openSound(path)
    if (database) return database
    await removeDatabase(path)
  } catch (failure) {
    if (!isDamage(failure)) throw failure
    const movedTo = `${path}.damaged`
    await rename(path, movedTo)
    await removeDatabase(path)
    onDamage?.({ reason: failure.message, movedTo })
  }
  return create(path)
}

/** The database there, sound and of our version; undefined when it is of another. */
function openSound(path: string): Sqlite | undefined {
  const database = connect(path)
  try {
    const version = int(database.row('PRAGMA user_version') ?? {}, 'user_version')
    if (version !== VERSION) {
      database.close()
      return undefined
    }
    const found = text(database.row('PRAGMA quick_check(1)') ?? {}, 'quick_check')
    if (found !== 'ok') throw new DamagedError(found)
    return database
  } catch (failure) {
    database.close()
    throw failure
  }
}

function create(path: string): Sqlite {
  const database = connect(path)
  database.atomically(() => database.script(SCHEMA))
  return database
}

/** A power cut may lose the last transactions, never tear them: they are read from the chain again. */
function connect(path: string): Sqlite {
  const database = new Sqlite(path)
  try {
    database.script(`
      PRAGMA busy_timeout = 5000;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
    `)
    return database
  } catch (failure) {
    database.close()
    throw failure
  }
}

export async function removeDatabase(path: string): Promise<void> {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true })
}

export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}

const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** The file is no database, or a torn one. */
export const isDamage = (failure: unknown): failure is Error =>
  failure instanceof DamagedError || isOfKind(failure, SQLITE_CORRUPT, SQLITE_NOTADB)

/** Or the disk does not give it back. */
export const isUnreadable = (failure: unknown): boolean =>
  isDamage(failure) || isOfKind(failure, SQLITE_IOERR)

const isOfKind = (failure: unknown, ...kinds: number[]): failure is Error =>
  failure instanceof Error &&
  'errcode' in failure &&
  // The low byte is the kind of error, the rest says where it struck.
  kinds.includes(Number(failure.errcode) & 0xff)
