/**
 * What both ends of the road agree on: HTTP/1.1 on libp2p streams under the id that Kubo and
 * `@libp2p/http` use, and how much of it we take from strangers.
 */
import type { Connection, Stream } from '@libp2p/interface'

export const HTTP_PROTOCOL = '/http/1.1'

/** A stream says no more than this in one head, or in the trailers after a chunked body. */
export const MAX_HEAD_BYTES = 16 * 1024

/** Both ends of a stream wait this long for the other to close it before they reset it. */
const FAREWELL_MS = 5_000

/**
 * Relays are strangers who lend us a little of their line to meet; music does not belong on it.
 * A relay without limits leaves no `limits` on the connection, but it shows in the address.
 */
export const isDirect = ({ direct, limits }: Connection): boolean => direct && limits === undefined

export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))

/** Says goodbye after all that was sent. A side that does not close in turn is cut off. */
export function part(stream: Stream): void {
  const timer = setTimeout(() => stream.abort(new Error('not closed in time')), FAREWELL_MS)
  stream.addEventListener('close', () => clearTimeout(timer))
  if (stream.status !== 'open') clearTimeout(timer)
  stream.close().catch((error: unknown) => stream.abort(asError(error)))
}
