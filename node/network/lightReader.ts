/**
 * Reading without a network of one's own: gateways by URL, and whoever else is handed in, asked for
 * blocks that are checked as they come. What a page listens with until its listener says that other
 * listeners may help; neither libp2p nor Helia is loaded for it.
 */
import type { CID } from 'multiformats/cid'
import type { Files, PeerName } from '../domain/ports.ts'
import { Outcasts } from './outcasts.ts'
import { gatewaySource } from './reader/gatewaySource.ts'
import { HttpSource, type Fetch } from './reader/httpSource.ts'
import { PeerBlocks, type LocalStore } from './reader/peerBlocks.ts'
import type { Source } from './reader/source.ts'
import { Sources } from './reader/sources.ts'
import { UnixfsReader } from './unixfsReader.ts'

export interface ReaderConfig {
  store: LocalStore
  /** Trustless gateways, by URL. */
  gateways: readonly string[]
  /** Multiplies how long silence is borne. */
  patience?: number
  /** Hears whenever one who was asked has failed: it lied, fell silent, refused. */
  onFailed?: (source: PeerName, why: unknown) => void
  /** Hears of every true block, and which file it was asked for. */
  onDelivered?: (source: PeerName, root: CID, bytes: number) => void
  /** One that lied is to be cut off. */
  onLie?: (source: PeerName) => void
}

/** One who is asked, and what it has delivered: whole blocks, each as it should be. */
export interface ReaderSource {
  name: PeerName
  blocks: number
  bytes: number
  /** It lied, and is not asked for a while. */
  outcast: boolean
}

/** The shop answers from what it has: if it says nothing for so long, it is asked again. */
const HEAD_MS = 4_000

export class Reader implements Disposable {
  readonly files: Omit<Files, 'add'> & Pick<UnixfsReader, 'blocksOf' | 'open'>
  readonly blocks: PeerBlocks
  readonly #present = new Map<PeerName, Source>()
  readonly #outcasts = new Outcasts()
  readonly #sources: Sources

  constructor({ store, gateways, patience = 1, ...hears }: ReaderConfig) {
    const headMs = HEAD_MS * patience
    for (const url of gateways) this.#present.set(url, gatewaySource(url, { headMs }))
    this.#sources = new Sources({
      present: () => [...this.#present.values()],
      outcasts: this.#outcasts,
      hangUp: (peer) => hears.onLie?.(peer),
      onFailed: (peer, why) => hears.onFailed?.(peer, why),
      onDelivered: (peer, root, bytes) => hears.onDelivered?.(peer, root, bytes),
    })
    this.blocks = new PeerBlocks({ sources: this.#sources, store }, { patience })
    this.files = new UnixfsReader(this.blocks)
  }

  /** One more to ask, from now on and for what is being read already. */
  add(name: PeerName, fetch: Fetch): void {
    if (this.#present.has(name)) return
    this.#present.set(name, new HttpSource(name, fetch))
    this.#sources.changed()
  }

  remove(name: PeerName): void {
    if (this.#present.delete(name)) this.#sources.changed()
  }

  get sources(): ReaderSource[] {
    return [...this.#present.keys()].map((name) => {
      const { blocks, bytes } = this.#sources.paces.of(name)
      return { name, blocks, bytes, outcast: this.#outcasts.has(name) }
    })
  }

  [Symbol.dispose](): void {
    this.blocks.close()
  }
}

export const createReader = (config: ReaderConfig): Reader => new Reader(config)
