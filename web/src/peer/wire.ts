/**
 * Questions over a MessagePort whose answers come piece by piece, each piece when it is asked for:
 * a listener who pauses holds the sender back, one who leaves ends the work behind it.
 */
import { errorBody, MegaboxError, RemoteError, type ErrorBody } from '../../../node/index.ts'

/** To the one who answers. The question itself asks for the first piece. */
type Asked = { id: number; ask: string; what: unknown } | { id: number; then: 'more' | 'leave' }

/** To the one who asked. */
type Said =
  { id: number; piece: unknown } | { id: number; end: true } | { id: number; error: ErrorBody }

/** Answers one kind of question. The signal aborts when whoever asked has left. */
export type Answer = (what: unknown, signal: AbortSignal) => AsyncIterable<unknown>
export type Answers = Readonly<Record<string, Answer>>

/** Whoever answered is gone: its page was closed. Another page takes over. */
export class PeerGoneError extends MegaboxError {
  override readonly name = 'PeerGoneError'

  constructor() {
    super('The page that played this was closed.', 'It goes on by itself; else press Play again.')
  }
}

interface Underway {
  pieces: AsyncIterator<unknown>
  gone: AbortController
}

/** Answers what comes through `port` until its other side is closed. */
export function answer(port: MessagePort, answers: Answers): void {
  const underway = new Map<number, Underway>()
  const leave = (id: number) => {
    const one = underway.get(id)
    underway.delete(id)
    one?.gone.abort()
    one?.pieces.return?.().catch(() => undefined)
  }
  const more = async (id: number): Promise<void> => {
    const one = underway.get(id)
    if (!one) return
    try {
      const step = await one.pieces.next()
      if (!underway.has(id)) return
      if (step.done === true) underway.delete(id)
      say(port, step.done === true ? { id, end: true } : { id, piece: step.value })
    } catch (error) {
      if (!underway.delete(id)) return
      say(port, { id, error: errorBody(error) })
    }
  }
  port.onmessage = ({ data }: MessageEvent<Asked>) => {
    if ('ask' in data) {
      const gone = new AbortController()
      const pieces = (answers[data.ask] ?? unknownQuestion)(data.what, gone.signal)
      underway.set(data.id, { pieces: pieces[Symbol.asyncIterator](), gone })
    }
    if ('then' in data && data.then === 'leave') leave(data.id)
    else void more(data.id)
  }
  port.addEventListener('close', () => {
    for (const id of [...underway.keys()]) leave(id)
  })
}

/** Bytes are copied once and handed over: their owner may still be storing them. */
function say(port: MessagePort, said: Said): void {
  const piece = 'piece' in said ? said.piece : undefined
  if (piece instanceof Uint8Array) {
    const copy = piece.slice()
    port.postMessage({ ...said, piece: copy }, [copy.buffer])
  } else port.postMessage(said, isOpened(piece) ? [piece.first.buffer] : [])
}

/** What comes first of a file is copied by whoever opened it. */
const isOpened = (piece: unknown): piece is { first: Uint8Array<ArrayBuffer> } =>
  typeof piece === 'object' &&
  piece !== null &&
  'first' in piece &&
  piece.first instanceof Uint8Array &&
  piece.first.length > 0

/** Of a page of another age. */
async function* unknownQuestion(): AsyncGenerator {
  yield await Promise.reject(new PeerGoneError())
}

interface Waiting {
  resolve: (step: IteratorResult<unknown, undefined>) => void
  reject: (error: Error) => void
}

/** Asks through `port`. `lose` it when its other side is known to be gone. */
export class Asker {
  readonly #port: MessagePort
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #lost = false

  constructor(port: MessagePort) {
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<Said>) => this.#hear(data)
    port.addEventListener('close', () => this.lose())
  }

  get lost(): boolean {
    return this.#lost
  }

  /** Somebody waits for a piece. */
  get busy(): boolean {
    return this.#waiting.size > 0
  }

  /** What comes is what our own code said on the other side: the caller names its type. */
  async *stream<Piece>(
    ask: string,
    what: unknown,
    signal?: AbortSignal,
  ): AsyncGenerator<Piece, undefined> {
    const id = ++this.#last
    let left = true
    try {
      for (let first = true; ; first = false) {
        const message: Asked = first ? { id, ask, what } : { id, then: 'more' }
        const step = await this.#step(message, signal)
        if (step.done === true) {
          left = false
          return undefined
        }
        yield step.value as Piece
      }
    } catch (error) {
      left = !(error instanceof RemoteError)
      throw error
    } finally {
      if (left && !this.#lost) this.#port.postMessage({ id, then: 'leave' } satisfies Asked)
    }
  }

  /** The first piece of the answer. */
  async call<Piece>(ask: string, what?: unknown, signal?: AbortSignal): Promise<Piece | undefined> {
    for await (const piece of this.stream<Piece>(ask, what, signal)) return piece
    return undefined
  }

  lose(): void {
    if (this.#lost) return
    this.#lost = true
    this.#port.close()
    for (const { reject } of this.#waiting.values()) reject(new PeerGoneError())
    this.#waiting.clear()
  }

  #step(message: Asked, signal?: AbortSignal): Promise<IteratorResult<unknown, undefined>> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(message.id)
        reject(signal?.reason as Error)
      }
      if (this.#lost) throw new PeerGoneError()
      if (signal?.aborted) throw signal.reason as Error
      signal?.addEventListener('abort', leave, { once: true })
      const over = () => signal?.removeEventListener('abort', leave)
      this.#waiting.set(message.id, {
        resolve: (step) => {
          over()
          resolve(step)
        },
        reject: (error) => {
          over()
          reject(error)
        },
      })
      this.#port.postMessage(message)
    })
  }

  #hear(said: Said): void {
    const waiting = this.#waiting.get(said.id)
    if (!waiting) return
    this.#waiting.delete(said.id)
    if ('error' in said) waiting.reject(new RemoteError(said.error))
    else if ('end' in said) waiting.resolve({ done: true, value: undefined })
    else waiting.resolve({ done: false, value: said.piece })
  }
}
