/**
 * Who delivered what of each file: by this the host of a sale is chosen. Kept on this device, since
 * what is bought today may have been heard last week; told to nobody.
 */
import { openDB, type IDBPDatabase } from 'idb'

/** Those heard last. A song nobody heard for so long is bought from whoever serves the page. */
const MOST_FILES = 1000
/** Of one file; more never deliver at once. */
const MOST_SOURCES = 16
const WRITE_MS = 120
const STORE = 'files'

/** Bytes by source. */
type Counts = Map<string, number>

export class Served {
  /** Last used last. */
  readonly #files = new Map<string, Counts>()
  readonly #fresh = new Set<string>()
  readonly #database: Promise<IDBPDatabase | undefined>
  #isWaiting = false

  constructor() {
    this.#database = this.#open().catch(() => undefined)
  }

  note(file: string, source: string, bytes: number): void {
    const counts: Counts = this.#files.get(file) ?? new Map<string, number>()
    if (!counts.has(source) && counts.size >= MOST_SOURCES) return
    add(counts, source, bytes)
    this.#put(file, counts)
    this.#writeSoon(file)
  }

  /** What a liar brought counts for nothing. */
  forget(source: string): void {
    for (const [file, counts] of this.#files) if (counts.delete(source)) this.#writeSoon(file)
  }

  /** Bytes by source, of all these files together. */
  async of(files: readonly string[]): Promise<Counts> {
    await this.#database
    const sums: Counts = new Map()
    for (const file of new Set(files)) {
      for (const [source, bytes] of this.#files.get(file) ?? []) add(sums, source, bytes)
    }
    return sums
  }

  #put(file: string, counts: Counts): void {
    this.#files.delete(file)
    this.#files.set(file, counts)
    const [oldest] = this.#files.keys()
    if (this.#files.size <= MOST_FILES || oldest === undefined) return
    this.#files.delete(oldest)
    this.#writeSoon(oldest)
  }

  #writeSoon(file: string): void {
    this.#fresh.add(file)
    if (this.#isWaiting) return
    this.#isWaiting = true
    setTimeout(() => void this.#write().catch(() => undefined), WRITE_MS)
  }

  async #write(): Promise<void> {
    this.#isWaiting = false
    const files = [...this.#fresh]
    this.#fresh.clear()
    const store = (await this.#database)?.transaction(STORE, 'readwrite').store
    for (const file of files) {
      const counts = this.#files.get(file)
      if (counts) void store?.put(counts, file)
      else void store?.delete(file)
    }
  }

  async #open(): Promise<IDBPDatabase> {
    const database = await openDB('megabox-served', 1, {
      upgrade: (fresh) => void fresh.createObjectStore(STORE),
    })
    const [keys, all] = await Promise.all([database.getAllKeys(STORE), database.getAll(STORE)])
    keys.slice(-MOST_FILES).forEach((key, i) => {
      const file = key as string // we wrote them
      const counts: Counts = this.#files.get(file) ?? new Map<string, number>()
      // What came meanwhile is added to what came before.
      for (const [source, bytes] of all[i] as Counts) add(counts, source, bytes)
      this.#put(file, counts)
    })
    return database
  }
}

const add = (counts: Counts, source: string, bytes: number): void =>
  void counts.set(source, (counts.get(source) ?? 0) + bytes)
