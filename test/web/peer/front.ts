/**
 * A shop's front for these tests: the built page, and all else from a real node behind it, which
 * may fall silent, vanish or lie at any moment.
 */
import { readFile } from 'node:fs/promises'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GUARDED_PAGE } from '../../../node/gateway/answer.ts'

const MIMES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** `silent`: takes questions and never answers. */
export type Manner = 'honest' | 'lying' | 'silent' | 'dead'

export interface Front extends AsyncDisposable {
  url: string
  manner: Manner
  /** Paths that were asked of it. */
  asked: string[]
}

export async function openFront(folder: string, node: string): Promise<Front> {
  const server = createServer((question, response) => {
    front.asked.push(`${question.method ?? ''} ${question.url ?? ''}`)
    answer(question, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  const front: Front = {
    url: `http://127.0.0.1:${port}`,
    manner: 'honest',
    asked: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const answer = async (question: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (front.manner === 'dead') response.destroy()
    if (front.manner === 'silent' || front.manner === 'dead') return
    const { pathname } = new URL(question.url ?? '/', front.url)
    const own = pathname === '/' ? 'index.html' : pathname.slice(1)
    if (own === 'index.html' || own === 'sw.js' || own.startsWith('assets/')) {
      const file = join(folder, own)
      const headers = { ...GUARDED_PAGE, 'content-type': MIMES[extname(file)] ?? '' }
      response.writeHead(200, { ...headers, 'cache-control': 'no-cache' })
      response.end(await readFile(file))
      return
    }
    await pass(question, response, { node, lying: () => front.manner === 'lying' })
  }
  return front
}

async function pass(
  question: IncomingMessage,
  response: ServerResponse,
  { node, lying }: { node: string; lying: () => boolean },
): Promise<void> {
  const { host } = new URL(node)
  const { method, headers } = question
  // As if the page were the node's own.
  const onwards = { ...headers, host }
  delete onwards.origin
  delete onwards.referer
  const onward = ask(new URL(question.url ?? '/', node), {
    ...(method && { method }),
    headers: onwards,
  })
  question.pipe(onward)
  response.on('close', () => onward.destroy())
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  const flip = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const last = chunk.length - 1
      if (lying()) chunk[last] = (chunk[last] ?? 0) ^ 1
      done(null, chunk)
    },
  })
  await pipeline(answer, flip, response)
}
