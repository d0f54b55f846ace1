/** Somebody else's website, on another origin, with whatever it puts into its pages. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `localhost`, where the shops of these tests are `127.0.0.1`: another site to a browser. */
export async function openBlog(): Promise<
  { url: string; show: (body: string) => void } & AsyncDisposable
> {
  let shown = ''
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="en"><title>A blog</title><body>${shown}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    show: (body) => (shown = body),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
