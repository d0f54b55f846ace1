/** One response on a stream: as fast as it is taken, its end marked, never cut without a trace. */
import { Uint8ArrayList } from 'uint8arraylist'
import { latin1, writeHead } from './head.ts'
import type { Outlet } from './outlet.ts'

/** The handler's response is not what it said it would be. */
export class UntrueResponseError extends Error {
  override readonly name = 'UntrueResponseError'
}

export interface RespondOptions {
  method: string
  /** Tell the other side that this was the last on this stream. */
  last: boolean
  signal: AbortSignal
}

/** Throws when it could not be sent to its end: then the stream must be reset. */
export async function respond(
  response: Response,
  outlet: Outlet,
  { method, last, signal }: RespondOptions,
): Promise<void> {
  if (response.status < 200) throw new UntrueResponseError('that is no answer')
  const headers = new Headers(response.headers)
  for (const name of OF_ONE_HOP) headers.delete(name)
  if (last) headers.set('connection', 'close')
  const bodiless = method === 'HEAD' || response.status === 204 || response.status === 304
  const framing = bodiless ? undefined : mark(headers, response.body === null)
  const head = writeHead(`HTTP/1.1 ${response.status} `, headers)
  if (framing === undefined) await response.body?.cancel()
  if (framing === undefined || response.body === null) return outlet.send(head)
  await pump(response.body, framed(head, framing), outlet, signal)
}

/** Fields about one connection are ours to say, not the handler's. */
const OF_ONE_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer']

/** Says in the headers how long the body is, or that it comes in chunks. */
function mark(headers: Headers, empty: boolean): number | 'chunked' {
  if (empty) headers.set('content-length', '0')
  const length = headers.get('content-length')
  if (length !== null && /^\d+$/.test(length)) return Number(length)
  headers.delete('content-length')
  headers.set('transfer-encoding', 'chunked')
  return 'chunked'
}

interface Frames {
  /** Sent before the body. */
  head: Uint8Array
  of(piece: Uint8Array): Uint8Array | Uint8ArrayList
  /** What follows the last piece, if anything. */
  end(): Uint8Array | undefined
}

function framed(head: Uint8Array, framing: number | 'chunked'): Frames {
  if (framing === 'chunked') return chunked(head)
  let left = framing
  return {
    head,
    of(piece) {
      left -= piece.byteLength
      if (left < 0) throw new UntrueResponseError('the body is longer than it said')
      return piece
    },
    end() {
      if (left > 0) throw new UntrueResponseError('the body is shorter than it said')
      return undefined
    },
  }
}

/**
 * The line break after a chunk goes out with what follows it: TLS takes a large piece and wants to
 * be asked again, so that two bytes behind each would cost a wait of their own.
 */
function chunked(head: Uint8Array): Frames {
  let before = ''
  return {
    head,
    of(piece) {
      const size = latin1(`${before}${piece.byteLength.toString(16)}\r\n`)
      before = '\r\n'
      return new Uint8ArrayList(size, piece)
    },
    end: () => latin1(`${before}0\r\n\r\n`),
  }
}

/** The moment the signal aborts, the body is cancelled, so that nothing more is read for nobody. */
async function pump(
  body: ReadableStream<Uint8Array>,
  frames: Frames,
  outlet: Outlet,
  signal: AbortSignal,
): Promise<void> {
  const reader = body.getReader()
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    await outlet.send(frames.head)
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // An empty chunk would mark the end.
      if (next.value.byteLength > 0) await outlet.send(frames.of(next.value))
    }
    signal.throwIfAborted()
    const end = frames.end()
    if (end) await outlet.send(end)
  } catch (error) {
    cancel()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
