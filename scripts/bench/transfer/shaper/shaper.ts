/**
 * A slow line between two processes: a TCP proxy whose connections all share one lane up and one
 * lane down. Opening and ending a connection travel along the lanes too, so a fresh connection costs
 * its round trip, and after an abort the far side goes on sending until it hears of it. Not
 * modelled: TCP's slow start and losses.
 */
import { once } from 'node:events'
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net'
import { Lane, type LaneConfig, type Source } from './lane.ts'

/** A packet without payload: its headers. */
const BARE_PACKET = 60
/** What a receiver that does not read lets come: then the sender has to wait. */
const WINDOW_BYTES = 256 * 1024

export class Shaper implements AsyncDisposable {
  readonly up: Lane
  readonly down: Lane
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(target: NetConnectOpts, config: LaneConfig) {
    this.up = new Lane(config)
    this.down = new Lane(config)
    // A half-closed connection is one: each end says itself when it has ended.
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) =>
      this.#accept(near, target),
    )
  }

  static async listen(target: NetConnectOpts, config: LaneConfig): Promise<Shaper> {
    const shaper = new Shaper(target, config)
    shaper.#server.listen(0, '127.0.0.1')
    await once(shaper.#server, 'listening')
    return shaper
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the line is down')
    return address.port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** The request to open travels up, the far side is reached there, and the answer travels down. */
  #accept(near: Socket, target: NetConnectOpts): void {
    this.#hold(near)
    this.up.signal(BARE_PACKET, () => {
      const far = connect({ ...target, allowHalfOpen: true })
      this.#hold(far)
      this.#carry(far, near, this.down)
      this.down.signal(BARE_PACKET, () => this.#carry(near, far, this.up))
    })
  }

  #hold(socket: Socket): void {
    socket.setNoDelay(true)
    this.#sockets.add(socket)
    // What became of it is told by 'close', which follows.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  #carry(from: Socket, to: Socket, lane: Lane): void {
    const source: Source = {
      take(most) {
        if (to.writableLength > WINDOW_BYTES) return undefined
        // Reading nothing tells a stream that has ended to say so.
        if (from.readableLength === 0) from.read(0)
        if (from.readableLength === 0) return undefined
        return (from.read(Math.min(most, from.readableLength)) as Buffer | null) ?? undefined
      },
      deliver: (bytes) => {
        if (to.writable) to.write(bytes)
      },
    }
    lane.add(source)
    from.on('readable', () => lane.pump())
    to.on('drain', () => lane.pump())
    from.once('end', () => lane.signal(BARE_PACKET, () => to.end()))
    from.once('close', (failed) => {
      lane.remove(source)
      // Whoever ended in peace has said so above, and what it sent may still be on its way.
      if (failed || !from.readableEnded) lane.signal(BARE_PACKET, () => to.destroy())
    })
  }
}
