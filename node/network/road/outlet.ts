/** The sending end of a stream, no faster than the other side takes it. */
import type { Stream } from '@libp2p/interface'
import type { Uint8ArrayList } from 'uint8arraylist'

/** The other side took next to nothing for so long that it is given up. */
export class StalledError extends Error {
  override readonly name = 'StalledError'
}

/**
 * What must be taken within the patience for it to begin anew. A byte at a time would hold a place
 * for years; a listener on 64 kbit/s takes this much in two seconds.
 */
const STEP_BYTES = 16 * 1024

export class Outlet {
  readonly #stream: Stream
  readonly #patienceMs: number

  constructor(stream: Stream, { patienceMs }: { patienceMs: number }) {
    this.#stream = stream
    this.#patienceMs = patienceMs
  }

  /** Resolves when more may be sent. Throws when the stream is closed, or stalls and is reset. */
  async send(data: Uint8Array | Uint8ArrayList): Promise<void> {
    if (!this.#stream.send(data)) await this.#drained()
  }

  /**
   * `stream.onDrain()` holds back only once: after the first time its promise stays resolved. Its
   * event also tells of room that other streams made, so progress is what has left our buffer.
   */
  async #drained(): Promise<void> {
    const stream = this.#stream
    const giveUp = (): void => stream.abort(new StalledError('the receiver takes next to nothing'))
    let left = stream.writeBufferLength
    let timer = setTimeout(giveUp, this.#patienceMs)
    try {
      while (stream.writableNeedsDrain && stream.status === 'open') {
        await drainOrClose(stream)
        if (left - stream.writeBufferLength < STEP_BYTES) continue
        left = stream.writeBufferLength
        clearTimeout(timer)
        timer = setTimeout(giveUp, this.#patienceMs)
      }
    } finally {
      clearTimeout(timer)
    }
    if (stream.status !== 'open') throw new Error('the stream is closed')
  }
}

const drainOrClose = (stream: Stream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.removeEventListener('drain', done)
      stream.removeEventListener('close', done)
      resolve()
    }
    stream.addEventListener('drain', done)
    stream.addEventListener('close', done)
  })
