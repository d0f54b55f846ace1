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
import { converse, type Patience } from './conversation.ts'
import { HTTP_PROTOCOL, isDirect } from './wire.ts'

export type Handler = (request: Request, from: PeerName) => Promise<Response>

export interface Limits extends Patience {
  /** Requests under way. */
  perConnection: number
  inAll: number
}

const LIMITS: Limits = {
  requestMs: 10_000,
  idleMs: 60_000,
  stalledMs: 30_000,
  perConnection: 16,
  inAll: 256,
}

const MAX_STREAMS = 64

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
  readonly #busy = new WeakMap<Connection, number>()
  #underWay = 0
  #handler: Handler | undefined

  constructor({ registrar }: Components, limits: Limits) {
    this.#registrar = registrar
    this.#limits = limits
  }

  /** Until this is called, everything is answered with 503. */
  answer(handler: Handler): void {
    this.#handler = handler
  }

  async start(): Promise<void> {
    await this.#registrar.handle(HTTP_PROTOCOL, (stream, from) => this.#welcome(stream, from), {
      maxInboundStreams: MAX_STREAMS,
      maxOutboundStreams: MAX_STREAMS,
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
    await converse(stream, (request, send) => this.#answer(request, connection, send), this.#limits)
  }

  async #answer(
    request: Request,
    connection: Connection,
    send: (response: Response) => Promise<void>,
  ): Promise<void> {
    const handler = this.#handler
    const mine = this.#busy.get(connection) ?? 0
    const { perConnection, inAll } = this.#limits
    if (!handler || mine >= perConnection || this.#underWay >= inAll) return send(busy())
    this.#count(connection, 1)
    try {
      await send(await handled(handler, request, connection.remotePeer.toString()))
    } finally {
      this.#count(connection, -1)
    }
  }

  #count(connection: Connection, one: 1 | -1): void {
    this.#underWay += one
    this.#busy.set(connection, (this.#busy.get(connection) ?? 0) + one)
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
