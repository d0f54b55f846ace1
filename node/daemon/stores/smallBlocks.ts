/**
 * Manifests, inner nodes and other small blocks, in one database: a file for each would cost ten
 * times as much, to write and to read. What rots in it counts as lost, block by block; peers give
 * it again. So does what a power cut takes, unless it was settled.
 */
import { renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import type { StoreSize, StoredBlock } from '../../index.ts'
import { SeenDigests } from './seenDigests.ts'
import { DamagedError, isDamage, isUnreadable, type OpenOptions } from './sqliteSchema.ts'
import { blob, int, Sqlite, text, type Row } from './sqliteRows.ts'

/** A database keeps a value of four pages well; a leaf of music is better off as a file. */
export const SMALL_BYTES = 16 * 1024

const SCHEMA = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS blocks (
    multihash BLOB PRIMARY KEY, bytes BLOB NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`
const PAGE = 1000

interface Opened {
  blocks: SmallBlocks
  seen: SeenDigests
  held: StoreSize
}

export class SmallBlocks implements Disposable {
  readonly #path: string
  readonly #options: OpenOptions
  #db: Sqlite

  private constructor(path: string, options: OpenOptions) {
    this.#path = path
    this.#options = options
    this.#db = connect(path)
  }

  /** Opens or makes it. A damaged one is put aside: what cannot be saved of it is fetched again. */
  static open(path: string, options: OpenOptions = {}): Opened {
    try {
      return this.#load(path, options)
    } catch (failure) {
      if (!isDamage(failure)) throw failure
      putAside(path, failure, options)
      return this.#load(path, options)
    }
  }

  static #load(path: string, options: OpenOptions): Opened {
    const blocks = new SmallBlocks(path, options)
    try {
      const found = text(blocks.#db.row('PRAGMA quick_check(1)') ?? {}, 'quick_check')
      if (found !== 'ok') throw new DamagedError(found)
      const seen = new SeenDigests()
      const held = { blocks: 0, bytes: 0 }
      for (const { cid, bytes } of blocks.list()) {
        seen.add(cid)
        held.blocks += 1
        held.bytes += bytes
      }
      return { blocks, seen, held }
    } catch (failure) {
      blocks[Symbol.dispose]()
      throw failure
    }
  }

  /** Throws `EIO` when it lies on a page that cannot be read any more. */
  get(cid: CID): Uint8Array | undefined {
    const sql = 'SELECT bytes FROM blocks WHERE multihash = ?'
    const row = this.#unlessUnreadable(() => this.#db.row(sql, keyOf(cid)))
    if (row === UNREADABLE) throw new Error(`EIO: ${cid.toString()} cannot be read any more`)
    return row && blob(row, 'bytes')
  }

  lengthOf(cid: CID): number | undefined {
    const sql = 'SELECT length(bytes) AS length FROM blocks WHERE multihash = ?'
    const row = this.#unlessUnreadable(() => this.#db.row(sql, keyOf(cid)))
    // Something is there, and can only be deleted.
    if (row === UNREADABLE) return 0
    return row && int(row, 'length')
  }

  put(cid: CID, bytes: Uint8Array): void {
    const sql = 'INSERT OR REPLACE INTO blocks (multihash, bytes, at) VALUES (?, ?, ?)'
    this.#write(() => this.#db.run(sql, keyOf(cid), bytes, Date.now()))
  }

  delete(cid: CID): void {
    this.#write(() => this.#db.run('DELETE FROM blocks WHERE multihash = ?', keyOf(cid)))
  }

  /** What was put so far survives a power cut. Commits alone are not forced to the disk. */
  settle(): void {
    this.#write(() => this.#db.row('PRAGMA wal_checkpoint(FULL)'))
  }

  /** In pages: what is asked for meanwhile need not wait for all of it. */
  *list(): Generator<StoredBlock> {
    const sql =
      'SELECT multihash, length(bytes) AS length, at FROM blocks WHERE multihash > ? ' +
      'ORDER BY multihash LIMIT ?'
    let after: Uint8Array = new Uint8Array()
    for (;;) {
      const rows = this.#db.rows(sql, after, PAGE)
      for (const row of rows) {
        after = blob(row, 'multihash')
        const cid = cidAt(after)
        if (cid) yield { cid, bytes: int(row, 'length'), at: int(row, 'at') }
      }
      if (rows.length < PAGE) return
    }
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }

  #unlessUnreadable<Result>(read: () => Result): Result | typeof UNREADABLE {
    try {
      return read()
    } catch (failure) {
      if (!isUnreadable(failure)) throw failure
      return UNREADABLE
    }
  }

  /** A database that takes nothing any more makes room for one that does. */
  #write(work: () => unknown): void {
    try {
      work()
    } catch (failure) {
      if (!isDamage(failure)) throw failure
      this.#db.close()
      putAside(this.#path, failure, this.#options)
      this.#db = connect(this.#path)
      work()
    }
  }
}

const UNREADABLE = Symbol('unreadable')

function putAside(path: string, { message }: Error, { onDamage }: OpenOptions): void {
  const movedTo = `${path}.damaged`
  renameSync(path, movedTo)
  for (const rest of ['-wal', '-shm']) rmSync(`${path}${rest}`, { force: true })
  save(movedTo, path)
  onDamage?.({ reason: message, movedTo })
}

/** What can still be read, from both ends. Whatever it is, it is hashed before it is used. */
function save(from: string, to: string): void {
  const into = connect(to)
  try {
    for (const order of ['ASC', 'DESC']) copy(from, into, order)
  } catch {
    // The rest is fetched again.
  } finally {
    into.close()
  }
}

/** As far as it goes: what cannot be read ends it. */
function copy(from: string, into: Sqlite, order: string): void {
  const old = new DatabaseSync(from)
  into.script('BEGIN')
  try {
    const rows = old.prepare(`SELECT multihash, bytes, at FROM blocks ORDER BY multihash ${order}`)
    const sql = 'INSERT OR IGNORE INTO blocks (multihash, bytes, at) VALUES (?, ?, ?)'
    const add = ({ multihash = null, bytes = null, at = null }: Row) =>
      into.run(sql, multihash, bytes, at)
    for (const row of rows.iterate()) add(row)
  } catch (failure) {
    if (!isUnreadable(failure)) throw failure
  } finally {
    into.script('COMMIT')
    old.close()
  }
}

/** Which codec its links speak the key does not say. Undefined: the key rotted. */
function cidAt(key: Uint8Array): CID | undefined {
  try {
    return CID.createV1(raw.code, Digest.decode(key))
  } catch {
    return undefined
  }
}

const keyOf = ({ multihash }: CID): Uint8Array => multihash.bytes

function connect(path: string): Sqlite {
  const db = new Sqlite(path)
  try {
    db.script(SCHEMA)
    return db
  } catch (failure) {
    db.close()
    throw failure
  }
}
