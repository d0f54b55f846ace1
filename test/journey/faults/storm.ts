/** A line in front of a node that is bad weather: every connection is reset before long. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Weather {
  /** So long each connection lives, ms; from the first again when there are more. */
  lives: readonly number[]
  /** Bytes a millisecond towards the reader, so that no connection lives long enough for all. */
  rate: number
}

export class Storm implements AsyncDisposable {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  #joined = 0
  /** Connections that were reset so far. */
  resets = 0

  private constructor(port: number, weather: Weather) {
    this.#server = createServer((near) => this.#join(near, connect(port, '127.0.0.1'), weather))
  }

  static async over(port: number, weather: Weather): Promise<Storm> {
    const storm = new Storm(port, weather)
    storm.#server.listen(0, '127.0.0.1')
    await once(storm.#server, 'listening')
    return storm
  }

  get port(): number {
    // A TCP server's address is never a pipe's name.
    return (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket, far: Socket, { lives, rate }: Weather): void {
    const end = () => {
      for (const socket of [near, far]) {
        socket.resetAndDestroy()
        this.#open.delete(socket)
      }
    }
    const life = lives[this.#joined++ % lives.length]
    const timer = setTimeout(() => {
      this.resets += 1
      end()
    }, life)
    for (const socket of [near, far]) {
      this.#open.add(socket)
      socket.on('error', end).on('close', () => clearTimeout(timer))
    }
    near.pipe(far)
    void slowly(far, near, rate)
  }
}

async function slowly(from: Socket, to: Socket, rate: number): Promise<void> {
  try {
    for await (const chunk of from) {
      const { length } = chunk as Buffer
      await pause(length / rate)
      if (!to.write(chunk as Buffer)) await once(to, 'drain')
    }
  } catch {
    // The storm has it.
  }
}
