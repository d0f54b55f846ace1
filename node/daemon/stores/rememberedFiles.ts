/**
 * What an interrupted publishing run has stored already, so that the next one goes on without
 * reading the files again. A cache: deleting it costs only time.
 */
import { DatabaseSync } from 'node:sqlite'
import { CID } from 'multiformats/cid'
import type { Keeping, Remembered } from '../../index.ts'

type StoredFile = NonNullable<Awaited<ReturnType<Remembered['recall']>>>

export interface RememberingPowers {
  /** Is every block of that file still here, and sound? To have looked counts as use. */
  isWhole: (cid: CID) => Promise<boolean>
  /** Has what was stored survive a power cut, as what is remembered here does. */
  settle: () => Promise<void>
  /** Told of every file of a run, so that nothing of it is swept before it is published. */
  drafts: Pick<Keeping['drafts'], 'keep'>
}

export class RememberedFiles implements Remembered, Disposable {
  readonly #db: DatabaseSync
  readonly #powers: RememberingPowers

  constructor(path: string, powers: RememberingPowers) {
    this.#powers = powers
    this.#db = new DatabaseSync(path)
    this.#db.exec(
      `PRAGMA journal_mode = WAL;
       CREATE TABLE IF NOT EXISTS files (
         key TEXT PRIMARY KEY, cid TEXT NOT NULL, sha256 BLOB NOT NULL, bytes INTEGER NOT NULL
       ) STRICT`,
    )
  }

  /** Only what is still stored: a run that was given up long ago may have been swept in part. */
  async recall(key: string): Promise<StoredFile | undefined> {
    const row = this.#db.prepare('SELECT cid, sha256, bytes FROM files WHERE key = ?').get(key)
    if (!row) return undefined
    const cid = CID.parse(String(row['cid']))
    if (!(await this.#powers.isWhole(cid))) return undefined
    await this.#powers.drafts.keep(cid)
    const { sha256, bytes } = row
    if (!(sha256 instanceof Uint8Array)) return undefined
    return { cid, sha256: Uint8Array.from(sha256), bytes: Number(bytes) }
  }

  async remember(key: string, { cid, sha256, bytes }: StoredFile): Promise<void> {
    await this.#powers.settle()
    await this.#powers.drafts.keep(cid)
    this.#db
      .prepare('INSERT OR REPLACE INTO files (key, cid, sha256, bytes) VALUES (?, ?, ?, ?)')
      .run(key, cid.toString(), sha256, bytes)
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}
