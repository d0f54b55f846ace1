/** The `Blocks` port: what is stored here, else what the sources deliver, verified on the way in. */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import { UnreachableError, UnsoundFileError } from '../../domain/errors.ts'
import type { Blocks, FetchOptions } from '../../domain/ports.ts'
import { abandonable } from './abandonable.ts'
import { expected, expectedFile } from './expected.ts'
import { firstAnswer } from './first.ts'
import { Measured } from './measured.ts'
import { LackingError, type Source, type Span } from './source.ts'
import type { Sources } from './sources.ts'
import { Until } from './until.ts'
import { Transfer, type TransferOptions } from './transfer.ts'

/** How long a block is looked for while nobody delivers anything. */
const PATIENCE_MS = 30_000
/** What a manifest or a page of a catalogue is long, about. */
const SMALL_BYTES = 1024
/** Of many small blocks so many are wanted at a time. */
const MANY = 2048

/** The store as the reader uses it. */
export interface LocalStore {
  has(cid: CID): Promise<boolean>
  /** Undefined when it is not here, or was damaged and has just been dropped. */
  read(cid: CID): Promise<Uint8Array | undefined>
  write(block: CarBlock): Promise<void>
}

export interface OpenOptions extends FetchOptions {
  /** Wait until what came is stored; throws when it cannot be. */
  stored?: boolean
}

interface Fetched {
  bytes: Uint8Array
  write: Promise<void>
}

export interface PeerBlocksPowers {
  sources: Sources
  store: LocalStore
  /** Looks for holders beyond those who are connected. */
  seek?: ((root: CID, signal: AbortSignal) => void) | undefined
}

export class PeerBlocks implements Blocks {
  readonly #powers: PeerBlocksPowers
  readonly #patienceMs: number
  readonly #underway = new Map<string, Promise<Fetched>>()
  readonly #closed = new AbortController()

  /** `patience` multiplies how long silence is borne. */
  constructor(powers: PeerBlocksPowers, { patience = 1 }: { patience?: number } = {}) {
    this.#powers = powers
    this.#patienceMs = PATIENCE_MS * patience
  }

  async has(cid: CID): Promise<boolean> {
    return this.#powers.store.has(cid)
  }

  async put(cid: CID, bytes: Uint8Array): Promise<void> {
    await this.#powers.store.write({ cid, bytes })
  }

