/** A server where a data directory says its node is, which answers as the test wants. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRunFile } from '../../../node/daemon/runFile.ts'

export async function nodeThatSays(
  answer: RequestListener,
): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'megabox-test-'))
  const node = createServer(answer).listen(0, '127.0.0.1')
  await once(node, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = node.address() as AddressInfo
  const http = `http://127.0.0.1:${port}`
  await writeRunFile(folder, { pid: process.pid, http, token: 'secret' })
  return {
    folder,
    async [Symbol.asyncDispose]() {
      node.closeAllConnections()
      node.close()
      await rm(folder, { recursive: true })
    },
  }
}
