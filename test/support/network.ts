/** Real libp2p nodes on loopback for tests: memory stores unless others are given. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import {
  createNetwork,
  type Network,
  type NetworkConfig,
} from '../../node/network/createNetwork.ts'

export const TEST_TOPIC = '/megabox/releases/1'

export const testNetwork = (config: Partial<NetworkConfig> = {}): Promise<Network> =>
  createNetwork({
    listen: ['/ip4/127.0.0.1/tcp/0'],
    transports: [tcp()],
    encrypters: [tls(), noise()],
    blockstore: new MemoryBlockstore(),
    datastore: new MemoryDatastore(),
    topics: [TEST_TOPIC],
    ...config,
  })

/** Joins `network` to `other` and waits until they are connected. */
export async function join(network: Network, other: Network): Promise<void> {
  const [address] = other.addresses()
  if (address === undefined) throw new Error('the other node does not listen')
  await network.connect(address, AbortSignal.timeout(5000))
}
