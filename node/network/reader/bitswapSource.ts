/**
 * A source of the wider IPFS world that speaks nothing but bitswap. js-bitswap never takes a want
 * back, loses wants past 1024 and waits for ever, so each want is a session with this one peer,
 * wants are few, and a peer that is silent for too long is hung up on: it answers a want again only
 * on a new connection, if it ever does.
 */
import type { HeliaWithLibp2p } from '@helia/libp2p'
import { peerIdFromString } from '@libp2p/peer-id'
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import type { PeerName } from '../../domain/ports.ts'
import type { Outcasts } from '../outcasts.ts'
import { Semaphore } from '../semaphore.ts'
import { abandonable } from './abandonable.ts'
import type { Pace } from './pace.ts'
import { FailedSourceError, type AskOptions, type Source, type Span } from './source.ts'

const AT_ONCE = 16
/** A peer that delivers nothing at all for so long has lost our want. Slow links deliver. */
const QUIET_MS = 8_000
/** A lost want is answered on a new connection; who is silent again does not mean to answer. */
const MAX_SILENCES = 2

export interface BitswapPowers {
  helia: HeliaWithLibp2p
  outcasts: Outcasts
  /** Multiplies how long silence is borne. */
  patience: number
}

export class BitswapSource implements Source {
  readonly name: PeerName
  readonly lastResort = true
  readonly #powers: BitswapPowers
  readonly #pace: Pace
  readonly #wants = new Semaphore(AT_ONCE)
  readonly #underway = new Map<string, Promise<Uint8Array>>()
  readonly #quietMs: number

  constructor(name: PeerName, pace: Pace, powers: BitswapPowers) {
    this.name = name
    this.#powers = powers
    this.#pace = pace
    this.#quietMs = QUIET_MS * powers.patience
  }

  async *ask(cids: readonly CID[], { signal, onBytes }: AskOptions): AsyncGenerator<CarBlock> {
    const coming = cids.map((cid) => ({ cid, block: this.#fetchOnce(cid) }))
    for (const { cid, block } of coming) {
      const bytes = await abandonable(block, signal)
      onBytes?.(bytes.length)
      yield { cid, bytes }
    }
  }

  /** Bitswap knows no files: the root, and the rest is asked for by CID. */
  async *askFile(root: CID, _span: Span, options: AskOptions): AsyncGenerator<CarBlock> {
    yield* this.ask([root], options)
  }

  /**
   * One fetch serves all who wait for the same block, and goes on when an asker leaves: the same
   * want would not be answered again on this connection.
   */
  #fetchOnce(cid: CID): Promise<Uint8Array> {
    const key = cid.toString()
    const known = this.#underway.get(key)
    if (known) return known
    const fetch = this.#wants.run(() => this.#one(cid)).finally(() => this.#underway.delete(key))
    this.#underway.set(key, fetch)
    fetch.catch(() => undefined) // all askers may have left by then
    return fetch
  }

  async #one(cid: CID): Promise<Uint8Array> {
    using quiet = this.#watch()
    // One want, one provider: a session that has lost its only provider would wait for ever.
    const session = this.#powers.helia.blockstore.createSession(cid, {
      providers: [peerIdFromString(this.name).toCID()],
      minProviders: 1,
      maxProviders: 1,
    })
    try {
      for await (const block of session.get(cid, { signal: quiet.signal })) return block
      throw new FailedSourceError(this.name, 'an empty answer')
    } catch (error) {
      if (quiet.signal.aborted) await this.#hangUp()
      throw error
    } finally {
      session.close()
    }
  }

  /** Aborts when the peer has been silent for too long, counted from its last block. */
  #watch(): Disposable & { signal: AbortSignal } {
    const started = performance.now()
    const silence = new AbortController()
    const look = () => {
      const since = Math.max(started, this.#pace.at)
      if (performance.now() - since > this.#quietMs) {
        silence.abort(new FailedSourceError(this.name, 'it is silent'))
      }
    }
    const timer = setInterval(look, this.#quietMs / 8)
    return { signal: silence.signal, [Symbol.dispose]: () => clearInterval(timer) }
  }

  async #hangUp(): Promise<void> {
    const { helia, outcasts } = this.#powers
    const { libp2p } = helia
    const id = peerIdFromString(this.name)
    // Several wants may fall silent together: only the first of them counts.
    const connections = libp2p.getConnections(id)
    if (connections.length > 0) this.#pace.silences += 1
    if (this.#pace.silences >= MAX_SILENCES) outcasts.ban(this.name)
    await libp2p.hangUp(id).catch(() => undefined)
    if (outcasts.has(this.name)) return
    // Only where we had reached it: what it claims of itself is not dialled. If it cannot be
    // reached any more, the others are asked without it.
    const ways = connections.filter(({ direction }) => direction === 'outbound')
    for (const { remoteAddr } of ways) {
      const signal = AbortSignal.timeout(this.#quietMs)
      await libp2p.dial(remoteAddr, { signal }).catch(() => undefined)
    }
  }
}
