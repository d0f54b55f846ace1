/** A body up to its marked end, in the pieces that came, uncopied. */
import { readFields, type Framing } from './head.ts'
import type { Intake } from './intake.ts'
import { MalformedError } from './malformed.ts'

/** The stream ended within a body. */
export class CutBodyError extends Error {
  override readonly name = 'CutBodyError'
}

/** A chunk's size and its extensions, which nobody uses. */
const MAX_CHUNK_LINE_BYTES = 256
const CHUNK_LINE = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i

export class Body {
  readonly #intake: Intake
  readonly #chunked: boolean
  /** Of the chunk, or of the body if it is not chunked. */
  #left: number
  #ended: boolean
  #first = true

  constructor(intake: Intake, framing: Framing) {
    this.#intake = intake
    this.#chunked = framing === 'chunked'
    this.#left = framing === 'chunked' ? 0 : framing
    this.#ended = framing === 0
  }

  /** The marked end has been read. */
  get ended(): boolean {
    return this.#ended
  }

  /** `undefined` at the marked end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#left === 0 && !this.#ended) await this.#nextChunk()
    if (this.#ended) return undefined
    const piece = await this.#intake.read()
    if (!piece) throw new CutBodyError('the stream ended within a body')
    const part = piece.subarray(0, this.#left)
    this.#intake.unread(piece.subarray(part.byteLength))
    this.#left -= part.byteLength
    if (this.#left === 0 && !this.#chunked) this.#ended = true
    return part
  }

  async #nextChunk(): Promise<void> {
    if (!this.#first && (await this.#line()) !== '')
      throw new MalformedError(400, 'a chunk too long')
    this.#first = false
    const size = CHUNK_LINE.exec(await this.#line())?.[1]
    if (size === undefined) throw new MalformedError(400, 'a chunk without a size')
    this.#left = Number.parseInt(size, 16)
    if (this.#left > 0) return
    if (!(await readFields(this.#intake))) throw new CutBodyError('the stream ended in trailers')
    this.#ended = true
  }

  async #line(): Promise<string> {
    const line = await this.#intake.line(MAX_CHUNK_LINE_BYTES)
    if (line === undefined) throw new CutBodyError('the stream ended between chunks')
    return line
  }
}
