/**
 * How listeners find each other: a node that lends its relay for first words tells who else waits
 * there. Only peers who asked for a place are named, and asking for one is how they say yes.
 */
import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import type { PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { decodeCanonical, encodeCanonical } from '../domain/canonical.ts'
import type { Abortable, PeerName, Streams } from '../domain/ports.ts'

const PROTOCOL = '/megabox/meet/1'
const MAX_NAMED = 16
const MAX_NAME = 100
const MAX_BYTES = 4096

/** Tells whoever asks who waits at `relay`; a few at random when there are many. */
export function answerMeeting(
  streams: Pick<Streams, 'handle'>,
  { reservations }: Pick<CircuitRelayService, 'reservations'>,
  isHere: (peer: PeerId) => boolean,
): Promise<void> {
  return streams.handle(PROTOCOL, async (_question, from) => {
    const here = [...reservations.keys()].filter(isHere).map(String)
    const waiting = here.filter((name) => name !== from)
    return encodeCanonical(someOf(waiting))
  })
}

/** Whom else one may meet at `relay`. Throws when it is none, or says nonsense. */
export async function askMeeting(
  streams: Pick<Streams, 'ask'>,
  relay: PeerName,
  options: Abortable = {},
): Promise<PeerName[]> {
  const answer = await streams.ask(relay, PROTOCOL, new Uint8Array(), options)
  const names: unknown = decodeCanonical(answer, MAX_BYTES)
  if (!Array.isArray(names)) return []
  return names.slice(0, MAX_NAMED).filter(isPeer)
}

function someOf(names: PeerName[]): PeerName[] {
  const left = [...names]
  while (left.length > MAX_NAMED) left.splice(Math.floor(Math.random() * left.length), 1)
  return left
}

function isPeer(name: unknown): name is PeerName {
  if (typeof name !== 'string' || name.length > MAX_NAME) return false
  try {
    return peerIdFromString(name).toString() === name
  } catch {
    return false
  }
}
