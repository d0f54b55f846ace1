/**
 * What the store knows of its blocks, in IndexedDB: where each lies and when it was last used, the
 * small ones themselves, and what the listener wants kept. Written in batches behind the music.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

/** A block by the characters of its hash. `slot` is absent when it is small and lies here. */
export interface BlockRecord {
  key: string
  bytes: number
  usedAt: number
  slot?: number
}

/** A file the listener wants on this device, and the blocks it is made of. */
export interface KeptRecord {
  cid: string
  bytes: number
  keys: string[]
}

interface Schema extends DBSchema {
  blocks: { key: string; value: BlockRecord }
  small: { key: string; value: Uint8Array }
  kept: { key: string; value: KeptRecord }
}

export interface Records {
  blocks(): Promise<BlockRecord[]>
  kept(): Promise<KeptRecord[]>
  small(key: string): Promise<Uint8Array | undefined>
  keep(kept: KeptRecord): Promise<void>
  unkeep(cid: string): Promise<void>
  /** Writes soon. `small`: the block itself, if it lies here. */
  note(record: BlockRecord, small?: Uint8Array): void
  forget(key: string): void
  /** What was noted so far is written. */
  settled(): Promise<void>
  close(): Promise<void>
}

const NAME = 'megabox-peer'
const BATCH_MS = 120

export async function openRecords(): Promise<Records> {
  const db = await openDB<Schema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('blocks', { keyPath: 'key' })
      fresh.createObjectStore('small')
      fresh.createObjectStore('kept', { keyPath: 'cid' })
    },
  })
  return new IdbRecords(db)
}

interface Change {
  record?: BlockRecord
  small?: Uint8Array
}

class IdbRecords implements Records {
  readonly #db: IDBPDatabase<Schema>
  #changes = new Map<string, Change>()
  /** Handed to the database, and not yet said to be written. */
  #writing = new Map<string, Change>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db
  }

  blocks = () => this.#db.getAll('blocks')
  kept = () => this.#db.getAll('kept')

  async small(key: string): Promise<Uint8Array | undefined> {
    const change = this.#changes.get(key) ?? this.#writing.get(key)
    return change?.small ?? this.#db.get('small', key)
  }

  async keep(kept: KeptRecord): Promise<void> {
    await this.#db.put('kept', kept)
  }

  async unkeep(cid: string): Promise<void> {
    await this.#db.delete('kept', cid)
  }

  note(record: BlockRecord, small?: Uint8Array): void {
    const before = this.#changes.get(record.key)?.small
    const bytes = small ?? before
    this.#changes.set(record.key, { record: { ...record }, ...(bytes && { small: bytes }) })
    this.#soon()
  }

  forget(key: string): void {
    this.#changes.set(key, {})
    this.#soon()
  }

  async settled(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#last = this.#last.then(() => this.#write())
    await this.#last
  }

  async close(): Promise<void> {
    await this.settled()
    this.#db.close()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.settled(), BATCH_MS)
  }

  async #write(): Promise<void> {
    if (this.#changes.size === 0) return
    this.#writing = this.#changes
    this.#changes = new Map()
    try {
      const transaction = this.#db.transaction(['blocks', 'small'], 'readwrite')
      const [blocks, small] = [transaction.objectStore('blocks'), transaction.objectStore('small')]
      for (const [key, change] of this.#writing) {
        if (change.record) void blocks.put(change.record)
        else void Promise.all([blocks.delete(key), small.delete(key)])
        if (change.small) void small.put(change.small, key)
      }
      await transaction.done
    } catch {
      // The disk is full, or the browser took it away: then it is not known next time, no more.
    }
    this.#writing = new Map()
  }
}

/** Where a browser has no database for us, as in some private windows. */
export function memoryRecords(): Records {
  const small = new Map<string, Uint8Array>()
  return {
    blocks: async () => [],
    kept: async () => [],
    small: async (key) => small.get(key),
    keep: async () => undefined,
    unkeep: async () => undefined,
    note({ key }, bytes) {
      if (bytes) small.set(key, bytes)
    },
    forget: (key) => void small.delete(key),
    settled: async () => undefined,
    close: async () => small.clear(),
  }
}
