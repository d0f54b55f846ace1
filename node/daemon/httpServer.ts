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

type Answer = (request: Request, caller: Caller) => Promise<Response>

export async function listenHttp(answer: Answer, ip: string, port: number): Promise<HttpServer> {
  const server = createAdaptorServer({
    // Plain HTTP/1.1 as created here: the bindings and the server are node:http's.
    fetch: (request, env) => answer(request, { remote: callerOf((env as HttpBindings).incoming) }),
    hostname: ip,
  }) as Server
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
