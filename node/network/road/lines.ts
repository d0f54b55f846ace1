/** Streams to peers that are negotiated and wait for their next question: each saves a round trip. */
import type { Connection, Stream } from '@libp2p/interface'
import { Intake } from './intake.ts'
import { part } from './wire.ts'

/** A stream of ours. It answers one question at a time. */
export interface Line {
  readonly connection: Connection
  readonly stream: Stream
  readonly intake: Intake
}

const MAX_IDLE = 4
/** Shorter than the answering side waits, so that a question rarely meets a closing stream. */
const IDLE_MS = 30_000
/** Of an answer that is not read as fast as it comes. */
const MAX_UNREAD_BYTES = 512 * 1024

export const line = (connection: Connection, stream: Stream): Line => ({
  connection,
  stream,
  intake: new Intake(stream, { pauseAbove: MAX_UNREAD_BYTES }),
})

interface Idle {
  readonly line: Line
  /** It is taken, or gone. */
  forget(): void
}

export class Lines {
  readonly #idle = new WeakMap<Connection, Idle[]>()

  /** One that was good when last seen: the youngest, which is the likeliest to be good still. */
  take(connection: Connection): Line | undefined {
    const idle = this.#idle.get(connection) ?? []
    for (let last = idle.at(-1); last; last = idle.at(-1)) {
      last.forget()
      if (last.line.intake.quiet) return last.line
      part(last.line.stream)
    }
    return undefined
  }

  /** Takes back a line whose last answer was read to its end. */
  give(given: Line): void {
    const idle = this.#idle.get(given.connection) ?? []
    this.#idle.set(given.connection, idle)
    if (idle.length >= MAX_IDLE || !given.intake.quiet) {
      part(given.stream)
      return
    }
    const forget = (): void => {
      clearTimeout(timer)
      given.stream.removeEventListener('close', forget)
      idle.splice(idle.indexOf(entry), 1)
    }
    const entry = { line: given, forget }
    const timer = setTimeout(() => {
      forget()
      part(given.stream)
    }, IDLE_MS)
    given.stream.addEventListener('close', forget)
    idle.push(entry)
  }

  has(connection: Connection): boolean {
    return (this.#idle.get(connection)?.length ?? 0) > 0
  }
}
