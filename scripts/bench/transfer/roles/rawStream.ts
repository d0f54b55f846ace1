/** The least that libp2p itself costs: bytes of no meaning on one stream over TLS, counted. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const PROTOCOL = '/megabox-bench/raw/1'
/** As large as our leaves are. */
const PIECE = Buffer.alloc(256 * 1024, 7)

export class RawStream {
  #libp2p: Libp2p | undefined

  async open(listen: string[] = []): Promise<string[]> {
    this.#libp2p = await createLibp2p({
      addresses: { listen },
      transports: [tcp()],
      connectionEncrypters: [tls()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
    })
    return this.#libp2p.getMultiaddrs().map(String)
  }

  /** Sends so many bytes to whoever opens a stream. */
  async serve(bytes: number): Promise<void> {
    await this.#open.unhandle(PROTOCOL)
    await this.#open.handle(PROTOCOL, (stream) => send(stream, bytes))
  }

  /** Connects, and counts what comes. */
  async count(address: string, bytes: number): Promise<number> {
    const connection = await this.#open.dial(multiaddr(address))
    const started = performance.now()
    const stream = await connection.newStream(PROTOCOL)
    const count = await received(stream, bytes)
    const ms = performance.now() - started
    await connection.close()
    if (count !== bytes) throw new Error(`${count} of ${bytes} bytes came`)
    return ms
  }

  get #open(): Libp2p {
    if (!this.#libp2p) throw new Error('libp2p is not open')
    return this.#libp2p
  }
}

async function send(stream: Stream, bytes: number): Promise<void> {
  for (let at = 0; at < bytes; at += PIECE.length) {
    const more = stream.send(PIECE.subarray(0, bytes - at))
    if (!more) await stream.onDrain()
  }
  await stream.close()
}

/** By events: a loop over the stream would queue without bound. */
async function received(stream: Stream, bytes: number): Promise<number> {
  let count = 0
  await new Promise<void>((resolve) => {
    stream.addEventListener('message', ({ data }) => {
      count += data.byteLength
      if (count >= bytes) resolve()
    })
    stream.addEventListener('close', () => resolve())
  })
  await Promise.race([stream.close(), pause(1000)])
  return count
}
