/**
 * The receiving end of a stream, read piece by piece at the reader's pace and without copying.
 *
 * A plain `for await` over a libp2p stream has no backpressure and cannot tell a reset from an end,
 * so this listens to its events instead and pauses the stream while enough is waiting.
 */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'
import { MalformedError } from './malformed.ts'

/** Pieces below this are put together: each costs far more than its bytes. */
const SMALL_BYTES = 256
const BASIN_BYTES = 4096

export class Intake {
  readonly #stream: Stream
  readonly #pauseAbove: number
  #pieces: Uint8Array[] = []
  /** Where small pieces are put together, and how much of it is used. */
  #basin = new Uint8Array()
  #used = 0
  #bytes = 0
  #received = 0
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #resuming = false

  constructor(stream: Stream, { pauseAbove }: { pauseAbove: number }) {
    this.#stream = stream
    this.#pauseAbove = pauseAbove
    stream.addEventListener('message', ({ data }) => this.#take(data))
    stream.addEventListener('end', () => this.#end())
    stream.addEventListener('close', ({ error }) => this.#close(error))
    // What happened before we listened is not told again.
    if (stream.status !== 'open') this.#close(undefined)
    else if (stream.readableEnded) this.#end()
  }

  /** Bytes that have come in since the stream was opened. */
  get received(): number {
    return this.#received
  }

  /** Nothing waits to be read and more may come. */
  get quiet(): boolean {
    return this.#bytes === 0 && !this.#over && this.#stream.status === 'open'
  }

  /** The next bytes as they came; `undefined` when the other side has said its last. */
  async read(): Promise<Uint8Array | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#over) {
        this.#ending()
        return
      }
      const news = new Promise<void>((resolve) => (this.#wake = resolve))
      await news
    }
    const piece = this.#pieces.shift()
    this.#bytes -= piece?.byteLength ?? 0
    this.#regulate()
    return piece
  }

  /** Puts back what was read too much. */
  unread(piece: Uint8Array): void {
    if (piece.byteLength === 0) return
    this.#pieces.unshift(piece)
    this.#bytes += piece.byteLength
  }

  /** Waits for bytes; false when none will come. */
  async waits(): Promise<boolean> {
    const piece = await this.read()
    if (piece) this.unread(piece)
    return piece !== undefined
  }

  /** One line without its CRLF; `undefined` when the stream ended before it. */
  async line(maxBytes: number): Promise<string | undefined> {
    let line = ''
    for (;;) {
      const piece = await this.read()
      if (!piece) return undefined
      const end = piece.indexOf(LF) + 1
      const part = end > 0 ? piece.subarray(0, end) : piece
      if (line.length + part.byteLength > maxBytes) throw new MalformedError(431, 'a line too long')
      line += String.fromCharCode(...part)
      if (end === 0) continue
      this.unread(piece.subarray(end))
      if (!line.endsWith('\r\n')) throw new MalformedError(400, 'a line without CRLF')
      return line.slice(0, -2)
    }
  }

  /** A stream that was reset keeps what it had taken in while it was paused: not over before that. */
  get #over(): boolean {
    return (this.#ended || this.#failure !== undefined) && this.#stream.readBufferLength === 0
  }

  #ending(): undefined {
    if (this.#failure) throw this.#failure
    return undefined
  }

  #take(data: StreamMessageEvent['data']): void {
    for (const piece of data instanceof Uint8Array ? [data] : data) this.#append(piece)
    this.#bytes += data.byteLength
    this.#received += data.byteLength
    this.#regulate()
    this.#rouse()
  }

  #append(piece: Uint8Array): void {
    if (piece.byteLength >= SMALL_BYTES) {
      this.#pieces.push(piece)
      return
    }
    if (this.#used + piece.byteLength > this.#basin.byteLength) {
      this.#basin = new Uint8Array(BASIN_BYTES)
      this.#used = 0
    }
    const basin = this.#basin
    basin.set(piece, this.#used)
    const last = this.#pieces.at(-1)
    const joins = last?.buffer === basin.buffer && last.byteOffset + last.byteLength === this.#used
    const from = joins ? last.byteOffset : this.#used
    this.#used += piece.byteLength
    if (joins) this.#pieces.pop()
    this.#pieces.push(basin.subarray(from, this.#used))
  }

  /** A reset stream tells its end too, and before it tells the reset. */
  #end(): void {
    if (this.#stream.status === 'open' || this.#stream.status === 'closing') this.#ended = true
    this.#rouse()
  }

  #close(error: StreamCloseEvent['error']): void {
    if (error || !this.#ended) this.#failure = error ?? new Error('the stream is closed')
    // Only our own reset discards what has come: nobody wants it any more.
    if (this.#stream.status === 'aborted') {
      this.#pieces = []
      this.#bytes = 0
    }
    this.#regulate()
    this.#rouse()
  }

  #regulate(): void {
    const stream = this.#stream
    if (this.#bytes > this.#pauseAbove) {
      if (!this.#resuming && stream.readStatus === 'readable') stream.pause()
    } else if (this.#bytes <= this.#pauseAbove / 2 && stream.readStatus === 'paused') {
      this.#resume()
    }
  }

  /**
   * Resuming hands out what had piled up, and only then tells the muxer to go on: a pause from
   * within would be forgotten by the muxer, and the pile grow until libp2p resets the stream.
   */
  #resume(): void {
    this.#resuming = true
    try {
      this.#stream.resume()
    } catch {
      // The connection is gone, and with it the muxer's message; what had piled up came out before.
    }
    this.#resuming = false
    if (this.#bytes > this.#pauseAbove && this.#stream.readStatus === 'readable') {
      this.#stream.pause()
    }
  }

  #rouse(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}

const LF = 10
