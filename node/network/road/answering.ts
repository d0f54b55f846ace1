/**
 * The answering side of the road: what peers ask over HTTP on a libp2p stream becomes a `Request`
 * for one handler, and its `Response` goes back. A libp2p service, so that peers hear of it with
 * the first hello.
 *
 * `@libp2p/http` is not used: it waits for ever for a head that does not come, leaves the stream
 * after one request, and marks no ends.
 */
import type { Connection, Startable, Stream, StreamHandler } from '@libp2p/interface'
import type { StreamHandlerOptions } from '@libp2p/interface'
import type { PeerName } from '../../domain/ports.ts'
import { originOf } from '../origin.ts'
import { Shares } from '../shares.ts'
import { converse, type Exchange, type Patience, type Send } from './conversation.ts'
import { Slots, type SlotLimits } from './slots.ts'
import { HTTP_PROTOCOL, isDirect } from './wire.ts'

export type Handler = (request: Request, from: PeerName) => Promise<Response>

/** The slots are for requests under way. */
export interface Limits extends Patience, SlotLimits {
  /** Streams on which something is asked, or could be: each may have half a megabyte waiting. */
  streams: number
}

const LIMITS: Limits = {
  requestMs: 10_000,
  idleMs: 60_000,
  // At 64 kbit/s, two answers side by side may each take half a minute to be told that half of what
  // is on its way has come.
  stalledMs: 120_000,
  perPeer: 16,
  inAll: 256,
  sliceMs: 60_000,
  streams: 512,
}

/** Of a connection. We open no more than our own requests, they what they may have answered. */
const MAX_OUTBOUND = 64
const MAX_INBOUND = 24

/** Others had to be let in. */
class CrowdedError extends Error {
  override readonly name = 'CrowdedError'
}

/** What is used of libp2p. */
interface Components {
  registrar: {
    handle(protocol: string, handler: StreamHandler, options: StreamHandlerOptions): Promise<void>
    unhandle(protocol: string): Promise<void>
  }
}

export class Answering implements Startable {
  readonly #registrar: Components['registrar']
  readonly #limits: Limits
  readonly #slots: Slots
  readonly #streams = new Shares<Stream>()
  #handler: Handler | undefined

  constructor({ registrar }: Components, limits: Limits) {
    this.#registrar = registrar
    this.#limits = limits
    this.#slots = new Slots(limits)
  }

  /** Until this is called, everything is answered with 503. */
  answer(handler: Handler): void {
    this.#handler = handler
  }

  async start(): Promise<void> {
    await this.#registrar.handle(HTTP_PROTOCOL, (stream, from) => this.#welcome(stream, from), {
      maxInboundStreams: MAX_INBOUND,
      maxOutboundStreams: MAX_OUTBOUND,
    })
  }

  async stop(): Promise<void> {
    await this.#registrar.unhandle(HTTP_PROTOCOL)
  }

  async #welcome(stream: Stream, connection: Connection): Promise<void> {
    if (!isDirect(connection)) {
      stream.abort(new Error('no HTTP over a relay'))
      return
    }
    const origin = originOf(connection)
    this.#makeRoom()
    this.#streams.add(origin, stream)
    try {
      const asking = { peer: connection.remotePeer.toString(), origin }
      const cut = (): void => stream.abort(new CrowdedError('others wait'))
      const slot = (): Disposable | undefined => this.#slots.take(asking, cut)
      const answer: Exchange = (request, send) => {
        // The youngest again: those on which nothing is asked go first.
        this.#streams.add(origin, stream)
        return this.#answer(request, asking.peer, { send, slot })
      }
      await converse(stream, answer, this.#limits)
    } finally {
      this.#streams.delete(origin, stream)
    }
  }

  async #answer(
    request: Request,
    peer: PeerName,
    { send, slot }: { send: Send; slot: () => Disposable | undefined },
  ): Promise<void> {
    const handler = this.#handler
    using place = handler && slot()
    await send(handler && place ? await handled(handler, request, peer) : busy())
  }

  /** The oldest stream of whoever has most goes, a line kept for later more likely than not. */
  #makeRoom(): void {
    if (this.#streams.size < this.#limits.streams) return
    const { owner = '', items = [] } = this.#streams.most() ?? {}
    const [oldest] = items
    if (!oldest) return
    this.#streams.delete(owner, oldest)
    oldest.abort(new CrowdedError('others wait'))
  }
}

/** What a handler throws stays here: a peer need not know what is wrong with us. */
async function handled(handler: Handler, request: Request, from: PeerName): Promise<Response> {
  try {
    return await handler(request, from)
  } catch {
    return new Response(null, { status: 500 })
  }
}

const busy = (): Response => new Response(null, { status: 503, headers: { 'retry-after': '1' } })

/** For libp2p's `services`. */
export const answering =
  (limits: Partial<Limits> = {}) =>
  (components: Components): Answering =>
    new Answering(components, { ...LIMITS, ...limits })
