/**
 * WebRTC is a native library that not every platform has. Helia imports it whether it is used or
 * not, so where it cannot be loaded, empty classes stand in for it and the node does without.
 */
import { createRequire, registerHooks } from 'node:module'

const NAMES = [
  'IceUdpMuxListener',
  'PeerConnection',
  'RTCIceCandidate',
  'RTCPeerConnection',
  'RTCSessionDescription',
]
const STAND_IN = `data:text/javascript,${NAMES.map((name) => `export class ${name} {}`).join(';')}`

/** Can WebRTC be spoken here? To be asked before Helia is first loaded. */
export function hasNativeWebRtc(): boolean {
  try {
    // As the package that needs it finds it.
    createRequire(import.meta.resolve('@libp2p/webrtc'))('node-datachannel')
    return true
  } catch {
    registerHooks({
      resolve: (specifier, context, next) =>
        /^node-datachannel(\/|$)/.test(specifier)
          ? { url: STAND_IN, shortCircuit: true }
          : next(specifier, context),
    })
    return false
  }
}
