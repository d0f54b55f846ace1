/** Bytes this process has sent on its sockets, below all encryption and framing. */
import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

export class Wire {
  readonly #open = new Set<Socket>()
  #closed = 0

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

  get sent(): number {
    let sum = this.#closed
    for (const { bytesWritten } of this.#open) sum += bytesWritten
    return sum
  }

  #watch(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#closed += socket.bytesWritten
    })
  }
}
