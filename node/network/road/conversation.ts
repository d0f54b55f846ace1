/** One stream that a peer opened to ask: request after request, until it ends or misbehaves. */
import type { Stream } from '@libp2p/interface'
import { Body } from './body.ts'
import { framingOf, readRequestHead, staysOpen, type RequestHead } from './head.ts'
import { Intake } from './intake.ts'
import { MalformedError } from './malformed.ts'
import { Outlet } from './outlet.ts'
import { respond } from './respond.ts'
import { asError, part } from './wire.ts'

/**
 * Answers one request by `send`, which resolves when all of it is sent and throws when it cannot
 * be. The request's signal aborts when nobody waits for the answer any more.
 */
export type Exchange = (request: Request, send: Send) => Promise<void>

export type Send = (response: Response) => Promise<void>

export interface Patience {
  /** From the first byte of a request to its last. */
  requestMs: number
  /** Without a request. More than the asking side keeps a stream for. */
  idleMs: number
  /** Without taking a few kilobytes of the answer. */
  stalledMs: number
}

export const MAX_REQUEST_BODY_BYTES = 64 * 1024

/** Never throws: whatever the other side does, at worst its stream is reset. */
export async function converse(
  stream: Stream,
  exchange: Exchange,
  patience: Patience,
): Promise<void> {
  const intake = new Intake(stream, { pauseAbove: MAX_REQUEST_BODY_BYTES })
  const outlet = new Outlet(stream, { patienceMs: patience.stalledMs })
  try {
    let last = false
    while (!last && (await within(patience.idleMs, stream, intake.waits()))) {
      last = await untilGone(stream, async (signal) => {
        const asked = await within(patience.requestMs, stream, readRequest(intake, signal))
        const send: Send = (response) => respond(response, outlet, { ...asked, signal })
        if (asked.request instanceof Request) await exchange(asked.request, send)
        else await send(asked.request)
        return asked.last
      })
    }
    part(stream)
  } catch (error) {
    stream.abort(asError(error))
  }
}

interface Asked {
  /** What is asked, or what to say to a request that makes no sense. */
  request: Request | Response
  method: string
  /** No other request is read after this one. */
  last: boolean
}

async function readRequest(intake: Intake, signal: AbortSignal): Promise<Asked> {
  try {
    const head = await readRequestHead(intake)
    if (!head) throw new Error('the stream ended within a request')
    const request = toRequest(head, await readBody(intake, head.headers), signal)
    return { request, method: head.method, last: !staysOpen(head.headers) }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    return { request: new Response(null, { status: error.status }), method: 'GET', last: true }
  }
}

async function readBody(intake: Intake, headers: Headers): Promise<Blob> {
  const body = new Body(intake, framingOf(headers) ?? 0)
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (let piece = await body.next(); piece; piece = await body.next()) {
    length += piece.byteLength
    if (length > MAX_REQUEST_BODY_BYTES) throw new MalformedError(413, 'a body too long')
    pieces.push(piece.slice())
  }
  return new Blob(pieces)
}

/** No real host: what a peer calls us must not decide what it may do here. */
const BASE = 'http://peer.invalid'

function toRequest(head: RequestHead, body: Blob, signal: AbortSignal): Request {
  const { method, path, headers } = head
  const bodiless = method === 'GET' || method === 'HEAD' || body.size === 0
  try {
    return new Request(`${BASE}${path}`, { method, headers, signal, body: bodiless ? null : body })
  } catch {
    throw new MalformedError(400, 'a request that cannot be')
  }
}

/** Resets the stream if `work` takes longer, which ends the work too. */
async function within<Result>(ms: number, stream: Stream, work: Promise<Result>): Promise<Result> {
  const timer = setTimeout(() => stream.abort(new Error('took too long')), ms)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}

/** Gives `work` a signal that aborts when the stream is closed or reset meanwhile. */
async function untilGone<Result>(
  stream: Stream,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const gone = new AbortController()
  const abort = (): void => gone.abort(new DOMException('Nobody waits for it', 'AbortError'))
  stream.addEventListener('close', abort)
  if (stream.status !== 'open') abort()
  try {
    return await work(gone.signal)
  } finally {
    stream.removeEventListener('close', abort)
  }
}
