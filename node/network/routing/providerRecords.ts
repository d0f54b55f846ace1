/**
 * Who provides what, as strangers told this node to remember. The library would take any number of
 * such records to disk for two days. Here they are few and small, in memory, fairly shared, and gone
 * when they are old or the node stops: providers say it again every half a day.
 */
import { BaseDatastore } from 'datastore-core'
import { Key, type KeyQuery, type Pair, type Query } from 'interface-datastore'
import { NotFoundError } from 'interface-store'
import { Shares } from '../shares.ts'

const MAX_RECORDS = 50_000
const MAX_OF_A_PEER = 5_000
/** More are not asked for, and the newest are the likeliest to be there still. */
const MAX_OF_A_CONTENT = 100
export const RECORD_MS = 24 * 3_600_000
/** When it was told, as a varint. */
const MAX_VALUE_BYTES = 16

/**
 * `/PREFIX/provider/WHAT/PEER`: a whole sha2-256 in base32, and a peer's name. Nothing else is kept:
 * the library calls a record of any kind valid that is named after a method of every object, and
 * takes a multihash of megabytes for a name.
 */
const CONTENT = /^\/[a-z]{1,16}\/provider\/ciq[a-p][a-z2-7]{51}$/
const PEER = /^[1-9A-HJ-NP-Za-km-z]{46,60}$/

/** This is no record of who provides what. */
class ForeignRecordError extends Error {
  override readonly name = 'ForeignRecordError'
}

interface Kept {
  value: Uint8Array
  at: number
}

interface ProviderRecordsOptions {
  /** Could anything be said of where this peer is? Of others the library cannot answer. */
  knows?: (peer: string) => Promise<boolean>
  now?: () => number
}

export class ProviderRecords extends BaseDatastore {
  readonly #knows: (peer: string) => Promise<boolean>
  readonly #now: () => number
  /** By what is provided, then by who provides it, the newest last. */
  readonly #byContent = new Map<string, Map<string, Kept>>()
  /** What each peer provides. */
  readonly #shares = new Shares<string>()

  constructor({
    knows = () => Promise.resolve(true),
    now = Date.now,
  }: ProviderRecordsOptions = {}) {
    super()
    this.#knows = knows
    this.#now = now
  }

  get size(): number {
    return this.#shares.size
  }

  override put(key: Key, value: Uint8Array): Key {
    const [content, peer] = partsOf(key)
    if (!CONTENT.test(content) || !PEER.test(peer) || value.byteLength > MAX_VALUE_BYTES) {
      throw new ForeignRecordError('only who provides what is kept here')
    }
    this.#drop(content, peer)
    if (this.#shares.countOf(peer) >= MAX_OF_A_PEER) return key
    this.#makeRoom(content)
    const peers = this.#byContent.get(content) ?? new Map<string, Kept>()
    // A copy: what came may be a view of a message far larger.
    this.#byContent.set(content, peers.set(peer, { value: value.slice(), at: this.#now() }))
    this.#shares.add(peer, content)
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
    this.#drop(...partsOf(key))
  }

  override async *_all({ prefix = '' }: Query): AsyncGenerator<Pair> {
    // What is asked for most often, the providers of one thing, needs no look at all the others.
    if (CONTENT.test(prefix)) {
      yield* this.#known(prefix, this.#byContent.get(prefix) ?? new Map<string, Kept>())
      return
    }
    for (const [content, peers] of this.#byContent) {
      if (content.startsWith(prefix)) yield* this.#current(content, peers)
    }
  }

  override async *_allKeys({ prefix }: KeyQuery): AsyncGenerator<Key> {
    for await (const { key } of this._all(prefix === undefined ? {} : { prefix })) yield key
  }

  /** One who cannot be found any more is left out, but not forgotten: it may come back. */
  async *#known(content: string, peers: Map<string, Kept>): AsyncGenerator<Pair> {
    for (const pair of [...this.#current(content, peers)].toReversed()) {
      if (await this.#knows(pair.key.baseNamespace())) yield pair
    }
  }

  *#current(content: string, peers: Map<string, Kept>): Generator<Pair> {
    for (const [peer, { value, at }] of peers) {
      if (this.#now() - at > RECORD_MS) this.#drop(content, peer)
      else yield { key: new Key(`${content}/${peer}`), value }
    }
  }

  #find(key: Key): Kept | undefined {
    const [content, peer] = partsOf(key)
    const found = this.#byContent.get(content)?.get(peer)
    return found && this.#now() - found.at <= RECORD_MS ? found : undefined
  }

  /** Among those who provide this, the oldest goes; else the oldest of the peer with most. */
  #makeRoom(content: string): void {
    const peers = this.#byContent.get(content)
    const [oldest] = peers?.keys() ?? []
    if (peers && peers.size >= MAX_OF_A_CONTENT && oldest !== undefined) this.#drop(content, oldest)
    if (this.#shares.size < MAX_RECORDS) return
    const { owner = '', items = [] } = this.#shares.most() ?? {}
    const [first] = items
    if (first !== undefined) this.#drop(first, owner)
  }

  #drop(content: string, peer: string): void {
    const peers = this.#byContent.get(content)
    if (!peers?.delete(peer)) return
    this.#shares.delete(peer, content)
    if (peers.size === 0) this.#byContent.delete(content)
  }
}

function partsOf(key: Key): [content: string, peer: string] {
  const text = key.toString()
  const at = text.lastIndexOf('/')
  return [text.slice(0, at), text.slice(at + 1)]
}
