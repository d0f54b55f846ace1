/** What every libp2p node of ours has: no public default, nothing but what is named here. */
import type { GossipSub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import type { ServiceMap } from '@libp2p/interface'
import { ping, type Ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import type { Datastore } from 'interface-datastore'
import type { Libp2pOptions, ServiceFactoryMap } from 'libp2p'
import type { DialRules } from './dialRules.ts'
import type { Outcasts } from './outcasts.ts'
import { answering, type Answering } from './road/answering.ts'

/** The shell brings transports and stores. */
export interface CommonConfig {
  /** Multiaddrs to listen on. */
  listen: readonly string[]
  transports: NonNullable<Libp2pOptions['transports']>
  /** First choice first. */
  encrypters: NonNullable<Libp2pOptions['connectionEncrypters']>
  datastore: Datastore
}

export type CommonServices = ServiceMap & {
  ping: Ping
  pubsub?: GossipSub
  answering: Answering
}

/**
 * What a stream may have on its way. The default grows to 16 MiB: what a listener has skipped would
 * clog a slow line for long, and libp2p resets a paused stream that has 4 MiB waiting.
 */
const STREAM_WINDOW = 512 * 1024

/** `services`: beside those that all have. */
export function libp2pOptions<Services extends CommonServices>(
  { listen, transports, encrypters }: CommonConfig,
  { outcasts, rules }: { outcasts: Outcasts; rules: DialRules },
  services: Partial<ServiceFactoryMap<Services>>,
): Libp2pOptions<Services> {
  return {
    addresses: { listen: [...listen] },
    transports,
    connectionEncrypters: encrypters,
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: STREAM_WINDOW } })],
    // The default would end a busy slow link after 15 s, because its pings queue behind the music.
    connectionMonitor: { abortConnectionOnPingFailure: false },
    connectionGater: {
      denyDialMultiaddr: (address) => rules.refuses(address),
      denyDialPeer: (peer) => outcasts.has(peer.toString()),
      denyInboundEncryptedConnection: (peer) => outcasts.has(peer.toString()),
    },
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      answering: answering(),
      ...services,
    } as ServiceFactoryMap<Services>, // the caller names what is beside the common ones
  }
}
