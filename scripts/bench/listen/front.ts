/** A shop's front: the bench's page, a page without scripts, and all else from the node behind. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export interface Front extends AsyncDisposable {
  port: number
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
/** Plain HTTP plays here. */
const BARE = '<!doctype html><title>Plain</title><link rel="icon" href="data:,">'

export async function openFront(folder: string, node: string): Promise<Front> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((question, response) => {
    answer(question, response).catch(() => response.destroy())
  })
  const answer = async (question: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(question.url ?? '/', node)
    if (pathname === '/plain') response.setHeader('content-type', 'text/html').end(BARE)
    else if (pathname === '/' || pathname === '/sw.js' || pathname.startsWith('/assets/')) {
      const file = join(folder, pathname === '/' ? 'index.html' : pathname)
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      response.end(await readFile(file))
    } else await pass(question, response, { node, agent })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    // A TCP server's address is never a pipe's name.
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
      await once(server, 'close')
    },
  }
}

async function pass(
  question: IncomingMessage,
  response: ServerResponse,
  { node, agent }: { node: string; agent: Agent },
): Promise<void> {
  const { method = 'GET', headers } = question
  const onwards = { ...headers, host: new URL(node).host }
  // As if the page were the node's own.
  delete onwards.origin
  delete onwards.referer
  const onward = request(new URL(question.url ?? '/', node), { method, headers: onwards, agent })
  response.on('close', () => onward.destroy())
  question.pipe(onward)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  await pipeline(answer, response)
}
