/**
 * WebRTC-Direct: how browsers reach a node without a certificate anyone signed and without a name.
 * Addresses are `/ip4/…/udp/PORT/webrtc-direct/certhash/…`.
 */
import type { Datastore } from 'interface-datastore'
import type { NetworkConfig } from '../../index.ts'
import { certificateIn } from './certificate.ts'
import { hasNativeWebRtc } from './native.ts'

/** Undefined where WebRTC cannot be spoken. */
export async function webRtcDirect(
  datastore: Pick<Datastore, 'has' | 'get' | 'put'>,
): Promise<NetworkConfig['transports'][number] | undefined> {
  if (!hasNativeWebRtc()) return undefined
  const { webRTCDirect } = await import('@libp2p/webrtc')
  return webRTCDirect({
    certificate: await certificateIn(datastore),
    // The default asks strangers' servers where we are; a node that is dialled need not know.
    rtcConfiguration: { iceServers: [] },
  })
}
