/** A real HTTP server that speaks JSON-RPC and says what a test wants, or what a chain behind it says. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

const JSON_TYPE = { 'content-type': 'application/json' }

export interface Call {
  id: number
  method: string
  params: unknown[]
}

/** `result` or `error`; undefined breaks the connection. */
export interface Answer {
  result?: unknown
  error?: object
}

export async function rpcServer(
  answer: (call: Call) => Answer | undefined | Promise<Answer | undefined>,
): Promise<{ url: string } & AsyncDisposable> {
  const said = async (request: IncomingMessage) => {
    // One question each, from our own endpoints, which send no batches.
    const call = (await json(request)) as Call
    const answered = await answer(call)
    if (!answered) throw new Error('to say nothing')
    return JSON.stringify({ ...answered, jsonrpc: '2.0', id: call.id })
  }
  const server = createServer((request, response) => {
    said(request).then(
      (text) => response.writeHead(200, JSON_TYPE).end(text),
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What the chain there says to it. */
export async function askedThere(url: string, { id, method, params }: Call): Promise<Answer> {
  const body = JSON.stringify({ jsonrpc: '2.0', id, method, params })
  const response = await fetch(url, { method: 'POST', headers: JSON_TYPE, body })
  // JSON-RPC's own shape, passed on as it is.
  return (await response.json()) as Answer
}
