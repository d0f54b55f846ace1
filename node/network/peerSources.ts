/**
 * The connected peers as sources: those that speak the gateway over libp2p streams, and as a last
 * resort those that speak bitswap. What a peer speaks it says when it identifies itself.
 */
import type { HeliaWithLibp2p } from '@helia/libp2p'
import { peerIdFromString } from '@libp2p/peer-id'
import type { PeerName } from '../domain/ports.ts'
import type { Outcasts } from './outcasts.ts'
import { BitswapSource } from './reader/bitswapSource.ts'
import { gatewaySource } from './reader/gatewaySource.ts'
import { HttpSource } from './reader/httpSource.ts'
import type { Source } from './reader/source.ts'
import { Sources } from './reader/sources.ts'
import type { Libp2pHttp } from './road/asking.ts'
import { HTTP_PROTOCOL } from './road/wire.ts'

const BITSWAP = '/ipfs/bitswap/1.2.0'
const WARM_MS = 10_000
const WARM_AFTER_MS = 50

export interface PeerSourcesPowers {
  helia: HeliaWithLibp2p
  http: Libp2pHttp
  outcasts: Outcasts
  patience: number
  /** Names of connected peers that may carry music. */
  direct: () => PeerName[]
  /** Gateways by their URL. */
  gateways: readonly string[]
}

export function peerSources(powers: PeerSourcesPowers): Sources {
  const { helia, http, outcasts, direct } = powers
  const known = new Map<PeerName, Source>()
  const gateways = powers.gateways.map((url) => gatewaySource(url))
  const sources = new Sources({
    present: () => [...direct().flatMap((peer) => known.get(peer) ?? []), ...gateways],
    outcasts,
    hangUp: (peer) => {
      if (!known.has(peer)) return
      helia.libp2p.hangUp(peerIdFromString(peer)).catch(() => undefined)
    },
  })
  const sourceOf = (peer: PeerName, protocols: readonly string[]): Source | undefined => {
    if (protocols.includes(HTTP_PROTOCOL)) {
      return new HttpSource(peer, (question, signal) => {
        const answer = http.ask(peer, question, { signal })
        // The next question may be a seek, which must not wait for a stream to be agreed upon; but
        // what was just asked for goes first.
        setTimeout(() => warm(peer), WARM_AFTER_MS)
        return answer
      })
    }
    if (!protocols.includes(BITSWAP)) return undefined
    return new BitswapSource(peer, sources.paces.of(peer), { ...powers, helia })
  }
  const warm = (peer: PeerName): void => {
    http.warm(peer, { signal: AbortSignal.timeout(WARM_MS) }).catch(() => undefined)
  }
  helia.libp2p.addEventListener('peer:identify', ({ detail: { peerId, protocols } }) => {
    // Word of who it is may come after it has left, and nobody would tell us again that it has.
    if (helia.libp2p.getConnections(peerId).length === 0) return
    const peer = peerId.toString()
    const source = known.get(peer) ?? sourceOf(peer, protocols)
    if (!source) return
    known.set(peer, source)
    if (source instanceof HttpSource) warm(peer)
    sources.changed()
  })
  helia.libp2p.addEventListener('peer:disconnect', ({ detail }) => {
    known.delete(detail.toString())
    sources.changed()
  })
  return sources
}
