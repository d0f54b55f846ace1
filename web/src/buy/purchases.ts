/** Payments of this device, in all its tabs, also after a reload. */
import { openDB, type IDBPDatabase } from 'idb'
import { Store } from '../store.ts'
import type { Purchase } from './purchase.ts'

const CHANNEL = 'megabox-purchases'
const STORE = 'purchases'
/** The oldest that are over make room. */
const MOST = 500

export class Purchases {
  /** Newest first. */
  readonly all = new Store<readonly Purchase[]>([])
  readonly loaded: Promise<void>
  readonly #channel = new BroadcastChannel(CHANNEL)
  #database: IDBPDatabase | undefined

  constructor() {
    this.loaded = this.#open()
  }

  get(id: string): Purchase | undefined {
    return this.all.value.find((one) => one.id === id)
  }

  /** On disk before it resolves: what the wallet is asked next must not be forgotten. */
  async put(purchase: Purchase): Promise<void> {
    const others = this.all.value.filter(({ id }) => id !== purchase.id)
    this.all.set([purchase, ...others].toSorted((a, b) => b.since - a.since))
    await this.#database?.put(STORE, purchase)
    this.#channel.postMessage('changed')
  }

  /** What other tabs have written. */
  async read(): Promise<void> {
    // Our own page wrote them.
    const found = ((await this.#database?.getAll(STORE)) ?? []) as Purchase[]
    this.all.set(found.toSorted((a, b) => b.since - a.since))
  }

  async #open(): Promise<void> {
    this.#database = await openDB('megabox-purchases', 1, {
      upgrade: (database) => void database.createObjectStore(STORE, { keyPath: 'id' }),
    })
    this.#channel.onmessage = () => void this.read()
    await this.read()
    for (const { id } of this.all.value.slice(MOST)) await this.#database.delete(STORE, id)
  }
}
