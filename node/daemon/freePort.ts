/** Ports of this machine: whether one can be listened on, and one that can. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, isIPv6, type AddressInfo } from 'node:net'
import { UsageError } from '../index.ts'
import { codeOf, PortTakenError } from './errors.ts'

/** A free loopback port: the wanted one if nobody has it, else any. */
export async function freePort(wanted = 0): Promise<number> {
  return tryPort('127.0.0.1', wanted).catch(() => tryPort('127.0.0.1', 0))
}

/** Listens on `port` for a moment, and gives its number. */
async function tryPort(ip: string, port: number): Promise<number> {
  const server = createServer()
  server.listen(port, ip)
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const bound = (server.address() as AddressInfo).port
  server.close()
  await once(server, 'close')
  return bound
}

/** Throws when nobody can listen there by TCP now. `flag` is what it was chosen with. */
export async function refusePort(ip: string, port: number, flag: string): Promise<void> {
  await tryPort(ip, port).catch((cause: unknown) => {
    throw listenError(cause, ip, port, flag)
  })
}

/** The same for UDP, whose ports are others than TCP's. */
export async function refuseUdpPort(ip: string, port: number, flag: string): Promise<void> {
  const socket = createSocket(isIPv6(ip) ? 'udp6' : 'udp4')
  try {
    socket.bind(port, ip)
    await once(socket, 'listening')
  } catch (cause) {
    throw listenError(cause, ip, port, flag)
  } finally {
    socket.close()
  }
}

/** Why listening failed, in words. */
export function listenError(cause: unknown, ip: string, port: number, flag: string): unknown {
  const code = codeOf(cause)
  if (code === 'EADDRINUSE') return new PortTakenError(`Port ${port}`, `${flag} PORT`, { cause })
  if (code === 'EADDRNOTAVAIL') {
    return new UsageError(
      `${ip} is no address of this machine.`,
      'Use --listen 0.0.0.0 for all of them, or name one of its own.',
      { cause },
    )
  }
  if (code === 'EACCES') {
    return new UsageError(
      `Port ${port} is kept for the administrator.`,
      `Choose one above 1023 with ${flag} PORT.`,
      { cause },
    )
  }
  return cause
}
