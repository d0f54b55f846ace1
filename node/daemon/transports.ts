/**
 * How a node on a server or at home is reached: by TCP on port P; by browsers on UDP port P
 * (WebRTC-Direct, where WebRTC can be spoken) and by WebSocket on TCP port P + 1.
 */
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { webSockets } from '@libp2p/websockets'
import { multiaddr } from '@multiformats/multiaddr'
import { UsageError, type NetworkConfig } from '../index.ts'

type Transport = NetworkConfig['transports'][number]

/** `port` 0: any free ports. TCP and WebSocket cannot share one. */
export function transportsFor(
  ip: string,
  port: number,
  webRtc?: Transport,
): Pick<NetworkConfig, 'listen' | 'transports' | 'encrypters'> {
  const family = ip.includes(':') ? 'ip6' : 'ip4'
  return {
    listen: [
      `/${family}/${ip}/tcp/${port}`,
      `/${family}/${ip}/tcp/${port === 0 ? 0 : port + 1}/ws`,
      ...(webRtc ? [`/${family}/${ip}/udp/${port}/webrtc-direct`] : []),
    ],
    transports: [tcp(), webSockets(), ...(webRtc ? [webRtc] : [])],
    encrypters: [tls(), noise()],
  }
}

/** Throws for an address to join that no node can have. */
export function refuseAddresses(join: readonly string[]): void {
  for (const address of join) {
    try {
      const last = multiaddr(address).getComponents().at(-1)
      if (last?.name === 'p2p') {
        // Throws where it is none.
        peerIdFromString(last.value ?? '')
        continue
      }
    } catch {
      // Said below.
    }
    throw new UsageError(
      `"${address}" is no address of a node.`,
      'Copy it whole from "megabox status" there: /ip4/192.0.2.1/tcp/4243/p2p/12D3KooW…',
    )
  }
}
