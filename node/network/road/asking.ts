/**
 * The asking side of the road: HTTP over a libp2p connection that is there already. Answers come as
 * fast as they are read and no faster; leaving one stops its sender; one that was cut is an error.
 *
 * `@libp2p/http` is not used: its client drops the query, buffers without bound, and waits for ever
 * when a stream is reset.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { Uint8ArrayList } from 'uint8arraylist'
import { UsageError } from '../../domain/errors.ts'
import type { Abortable, PeerName } from '../../domain/ports.ts'
import { AnswerBody, told, type Asker } from './answerBody.ts'
import { Body } from './body.ts'
import { BadAnswerError, CutAnswerError, LateAnswerError, NoRoadError } from './errors.ts'
import {
  framingOf,
  readResponseHead,
  staysOpen,
  writeHead,
  type Framing,
  type ResponseHead,
} from './head.ts'
import { line, Lines, type Line } from './lines.ts'
import { asError, HTTP_PROTOCOL, isDirect } from './wire.ts'

export interface Question {
  /** GET when absent. */
  method?: string
  /** With its query. */
  path: string
  headers?: HeadersInit
  body?: Uint8Array
  /** It changes nothing and may be asked twice, as every GET may. */
  safe?: boolean
}

export interface Answer {
  status: number
  headers: Headers
  /** Read it to its end, or leave it (`return()`): either gives the stream back. */
  body: AsyncGenerator<Uint8Array>
}

/** When the caller brings no signal, this long for the head. */
const HEAD_MS = 10_000

interface Asked extends Asker {
  method: string
  /** The question as it is sent. */
  words: Uint8ArrayList
}

export class Libp2pHttp {
  readonly #libp2p: Pick<Libp2p, 'getConnections' | 'peerStore'>
  readonly #lines = new Lines()

  constructor(libp2p: Pick<Libp2p, 'getConnections' | 'peerStore'>) {
    this.#libp2p = libp2p
  }

  /** Could `peer` be asked? Negotiates when it has not introduced itself yet. */
  async speaks(peer: PeerName, options: Abortable = {}): Promise<boolean> {
    if (!this.#find(peer)) return false
    const id = peerIdFromString(peer)
    const known = await this.#libp2p.peerStore.get(id).catch(() => undefined)
    if (known?.protocols.includes(HTTP_PROTOCOL)) return true
    return this.warm(peer, options).then(
      () => true,
      () => false,
    )
  }

  /** Opens a stream ahead, if none waits, so that the next question saves a round trip. */
  async warm(peer: PeerName, options: Abortable = {}): Promise<void> {
    const connection = this.#road(peer)
    if (!this.#lines.has(connection)) this.#lines.give(await open(connection, peer, options))
  }

  /** Throws `NoRoadError` without a direct connection: it never dials. */
  async ask(peer: PeerName, question: Question, { signal }: Abortable = {}): Promise<Answer> {
    signal?.throwIfAborted()
    const { method = 'GET' } = question
    const asker = { peer, method, words: written(peer, { ...question, method }), signal }
    const connection = this.#road(peer)
    // An old line may be closing. Only a question that may be asked twice is asked on one.
    const old = isSafe(method) || question.safe ? this.#lines.take(connection) : undefined
    if (old) {
      const answer = await this.#ask(old, asker).catch(unlessStale(old, asker))
      if (answer) return answer
    }
    return this.#ask(await open(connection, peer, { signal }), asker)
  }

  async #ask(on: Line, asked: Asked): Promise<Answer> {
    const { stream, intake } = on
    const { signal } = asked
    const stop = (): void => stream.abort(asError(signal?.reason))
    signal?.addEventListener('abort', stop, { once: true })
    try {
      signal?.throwIfAborted()
      stream.send(asked.words)
      const head = await (signal ? readResponseHead(intake) : headSoon(on, asked.peer))
      if (!head) throw new Error('the stream ended before the answer')
      const settle = (whole: boolean): void => {
        signal?.removeEventListener('abort', stop)
        if (whole && staysOpen(head.headers)) this.#lines.give(on)
        else stream.abort(new Error(whole ? 'read to its end' : 'left'))
      }
      const body = new Body(intake, framing(asked, head))
      return { ...head, body: new AnswerBody(body, { ...asked, settle }) }
    } catch (error) {
      signal?.removeEventListener('abort', stop)
      stream.abort(asError(error))
      throw told(error, asked)
    }
  }

  #road(peer: PeerName): Connection {
    const connection = this.#find(peer)
    if (!connection) throw new NoRoadError(peer)
    return connection
  }

  #find(peer: PeerName): Connection | undefined {
    const connections = this.#libp2p.getConnections(peerIdFromString(peer))
    return connections.find((one) => one.status === 'open' && isDirect(one))
  }
}

/** May be asked twice without harm, if the first time came to nothing. */
const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

async function open(
  connection: Connection,
  peer: PeerName,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<Line> {
  try {
    const stream = await connection.newStream([HTTP_PROTOCOL], { ...(signal && { signal }) })
    return line(connection, stream)
  } catch (error) {
    signal?.throwIfAborted()
    throw new NoRoadError(peer, { cause: error })
  }
}

/** On a line that was dead before it answered a byte, gives nothing instead of the error. */
function unlessStale({ intake }: Line, { signal }: Asker): (error: unknown) => undefined {
  const before = intake.received
  return (error) => {
    if (error instanceof CutAnswerError && intake.received === before && !signal?.aborted) return
    throw error
  }
}

async function headSoon(
  { stream, intake }: Line,
  peer: PeerName,
): Promise<ResponseHead | undefined> {
  const timer = setTimeout(() => stream.abort(new LateAnswerError(peer)), HEAD_MS)
  try {
    return await readResponseHead(intake)
  } finally {
    clearTimeout(timer)
  }
}

/** Neither the path nor a field may carry another request: `Headers` refuses what would. */
function written(
  peer: PeerName,
  { method, path, headers, body }: Question & { method: string },
): Uint8ArrayList {
  if (!FIRST_LINE.test(`${method} ${path}`)) {
    throw new UsageError('That is no question.', 'Ask with a method and a path that begins with /.')
  }
  const fields = new Headers(headers)
  fields.set('host', peer)
  if (body) fields.set('content-length', String(body.byteLength))
  const head = writeHead(`${method} ${path} HTTP/1.1`, fields)
  return new Uint8ArrayList(head, body ?? NOTHING)
}

const FIRST_LINE = /^[A-Z]{1,16} \/[\x21-\x7e]*$/
const NOTHING = new Uint8Array()

/** An answer that only ends with its stream could be cut without a trace: it is refused. */
function framing({ method, peer }: Asked, { status, headers }: ResponseHead): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return 0
  const framing = framingOf(headers)
  if (framing === undefined) throw new BadAnswerError(peer, 'it does not say where it ends')
  return framing
}
