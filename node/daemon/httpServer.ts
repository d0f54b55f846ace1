/** The gateway on a real socket. */
import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { Caller } from '../index.ts'
import { listenError } from './freePort.ts'

export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:4242`, as this machine reaches it. */
  url: string
}

export interface HttpOptions {
  /** Connections at once. */
  maxConnections?: number
  /** Answers to strangers at once; the owner's own are not counted. */
  maxAnswers?: number
  /** A connection over which nothing goes for so long is ended: a paused player asks on with a Range. */
  idleMs?: number
  /** Hears why an answer ended before its end. */
  onCut?: (error: unknown) => void
}

const MAX_CONNECTIONS = 1_000
const MAX_ANSWERS = 256
/** Longer than a listener pauses to answer the door. */
const IDLE_MS = 300_000

type Answer = (request: Request, caller: Caller) => Promise<Response>

export async function listenHttp(
  answer: Answer,
  ip: string,
  port: number,
  options: HttpOptions = {},
): Promise<HttpServer> {
  const { maxConnections = MAX_CONNECTIONS, idleMs = IDLE_MS } = options
  const bounded = boundedAnswers(answer, options)
  const server = createAdaptorServer({
    // Plain HTTP/1.1 as created here: the bindings and the server are node:http's.
    fetch: (request, env) => bounded(request, env as HttpBindings),
    hostname: ip,
  }) as Server
  server.maxConnections = maxConnections
  server.setTimeout(idleMs)
  server.listen(port, ip)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw listenError(cause, ip, port, '--http')
  }
  // A TCP server's address is never a pipe's name.
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${hostFor(ip)}:${bound}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Strangers get so many answers at once: each holds a stream, and perhaps a song on its way. */
function boundedAnswers(
  answer: Answer,
  { maxAnswers = MAX_ANSWERS, onCut }: HttpOptions,
): (request: Request, env: HttpBindings) => Promise<Response> {
  let underway = 0
  return async (request, { incoming, outgoing }) => {
    const remote = callerOf(incoming)
    if (remote === 'other') {
      if (underway >= maxAnswers) return busy()
      underway += 1
      outgoing.once('close', () => (underway -= 1))
    }
    const response = await answer(request, { remote })
    return untilCut(response, (error) => {
      // The connection ends with it: what has gone out must not pass for all.
      outgoing.destroy()
      onCut?.(error)
    })
  }
}

const busy = (): Response => new Response(null, { status: 503, headers: { 'retry-after': '1' } })

/** The adaptor would print why a body failed; whoever started the node hears it instead. */
function untilCut(response: Response, cut: (error: unknown) => void): Response {
  const { body, status, statusText, headers } = response
  if (!body) return response
  const reader = body.getReader()
  const told = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          cut(error)
          controller.close()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(told, { status, statusText, headers })
}

/** A server that listens everywhere is reached from here by loopback. */
function hostFor(ip: string): string {
  if (ip === '0.0.0.0') return '127.0.0.1'
  if (ip === '::') return '[::1]'
  return ip.includes(':') ? `[${ip}]` : ip
}

function callerOf({ socket }: IncomingMessage): 'loopback' | 'other' {
  const address = socket.remoteAddress ?? ''
  return /^(::ffff:)?127\./.test(address) || address === '::1' ? 'loopback' : 'other'
}
