/** Real libp2p nodes on loopback for tests: memory stores unless others are given. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { createExchange } from '../../node/gateway/exchange.ts'
import { Outcasts } from '../../node/network/outcasts.ts'
import { PeerBlocks, type LocalStore } from '../../node/network/reader/peerBlocks.ts'
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

/** A store in memory, as a reader uses it. */
export const localOf = (store: MemoryBlockstore): LocalStore => ({
  has: async (cid) => store.has(cid),
  read: async (cid) => {
    if (!(await store.has(cid))) return undefined
    const parts: Uint8Array[] = []
    for await (const part of store.get(cid)) parts.push(part)
    return parts[0]
  },
  write: async ({ cid, bytes }) => {
    await store.put(cid, bytes)
  },
})

/** Blocks of this store and of `sources`, as a network has them. */
export const blocksOf = (
  store: MemoryBlockstore,
  sources = new Sources({ present: () => [], outcasts: new Outcasts(), hangUp: () => undefined }),
  options: { patience?: number } = {},
): PeerBlocks => new PeerBlocks({ sources, store: localOf(store) }, options)
