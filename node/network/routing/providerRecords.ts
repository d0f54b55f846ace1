/**
 * Who provides what, as strangers told this node to remember. The library would take any number of
 * such records to disk for two days. Here they are few, in memory, a share for each peer, and gone
 * when they are old or the node stops: providers say it again every half a day.
 */
import { BaseDatastore } from 'datastore-core'
import { Key, type KeyQuery, type Pair, type Query } from 'interface-datastore'
import { NotFoundError } from 'interface-store'

const MAX_RECORDS = 50_000
const MAX_OF_A_PEER = 5_000
const RECORD_MS = 24 * 3_600_000

interface Kept {
  value: Uint8Array
  at: number
}

/** Keys are `/PREFIX/provider/WHAT/PEER`. */
export class ProviderRecords extends BaseDatastore {
  readonly #now: () => number
  /** By what is provided, then by who provides it. */
  readonly #byContent = new Map<string, Map<string, Kept>>()
  readonly #ofPeer = new Map<string, number>()
  #count = 0

  constructor(now: () => number = Date.now) {
    super()
    this.#now = now
  }

  get size(): number {
    return this.#count
  }

  override put(key: Key, value: Uint8Array): Key {
    const [content, peer] = partsOf(key)
    const kept = this.#byContent.get(content)?.has(peer)
    if (!kept && !this.#hasRoom(peer)) return key
    if (!kept) this.#tally(peer, 1)
    const peers = this.#byContent.get(content) ?? new Map<string, Kept>()
    this.#byContent.set(content, peers.set(peer, { value, at: this.#now() }))
    return key
  }

  override get(key: Key): Uint8Array {
    const found = this.#find(key)
    if (!found) throw new NotFoundError()
    return found.value
  }

  override has(key: Key): boolean {
    return this.#find(key) !== undefined
  }

  override delete(key: Key): void {
    const [content, peer] = partsOf(key)
    const peers = this.#byContent.get(content)
    if (!peers?.delete(peer)) return
    this.#tally(peer, -1)
    if (peers.size === 0) this.#byContent.delete(content)
  }

  override async *_all({ prefix = '' }: Query): AsyncGenerator<Pair> {
    // What is asked for most often, the providers of one thing, needs no look at all the others.
    const one = this.#byContent.get(prefix)
    for (const [content, peers] of one ? [[prefix, one] as const] : this.#byContent) {
      if (!content.startsWith(prefix)) continue
      for (const [peer, { value, at }] of peers) {
        const key = new Key(`${content}/${peer}`)
        if (this.#now() - at > RECORD_MS) this.delete(key)
        else yield { key, value }
      }
    }
  }

  override async *_allKeys({ prefix }: KeyQuery): AsyncGenerator<Key> {
    for await (const { key } of this._all(prefix === undefined ? {} : { prefix })) yield key
  }

  #find(key: Key): Kept | undefined {
    const [content, peer] = partsOf(key)
    const found = this.#byContent.get(content)?.get(peer)
    return found && this.#now() - found.at <= RECORD_MS ? found : undefined
  }

  #hasRoom(peer: string): boolean {
    return this.#count < MAX_RECORDS && (this.#ofPeer.get(peer) ?? 0) < MAX_OF_A_PEER
  }

  #tally(peer: string, change: 1 | -1): void {
    this.#count += change
    const count = (this.#ofPeer.get(peer) ?? 0) + change
    if (count === 0) this.#ofPeer.delete(peer)
    else this.#ofPeer.set(peer, count)
  }
}

function partsOf(key: Key): [content: string, peer: string] {
  const text = key.toString()
  const at = text.lastIndexOf('/')
  return [text.slice(0, at), text.slice(at + 1)]
}
