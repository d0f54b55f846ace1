/** The `Streams` port: one bounded, length-prefixed question and answer on a libp2p stream. */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { lpStream } from '@libp2p/utils'
import type { Abortable, PeerName, Streams } from '../domain/ports.ts'

export const MAX_MESSAGE_BYTES = 64 * 1024
const DEADLINE_MS = 10_000
const LIMITS = { maxDataLength: MAX_MESSAGE_BYTES }

export class Libp2pStreams implements Streams {
  readonly #libp2p: Libp2p

  constructor(libp2p: Libp2p) {
    this.#libp2p = libp2p
  }

  async handle(
    protocol: string,
    answer: (question: Uint8Array, from: PeerName) => Promise<Uint8Array>,
  ): Promise<void> {
    await this.#libp2p.handle(protocol, (stream: Stream, connection: Connection) =>
      exchange(stream, AbortSignal.timeout(DEADLINE_MS), async (messages, options) => {
        const question = await messages.read(options)
        const from = connection.remotePeer.toString()
        await messages.write(await answer(question.subarray(), from), options)
      }).catch(() => undefined),
    )
  }

  async ask(
    peer: PeerName,
    protocol: string,
    question: Uint8Array,
    { signal }: Abortable = {},
  ): Promise<Uint8Array> {
    const late = AbortSignal.timeout(DEADLINE_MS)
    const stop = signal ? AbortSignal.any([signal, late]) : late
    const stream = await this.#libp2p.dialProtocol(peerIdFromString(peer), protocol, {
      signal: stop,
    })
    return exchange(stream, stop, async (messages, options) => {
      await messages.write(question, options)
      return (await messages.read(options)).slice()
    })
  }
}

type Messages = ReturnType<typeof lpStream<Stream>>

/** Runs `talk` and closes the stream; whatever goes wrong ends the stream, never the process. */
async function exchange<Result>(
  stream: Stream,
  signal: AbortSignal,
  talk: (messages: Messages, options: { signal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await talk(lpStream(stream, LIMITS), { signal })
    await stream.close({ signal })
    return result
  } catch (error) {
    stream.abort(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}
