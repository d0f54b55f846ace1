/** Statements kept ready, rows read with care: what comes from a disk is not yet a word of ours. */
import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite'

export type Row = Record<string, SQLOutputValue>

export class Sqlite {
  readonly #database: DatabaseSync
  readonly #ready = new Map<string, StatementSync>()

  constructor(path: string) {
    this.#database = new DatabaseSync(path)
  }

  /** Several statements, nothing bound: for the schema. */
  script(sql: string): void {
    this.#database.exec(sql)
  }

  /** How many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes)
  }

  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values)
  }

  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values)
  }

  /** All of `work`, or none of it. */
  atomically<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (failure) {
      // Some failures (a full disk) have rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw failure
    }
  }

  close(): void {
    this.#ready.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #statement(sql: string): StatementSync {
    const ready = this.#ready.get(sql)
    if (ready) return ready
    const made = this.#database.prepare(sql)
    // As numbers, one row with an integer beyond 2^53 would make the whole answer a RangeError.
    made.setReadBigInts(true)
    this.#ready.set(sql, made)
    return made
  }
}

export const text = (row: Row, column: string): string =>
  expect(row[column], (value) => typeof value === 'string', column)

/** The nearest number that is safe: a row with a hostile length must not hide all the others. */
export const int = (row: Row, column: string): number =>
  safe(Number(expect(row[column], (value) => typeof value === 'bigint', column)))

/** A whole number that comes back from the database as it was written. */
export const safe = (value: number): number =>
  Math.max(
    Number.MIN_SAFE_INTEGER,
    Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(Number.isNaN(value) ? 0 : value)),
  )

export const blob = (row: Row, column: string): Uint8Array =>
  expect(row[column], (value) => value instanceof Uint8Array, column)

function expect<T extends SQLOutputValue>(
  value: SQLOutputValue | undefined,
  is: (value: SQLOutputValue | undefined) => value is T,
  column: string,
): T {
  if (!is(value)) throw new TypeError(`the catalogue's column ${column} holds ${typeof value}`)
  return value
}
