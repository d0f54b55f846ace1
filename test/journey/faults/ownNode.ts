/** One network node in this process, composed as the daemon composes it, on loopback and TCP. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { MemoryDatastore } from 'datastore-core'
import { createExchange } from '../../../node/gateway/exchange.ts'
import {
  createNetwork,
  type Network,
  type NetworkConfig,
} from '../../../node/network/createNetwork.ts'

export interface OwnNode extends AsyncDisposable {
  network: Network
  /** Streams of any kind on all its connections. */
  streams(): number
}

export async function ownNode(
  config: Partial<NetworkConfig> & Pick<NetworkConfig, 'blockstore'>,
): Promise<OwnNode> {
  let streams = () => 0
  const network = await createNetwork({
    listen: [],
    transports: [
      (components) => {
        const { connectionManager } = components
        streams = () =>
          connectionManager.getConnections().reduce((sum, one) => sum + one.streams.length, 0)
        return tcp()(components)
      },
    ],
    encrypters: [tls(), noise()],
    datastore: new MemoryDatastore(),
    gossip: false,
    ...config,
  })
  network.answer(createExchange({ blocks: network.blocks }))
  return {
    network,
    streams: () => streams(),
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  }
}
