/** The reference everybody knows: a file over plain HTTP, from Node to Node. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import { listen, skip, timeToMarks, type Listening, type OpenAt, type Skip } from '../listening.ts'
import type { Heard } from '../playout.ts'

const CHUNK = 256 * 1024

export interface Where {
  port: number
  /** On a connection that is there already. */
  keepAlive?: boolean
  /** Up to and with this byte; the end of the file by default. */
  last?: number
}

export class Http {
  readonly #kept = new Agent({ keepAlive: true, maxSockets: 1 })

  /** Serves one file on a free port, or on a Unix socket if a path for it is given. */
  async serve(
    path: string,
    { type = 'application/octet-stream', socket = '' } = {},
  ): Promise<number> {
    const { size } = await stat(path)
    const server = createServer((request, response) => {
      void answer(path, size, type, request, response)
    })
    if (socket === '') server.listen(0, '127.0.0.1')
    else server.listen(socket)
    await once(server, 'listening')
    const address = server.address()
    return address === null || typeof address === 'string' ? 0 : address.port
  }

  /** The whole file, its sha256 computed on the way; written to `path` if one is given. */
  async fetch(port: number, path?: string): Promise<number> {
    const hash = createHash('sha256')
    const started = performance.now()
    const response = await request({ port })
    response.on('data', (chunk: Buffer) => hash.update(chunk))
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    await pipeline(response, path === undefined ? nowhere : createWriteStream(path))
    hash.digest()
    const ms = performance.now() - started
    if (path !== undefined) await rm(path)
    return ms
  }

  timeToMarks(where: Where, offset: number): Promise<number[]> {
    return timeToMarks(this.#reader(where), offset)
  }

  skip(where: Where, how: Skip): Promise<number[]> {
    return skip(this.#reader(where), how)
  }

  listen(where: Where, song: Listening): Promise<Heard & { firstMs: number }> {
    return listen(this.#reader(where), song)
  }

  #reader({ port, keepAlive = false, last }: Where): OpenAt {
    const kept = this.#kept
    return async function* (offset, signal) {
      const range = `bytes=${offset}-${last === undefined ? '' : offset + last}`
      // A connection that is to be kept outlives whoever has read enough.
      const how = keepAlive ? { agent: kept } : { signal }
      const response = await request({ port, headers: { range }, ...how })
      try {
        const chunks = response.iterator({ destroyOnReturn: !keepAlive })
        for await (const chunk of chunks) yield chunk as Buffer
      } finally {
        if (keepAlive) response.resume()
      }
    }
  }
}

/** Without an agent given, on a connection of its own. */
async function request(options: {
  port: number
  signal?: AbortSignal
  headers?: Record<string, string>
  agent?: Agent
}): Promise<IncomingMessage> {
  const [response] = (await once(
    get({ host: '127.0.0.1', agent: false, ...options }),
    'response',
  )) as [IncomingMessage]
  return response
}

async function answer(
  path: string,
  size: number,
  type: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = /^bytes=(\d+)-(\d+)?$/.exec(request.headers.range ?? '')
  const start = Number(asked?.[1] ?? 0)
  const end = Math.min(size - 1, Number(asked?.[2] ?? size - 1))
  response.writeHead(asked ? 206 : 200, {
    'content-type': type,
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    ...(asked && { 'content-range': `bytes ${start}-${end}/${size}` }),
  })
  const file = createReadStream(path, { start, end, highWaterMark: CHUNK })
  // Whoever has heard enough leaves.
  await pipeline(file, response).catch(() => undefined)
}
