/** Real libp2p nodes on loopback for tests: memory stores unless others are given. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../node/domain/car.ts'
import { createExchange } from '../../node/gateway/exchange.ts'
import { Outcasts } from '../../node/network/outcasts.ts'
import { PeerBlocks } from '../../node/network/reader/peerBlocks.ts'
import { Sources } from '../../node/network/reader/sources.ts'
import {
  createNetwork,
  type Network,
  type NetworkConfig,
} from '../../node/network/createNetwork.ts'

export const TEST_TOPIC = '/megabox/releases/1'

/** It serves what it stores, as a peer does. */
export async function testNetwork(config: Partial<NetworkConfig> = {}): Promise<Network> {
  const network = await createNetwork({
    listen: ['/ip4/127.0.0.1/tcp/0'],
    transports: [tcp()],
    encrypters: [tls(), noise()],
    blockstore: new MemoryBlockstore(),
    datastore: new MemoryDatastore(),
    topics: [TEST_TOPIC],
    ...config,
  })
  network.answer(createExchange({ blocks: network.blocks }))
  return network
}

/** Joins `network` to `other` and waits until they are connected. */
export async function join(network: Network, other: Network): Promise<void> {
  const [address] = other.addresses()
  if (address === undefined) throw new Error('the other node does not listen')
  await network.connect(address, AbortSignal.timeout(5000))
}

/** Blocks of this store and of `sources`, as a network has them. */
export function blocksOf(
  store: MemoryBlockstore,
  sources = new Sources({ present: () => [], outcasts: new Outcasts(), hangUp: () => undefined }),
  options: { patience?: number } = {},
): PeerBlocks {
  const local = {
    has: async (cid: CID) => store.has(cid),
    read: async (cid: CID) => {
      for await (const bytes of (await store.has(cid)) ? store.get(cid) : []) return bytes
      return undefined
    },
    write: async ({ cid, bytes }: CarBlock) => {
      await store.put(cid, bytes)
    },
  }
  return new PeerBlocks({ sources, store: local }, options)
}
