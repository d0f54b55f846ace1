/** Bytes on this process's sockets, below all encryption and framing. */
import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

export class Wire {
  readonly #open = new Set<Socket>()
  #in = 0
  #out = 0

  /** Counts the sockets opened from now on. */
  constructor() {
    for (const channel of ['net.client.socket', 'net.server.socket']) {
      subscribe(channel, (message) => {
        // Both channels publish `{ socket }`.
        const { socket } = message as { socket: unknown }
        if (socket instanceof Socket) this.#watch(socket)
      })
    }
  }

  bytes(): { wireIn: number; wireOut: number } {
    const sum = { wireIn: this.#in, wireOut: this.#out }
    for (const { bytesRead, bytesWritten } of this.#open) {
      sum.wireIn += bytesRead
      sum.wireOut += bytesWritten
    }
    return sum
  }

  #watch(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#in += socket.bytesRead
      this.#out += socket.bytesWritten
    })
  }
}
