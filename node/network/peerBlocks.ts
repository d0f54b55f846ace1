/**
 * The `Blocks` port over bitswap. Helia's own ways send each want to every peer at once, wait for
 * ever, and lose wants past 1024, so here each want is a session with one provider, the next
 * provider is asked when the first is slow, wants are capped and everything has a deadline.
 */
import type { HeliaWithLibp2p } from '@helia/libp2p'
import { peerIdFromString } from '@libp2p/peer-id'
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../domain/car.ts'
import { UnreachableError } from '../domain/errors.ts'
import type { Blocks, FetchOptions, PeerName } from '../domain/ports.ts'
import { hedge } from './hedge.ts'
import type { Outcasts } from './outcasts.ts'
import type { Providers } from './providers.ts'
import { Semaphore } from './semaphore.ts'

/** js-bitswap silently drops wants past 1024 a peer; stay far below. */
const MAX_WANTS = 128
const HEDGE_MS = 700
/** A peer that delivers nothing at all for so long has lost our want. Slow links deliver. */
const QUIET_MS = 8_000
/** How long a block is looked for while nobody delivers anything, and in all. */
const PATIENCE_MS = 30_000
const DEADLINE_MS = 120_000
const RETRY_MS = 400
/** A lost want is answered on a new connection; who is silent again does not mean to answer. */
const MAX_SILENCES = 2

export interface PeerBlocksOptions {
  providers: Providers
  outcasts: Outcasts
  /** Multiplies how long silence is borne. */
  patience?: number
}

export class PeerBlocks implements Blocks {
  readonly #helia: HeliaWithLibp2p
  readonly #providers: Providers
  readonly #outcasts: Outcasts
  readonly #quietMs: number
  readonly #patienceMs: number
  readonly #peers: () => PeerName[]
  readonly #underway = new Map<string, Promise<Uint8Array>>()
  readonly #wants = new Semaphore(MAX_WANTS)
  readonly #closed = new AbortController()

  constructor(
    helia: HeliaWithLibp2p,
    { providers, outcasts, patience = 1 }: PeerBlocksOptions,
    peers: () => PeerName[],
  ) {
    this.#helia = helia
    this.#providers = providers
    this.#outcasts = outcasts
    this.#quietMs = QUIET_MS * patience
    this.#patienceMs = PATIENCE_MS * patience
    this.#peers = peers
  }

  async has(cid: CID): Promise<boolean> {
    return this.#helia.blockstore.has(cid)
  }

  async put(cid: CID, block: Uint8Array): Promise<void> {
    await this.#helia.blockstore.put(cid, block)
  }

  async get(cid: CID, { signal, offline = false }: FetchOptions = {}): Promise<Uint8Array> {
    signal?.throwIfAborted()
    const stored = await this.#stored(cid)
    if (stored) return stored
    if (offline) throw new UnreachableError(cid.toString())
    signal?.throwIfAborted()
    return abandonable(this.#fetchOnce(cid), signal)
  }

  async *getMany(cids: readonly CID[], options: FetchOptions = {}): AsyncGenerator<CarBlock> {
    for (const cid of cids) {
      const bytes = await this.get(cid, options).catch(() => undefined)
      options.signal?.throwIfAborted()
      if (bytes) yield { cid, bytes }
    }
  }

  /** Gives up every fetch underway. */
  close(): void {
    this.#closed.abort()
  }

  async #stored(cid: CID): Promise<Uint8Array | undefined> {
    if (!(await this.has(cid))) return undefined
    try {
      return await first(this.#helia.blockstore.get(cid, { offline: true }))
    } catch {
      return undefined // it was damaged and has just been dropped
    }
  }

  /**
   * One fetch serves all who wait for the same block, and goes on when a reader leaves: bitswap
   * never takes a want back, and would not answer the same want again on this connection.
   */
  #fetchOnce(cid: CID): Promise<Uint8Array> {
    const key = cid.toString()
    const known = this.#underway.get(key)
    if (known) return known
    const fetch = this.#wants.run(() => this.#fetch(cid)).finally(() => this.#underway.delete(key))
    this.#underway.set(key, fetch)
    // Readers may all have left by the time it fails.
    fetch.catch(() => undefined)
    return fetch
  }

  async #fetch(cid: CID): Promise<Uint8Array> {
    const started = performance.now()
    const deadline = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(DEADLINE_MS)])
    const hopeful = () =>
      performance.now() - Math.max(started, this.#providers.lastDelivery) < this.#patienceMs
    let cause: unknown
    while (!deadline.aborted && hopeful()) {
      try {
        const peers = this.#providers.ranked(this.#peers())
        const ask = (peer: PeerName, signal: AbortSignal) => this.#ask(peer, cid, signal)
        return await hedge(peers, ask, { patienceMs: HEDGE_MS, signal: deadline })
      } catch (error) {
        cause = error
        await pause(RETRY_MS, deadline)
      }
    }
    throw new UnreachableError(cid.toString(), { cause })
  }

  async #ask(peer: PeerName, cid: CID, called: AbortSignal): Promise<Uint8Array> {
    const started = performance.now()
    using quiet = this.#watch(peer, started)
    const session = this.#session(peer, cid)
    try {
      const signal = AbortSignal.any([called, quiet.signal])
      const block = await first(session.get(cid, { signal }))
      this.#providers.delivered(peer, performance.now() - started, block.length)
      return block
    } catch (error) {
      if (!called.aborted) this.#providers.failed(peer)
      if (quiet.signal.aborted) await this.#hangUp(peer)
      throw error
    } finally {
      session.close()
    }
  }

  /** Aborts when the peer has been silent for too long, counted from its last block. */
  #watch(peer: PeerName, started: number): Disposable & { signal: AbortSignal } {
    const silence = new AbortController()
    const look = () => {
      const since = Math.max(started, this.#providers.of(peer).at)
      if (performance.now() - since > this.#quietMs) silence.abort(new Error(`${peer} is silent`))
    }
    const timer = setInterval(look, this.#quietMs / 8)
    return { signal: silence.signal, [Symbol.dispose]: () => clearInterval(timer) }
  }

  /** One want, one provider: a session that has lost its only provider would wait for ever. */
  #session(peer: PeerName, cid: CID) {
    return this.#helia.blockstore.createSession(cid, {
      providers: [peerIdFromString(peer).toCID()],
      minProviders: 1,
      maxProviders: 1,
    })
  }

  /** A peer that swallowed a want answers it again only on a new connection, if it ever does. */
  async #hangUp(peer: PeerName): Promise<void> {
    const { libp2p } = this.#helia
    const id = peerIdFromString(peer)
    // Several wants may fall silent together: only the first of them counts.
    const connections = libp2p.getConnections(id)
    if (connections.length > 0 && this.#providers.silent(peer) >= MAX_SILENCES)
      this.#outcasts.ban(peer)
    await libp2p.hangUp(id).catch(() => undefined)
    if (this.#outcasts.has(peer)) return
    // Only where we had reached it: what it claims of itself is not dialled. If it cannot be
    // reached any more, the others are asked without it.
    const ways = connections.filter(({ direction }) => direction === 'outbound')
    for (const { remoteAddr } of ways) {
      const signal = AbortSignal.timeout(this.#quietMs)
      await libp2p.dial(remoteAddr, { signal }).catch(() => undefined)
    }
  }
}

async function first(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  for await (const chunk of chunks) return chunk
  throw new Error('an empty answer')
}

/** The reader may leave; what it waited for goes on. */
function abandonable<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}
