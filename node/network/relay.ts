/**
 * A relay for first words only: two browsers that cannot reach each other directly agree through a
 * node on how they will. Music never goes this way (DESIGN §7): exchanges refuse such connections,
 * and the limits would end it.
 */
import {
  circuitRelayServer,
  type CircuitRelayServerComponents,
  type CircuitRelayService,
} from '@libp2p/circuit-relay-v2'
import type { PeerId } from '@libp2p/interface'
import { originOf } from './origin.ts'

/** Browsers that may be met here at the same time; a place is renewed, or free again, in an hour. */
const PLACES = 64
/** Of these, for one machine: a household, or a few behind one address of a provider. */
const PLACES_AN_ORIGIN = 8
const PLACE_MS = 3_600_000
/** Of each relayed connection. WebRTC's own greeting takes a few KiB. */
const TALK_MS = 120_000
const TALK_BYTES = 128n * 1024n
/** Requests underway from one peer, and to one peer. */
const MAX_REQUESTS = 8

/** The libp2p service. */
export const relayService =
  () =>
  (components: CircuitRelayServerComponents): CircuitRelayService => {
    const relay: CircuitRelayService = circuitRelayServer({
      maxInboundHopStreams: MAX_REQUESTS,
      maxOutboundStopStreams: MAX_REQUESTS,
      reservations: {
        maxReservations: PLACES,
        reservationTtl: PLACE_MS,
        defaultDurationLimit: TALK_MS,
        defaultDataLimit: TALK_BYTES,
      },
    })(asking(components, (peer) => isCrowded(relay, components, peer)))
    return relay
  }

/** Has the machine of this peer its share of places? Those of peers who have left are freed first. */
function isCrowded(
  { reservations }: CircuitRelayService,
  { connectionManager }: CircuitRelayServerComponents,
  peer: PeerId,
): boolean {
  const originsOf = (one: PeerId) => connectionManager.getConnections(one).map(originOf)
  const mine = new Set(originsOf(peer))
  let beside = 0
  for (const [holder, { signal }] of [...reservations.entries()]) {
    const origins = originsOf(holder)
    if (origins.length === 0) {
      // Else it would end the place that this peer may get when it is back.
      signal.clear()
      reservations.delete(holder)
    } else if (!holder.equals(peer) && origins.some((origin) => mine.has(origin))) beside += 1
  }
  return beside >= PLACES_AN_ORIGIN
}

/** Who gets a place is the library's decision; it asks the gater of connections first. */
function asking(
  components: CircuitRelayServerComponents,
  denies: (peer: PeerId) => boolean,
): CircuitRelayServerComponents {
  const gater: unknown = Object.create(components.connectionGater, {
    denyInboundRelayReservation: { value: denies },
  })
  // libp2p's components are a proxy that answers by name, so they cannot be copied. What inherits
  // from them and has every member is of their type.
  return Object.create(components, {
    connectionGater: { value: gater },
  }) as CircuitRelayServerComponents
}
