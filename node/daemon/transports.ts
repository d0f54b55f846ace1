/** How a node on a server or at home is reached: TCP, and WebSocket for browsers, on P and P + 1. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { webSockets } from '@libp2p/websockets'
import type { NetworkConfig } from '../index.ts'

/** `port` 0: any two free ports. The two transports cannot share one. */
export function transportsFor(
  ip: string,
  port: number,
): Pick<NetworkConfig, 'listen' | 'transports' | 'encrypters'> {
  const family = ip.includes(':') ? 'ip6' : 'ip4'
  return {
    listen: [
      `/${family}/${ip}/tcp/${port}`,
      `/${family}/${ip}/tcp/${port === 0 ? 0 : port + 1}/ws`,
    ],
    transports: [tcp(), webSockets()],
    encrypters: [tls(), noise()],
  }
}
