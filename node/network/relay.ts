/**
 * A relay for first words only: two browsers that cannot reach each other directly agree through a
 * node on how they will. Music never goes this way (DESIGN §7): exchanges refuse such connections,
 * and the limits would end it.
 */
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'

/** Browsers that may be met here at the same time; a place is renewed, or free again, in an hour. */
const PLACES = 64
const PLACE_MS = 3_600_000
/** Of each relayed connection. WebRTC's own greeting takes a few KiB. */
const TALK_MS = 120_000
const TALK_BYTES = 128n * 1024n
/** Requests underway from one peer, and to one peer. */
const MAX_REQUESTS = 8

export const relayService = () =>
  circuitRelayServer({
    maxInboundHopStreams: MAX_REQUESTS,
    maxOutboundStopStreams: MAX_REQUESTS,
    reservations: {
      maxReservations: PLACES,
      reservationTtl: PLACE_MS,
      defaultDurationLimit: TALK_MS,
      defaultDataLimit: TALK_BYTES,
    },
  })
