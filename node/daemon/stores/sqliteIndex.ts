/**
 * The `Index` port over node:sqlite: the daemon's catalogue. It holds nothing but what the chain
 * said, what was checked and what is held here, so deleting the file costs time and nothing else.
 */
import type { CID } from 'multiformats/cid'
import {
  cborCidOf,
  fromHex,
  type Address,
  type BlockRef,
  type Bytes32,
  type Candidate,
  type ChainEvent,
  type Index,
  type Outcome,
  type Place,
  type ReleaseId,
} from '../../index.ts'
import {
  counts,
  due,
  hurry,
  liveAfter,
  nextDue,
  settle,
  standing,
  verdict,
  undone,
} from './sqliteCandidates.ts'
import { advance, keyRevokedAt, recent, rewind } from './sqliteChain.ts'
import { boughtLately, file, heldAfter, hold, letGo, release, unheld } from './sqliteListing.ts'
import type { Sqlite } from './sqliteRows.ts'
import { openDatabase, type OpenOptions } from './sqliteSchema.ts'
import { search, type SearchOptions } from './sqliteSearch.ts'

/** Before the first event of any chain. */
const START: Place = { block: -1, logIndex: 0 }

/** Opens the catalogue at `path`, or starts an empty one. */
export const openSqliteIndex = async (
  path: string,
  options: OpenOptions = {},
): Promise<SqliteIndex> => new SqliteIndex(await openDatabase(path, options))

export class SqliteIndex implements Index, AsyncDisposable {
  readonly #db: Sqlite
  #rewinds = 0

  constructor(db: Sqlite) {
    this.#db = db
  }

  async recent() {
    return recent(this.#db)
  }
  async advance(head: BlockRef, events: readonly ChainEvent[]) {
    advance(this.#db, head, events)
  }
  async rewind(block: number) {
    this.#rewinds += 1
    rewind(this.#db, block)
  }
  async due(now: number, limit: number) {
    return due(this.#db, now, limit)
  }
  async nextDue() {
    return nextDue(this.#db)
  }
  async hurry(digest: Bytes32) {
    hurry(this.#db, digest)
  }
  async settle(candidate: Candidate, outcome: Outcome) {
    return settle(this.#db, candidate, outcome)
  }
  async standing(release: ReleaseId, digest: Bytes32) {
    return standing(this.#db, release, digest)
  }
  async verdict(id: ReleaseId) {
    return verdict(this.#db, id)
  }
  async release(id: ReleaseId) {
    return release(this.#db, id)
  }
  async search(query: string, options?: SearchOptions) {
    return search(this.#db, query, options)
  }
  async boughtLately(limit: number) {
    return boughtLately(this.#db, limit)
  }
  async file(cid: CID) {
    return file(this.#db, cid)
  }
  async unheld(limit: number) {
    return unheld(this.#db, limit)
  }
  async hold(cid: CID) {
    hold(this.#db, cid)
  }
  async *held() {
    for (let last: CID | undefined | '' = ''; last !== undefined;) {
      const page: CID[] = heldAfter(this.#db, String(last))
      yield* page
      last = page.at(-1)
    }
  }
  async letGo() {
    letGo(this.#db)
  }
  async *live() {
    for (let last: Place | undefined = START; last;) {
      const rewinds = this.#rewinds
      const page: (Place & { digest: Bytes32 })[] = liveAfter(this.#db, last)
      for (const { digest } of page) yield cborCidOf(fromHex(digest))
      // After a rewind, what is named anew may stand before where we are.
      last = rewinds === this.#rewinds ? page.at(-1) : START
    }
    for (const digest of undone(this.#db)) yield cborCidOf(fromHex(digest))
  }
  async keyRevokedAt(artist: Address, key: Bytes32) {
    return keyRevokedAt(this.#db, artist, key)
  }
  async counts() {
    return counts(this.#db)
  }

  async [Symbol.asyncDispose]() {
    this.#db.close()
  }
}
