/** The reference of IPFS itself: Helia with bitswap as its makers set it up, on the same stores. */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p'
import { unixfs, type CatOptions } from '@helia/unixfs'
import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryDatastore } from 'datastore-core'
import { createHeliaLight } from 'helia'
import { CID } from 'multiformats/cid'
import { rm } from 'node:fs/promises'
import { openBlocks } from './store.ts'
import type { OpenOptions } from './ours.ts'

async function createHelia({ directory, listen = [] }: OpenOptions) {
  const datastore = new MemoryDatastore()
  const light = createHeliaLight({ blockstore: await openBlocks(directory), datastore })
  const helia = withBitswap(
    withLibp2pLight(light, {
      addresses: { listen },
      transports: [tcp()],
      // Helia's own first choice.
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify() },
    }),
  )
  await helia.start()
  // Sessions ask for nothing of the services.
  return helia as unknown as HeliaWithLibp2p
}

export class PlainHelia {
  #helia: HeliaWithLibp2p | undefined
  #directory: string | undefined
  #providers: string[] = []

  async open(options: OpenOptions): Promise<string[]> {
    this.#directory = options.directory
    this.#helia = await createHelia(options)
    return this.#helia.libp2p.getMultiaddrs().map(String)
  }

  async connect(addresses: readonly string[]): Promise<void> {
    for (const address of addresses) await this.#open.libp2p.dial(multiaddr(address))
    this.#providers = [...addresses]
  }

  async close({ forget = false } = {}): Promise<void> {
    await this.#helia?.stop()
    this.#helia = undefined
    if (forget && this.#directory !== undefined) await rm(this.#directory, { recursive: true })
  }

  /** Every block of a file, `concurrency` at a time. */
  async keep(cid: string, concurrency: number): Promise<number> {
    const root = CID.parse(cid)
    const started = performance.now()
    const blockstore = this.#session(root)
    // The option is the exporter's, which `cat` passes on without naming it.
    const options: CatOptions & { blockReadConcurrency: number } = {
      blockReadConcurrency: concurrency,
    }
    // What the session brings it also stores.
    await drained(unixfs({ blockstore }).cat(root, options))
    blockstore.close()
    return performance.now() - started
  }

  /** Blocks one by one, `concurrency` at a time. */
  async getMany(cids: readonly string[], concurrency: number): Promise<number> {
    const wanted = cids.map((cid) => CID.parse(cid))
    const started = performance.now()
    const [first] = wanted
    if (!first) return 0
    const session = this.#session(first)
    const next = wanted.values()
    const fetcher = async () => {
      for (const cid of next) await drained(session.get(cid))
    }
    await Promise.all(Array.from({ length: concurrency }, fetcher))
    session.close()
    return performance.now() - started
  }

  #session(root: CID) {
    const providers = this.#providers.map((address) => [multiaddr(address)])
    const most = providers.length
    return this.#open.blockstore.createSession(root, {
      ...{ providers, minProviders: most, maxProviders: most },
    })
  }

  get #open(): HeliaWithLibp2p {
    if (!this.#helia) throw new Error('Helia is not open')
    return this.#helia
  }
}

async function drained(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const chunks =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  while ((await chunks.next()).done !== true);
}