  async get(cid: CID, options: FetchOptions = {}): Promise<Uint8Array> {
    const { signal, offline = false, unstored = false } = options
    signal?.throwIfAborted()
    const stored = await this.#powers.store.read(cid)
    if (stored) return stored
    if (offline) throw new UnreachableError(cid.toString())
    signal?.throwIfAborted()
    const { bytes, write } = await abandonable(this.#fetchOnce(cid), signal)
    if (!unstored) await abandonable(write, signal)
    return bytes
  }

  async *getMany(cids: readonly CID[], options: FetchOptions = {}): AsyncGenerator<CarBlock> {
    for (let at = 0; at < cids.length; at += MANY) {
      yield* this.#some(cids.slice(at, at + MANY), options)
    }
  }

  /**
   * A file's root, and of its other blocks those that hold `span`, in one question: the first note
   * should not wait for two. Gives what has come, by CID.
   */
  async open(
    root: CID,
    span: Span,
    { signal, offline = false, stored: mustStore = false }: OpenOptions = {},
  ): Promise<Map<string, Uint8Array>> {
    const stored = await this.#powers.store.read(root)
    if (stored) return new Map([[root.toString(), stored]])
    if (offline) throw new UnreachableError(root.toString())
    using until = new Until([signal, this.#closed.signal])
    const stop = until.signal
    this.#powers.sources.askAround(root, stop)
    const ask = (source: Source, called: AbortSignal) =>
      this.#openAt(source, { root, span }, called)
    const how = { signal: stop, patienceMs: this.#patienceMs }
    const { blocks, writes } = await firstAnswer(root, ask, this.#powers, how)
    if (mustStore) await Promise.all(writes)
    return blocks
  }

  /** Blocks of one file, wanted as the caller goes on. */
  transfer(root: CID, options: Omit<TransferOptions, 'patienceMs'>): Transfer {
    const { sources, store, seek } = this.#powers
    return new Transfer(
      root,
      {
        sources,
        stored: (cid) => store.read(cid),
        store: (block) => store.write(block),
        closed: this.#closed.signal,
        seek,
      },
      { ...options, patienceMs: this.#patienceMs },
    )
  }

  /** Gives up every fetch underway. */
  close(): void {
    this.#closed.abort()
  }

  /** One fetch serves all who wait for the same block. */
  #fetchOnce(cid: CID): Promise<Fetched> {
    const key = cid.toString()
    const known = this.#underway.get(key)
    if (known) return known
    const fetch = this.#fetch(cid)
    this.#underway.set(key, fetch)
    // Readers may all have left by the time it fails.
    const stored = fetch.then(({ write }) => write).catch(() => undefined)
    void stored.then(() => this.#underway.delete(key))
    return fetch
  }

  async #fetch(cid: CID): Promise<Fetched> {
    const ask = async (source: Source, signal: AbortSignal) => {
      using options = this.#measured(source, cid, signal)
      for await (const block of expected(source.ask([cid], options), [cid], source.name)) {
        options.block(block.bytes.length)
        return block
      }
      throw new LackingError(source.name)
    }
    const how = { signal: this.#closed.signal, patienceMs: this.#patienceMs }
    const block = await firstAnswer(cid, ask, this.#powers, how)
    const write = this.#powers.store.write(block)
    write.catch(() => undefined) // it is for those who need it stored
    return { bytes: block.bytes, write }
  }

  async #openAt(
    source: Source,
    { root, span }: { root: CID; span: Span },
    signal: AbortSignal,
  ): Promise<{ blocks: Map<string, Uint8Array>; writes: Promise<void>[] }> {
    using options = this.#measured(source, root, signal)
    const blocks = new Map<string, Uint8Array>()
    const writes: Promise<void>[] = []
    const answer = source.askFile(root, span, options)
    try {
      for await (const block of expectedFile(answer, root, span, source.name)) {
        options.block(block.bytes.length)
        blocks.set(block.cid.toString(), block.bytes)
        const write = this.#powers.store.write(block)
        // A listener goes on meanwhile, also when the disk is full.
        write.catch(() => undefined)
        writes.push(write)
      }
    } catch (error) {
      // The root is enough to go on from: the rest is asked for block by block, of whoever is left.
      if (signal.aborted || !blocks.has(root.toString())) throw error
      if (!(error instanceof UnsoundFileError)) this.#powers.sources.failed(source, error)
    }
    if (blocks.size === 0) throw new LackingError(source.name)
    return { blocks, writes }
  }

  #measured(source: Source, root: CID, signal: AbortSignal): Measured {
    return new Measured(source, {
      sources: this.#powers.sources,
      root,
      patienceMs: this.#patienceMs,
      signal,
    })
  }

  async *#some(cids: readonly CID[], { signal, offline }: FetchOptions): AsyncGenerator<CarBlock> {
    const [root] = cids
    if (!root) return
    using transfer = this.transfer(root, { signal, ...(offline && { offline }), hasty: true })
    const coming = new Map(
      cids.map((cid) => {
        const block = transfer.want(cid, SMALL_BYTES).then(
          (bytes) => ({ cid, bytes }),
          () => ({ cid, bytes: undefined }),
        )
        return [cid.toString(), block]
      }),
    )
    for (const block of coming.values()) {
      const { cid, bytes } = await block
      signal?.throwIfAborted()
      if (bytes) yield { cid, bytes }
    }
  }
}
