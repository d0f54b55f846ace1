/** A free loopback port: the wanted one if nobody has it, else any. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

export async function freePort(wanted = 0): Promise<number> {
  const server = createServer()
  server.listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort()
  }
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
