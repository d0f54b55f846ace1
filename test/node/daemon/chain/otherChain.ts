/** A real HTTP server that answers JSON-RPC as a chain that is no development chain would. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const ANSWERS: Partial<Record<string, unknown>> = {
  eth_chainId: '0x2105',
  eth_blockNumber: '0x0',
  eth_getBlockByNumber: { number: '0x0', hash: `0x${'7'.repeat(64)}`, timestamp: '0x0' },
  eth_getCode: '0x',
}

/** `answers` replaces some of them: code at every address, or plain nonsense. */
export async function otherChain(
  answers: Partial<Record<string, unknown>> = {},
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      const { method } = JSON.parse(body) as { method: string }
      const result = { ...ANSWERS, ...answers }[method]
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
