/**
 * Manifests, inner nodes and other small blocks, in one database: a file for each would cost ten
 * times as much, to write and to read. What a power cut takes of it, peers give again.
 */
import { rename } from 'node:fs/promises'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import type { StoredBlock } from '../../index.ts'
import { isDamage, removeDatabase } from './sqliteSchema.ts'
import { blob, int, Sqlite } from './sqliteRows.ts'

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

export class SmallBlocks implements Disposable {
  readonly #db: Sqlite

  private constructor(db: Sqlite) {
    this.#db = db
  }

  /** Opens or makes it. A damaged one is put aside: what it held is fetched again. */
  static async open(path: string): Promise<SmallBlocks> {
    try {
      return new SmallBlocks(connect(path))
    } catch (failure) {
      if (!isDamage(failure)) throw failure
      await rename(path, `${path}.damaged`)
      await removeDatabase(path)
      return new SmallBlocks(connect(path))
    }
  }

  get(cid: CID): Uint8Array | undefined {
    const row = this.#db.row('SELECT bytes FROM blocks WHERE multihash = ?', keyOf(cid))
    return row && blob(row, 'bytes')
  }

  lengthOf(cid: CID): number | undefined {
    const sql = 'SELECT length(bytes) AS length FROM blocks WHERE multihash = ?'
    const row = this.#db.row(sql, keyOf(cid))
    return row && int(row, 'length')
  }

  put(cid: CID, bytes: Uint8Array): void {
    const sql = 'INSERT OR REPLACE INTO blocks (multihash, bytes, at) VALUES (?, ?, ?)'
    this.#db.run(sql, keyOf(cid), bytes, Date.now())
  }

  delete(cid: CID): void {
    this.#db.run('DELETE FROM blocks WHERE multihash = ?', keyOf(cid))
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
        // Which codec its links speak the key does not say.
        const cid = CID.createV1(raw.code, Digest.decode(after))
        yield { cid, bytes: int(row, 'length'), at: int(row, 'at') }
      }
      if (rows.length < PAGE) return
    }
  }

  [Symbol.dispose](): void {
    this.#db.close()
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
