/** The subject: nodes of ours, used by the front door alone. */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { MemoryDatastore } from 'datastore-core'
import { CID } from 'multiformats/cid'
import * as door from '../../../../node/index.ts'
import { listen, skip, timeToMarks, type Listening, type OpenAt, type Skip } from '../listening.ts'
import type { Heard } from '../playout.ts'
import { openBlocks } from './store.ts'

export interface OpenOptions {
  /** Of the blocks; none: in memory. */
  directory?: string
  /** Where to listen; nowhere by default. */
  listen?: string[]
}

const CHUNK = 1024 * 1024

export class Ours {
  #network: door.Network | undefined
  #directory: string | undefined
  #forgetful = false
  #pausing = Promise.withResolvers<undefined>()

  /** Without the cache of hot blocks, whose budget is the node's and not a transfer's. */
  async forget(): Promise<void> {
    this.#forgetful = true
  }

  /** Answers with the addresses others reach it at. */
  async open({ directory, listen = [] }: OpenOptions): Promise<string[]> {
    this.#directory = directory
    this.#network = await door.createNetwork({
      ...{ listen, transports: [tcp()], encrypters: [tls(), noise()], gossip: false },
      ...{ blockstore: await openBlocks(directory), datastore: new MemoryDatastore() },
      ...(this.#forgetful && { keeping: { hotBytes: 0 } }),
    })
    await answerPeers(this.#network)
    return this.#network.addresses()
  }

  async connect(addresses: readonly string[]): Promise<void> {
    for (const address of addresses) await this.#open.connect(address, AbortSignal.timeout(30_000))
  }

  /** `forget`: the blocks on disk go too. */
  async close({ forget = false } = {}): Promise<void> {
    await this.#network?.[Symbol.asyncDispose]()
    this.#network = undefined
    if (forget && this.#directory !== undefined) await rm(this.#directory, { recursive: true })
  }

  async add(path: string): Promise<string> {
    const { cid } = await this.#open.files.add(createReadStream(path, { highWaterMark: CHUNK }))
    return cid.toString()
  }

  /** Blocks as manifests are: small and dag-cbor. */
  async addSmall(count: number, bytes: number): Promise<string[]> {
    const cids: string[] = []
    for (let i = 0; i < count; i++) {
      const block = door.encodeCanonical({ filling: randomBytes(bytes - 12) })
      const cid = door.cidOfBlock(block)
      await this.#open.blocks.put(cid, block)
      cids.push(cid.toString())
    }
    return cids
  }

  async keep(cid: string): Promise<number> {
    const started = performance.now()
    await this.#open.files.keep(CID.parse(cid))
    return performance.now() - started
  }

  async getMany(cids: readonly string[]): Promise<number> {
    const wanted = cids.map((cid) => CID.parse(cid))
    const started = performance.now()
    let got = 0
    for await (const { bytes } of this.#open.blocks.getMany(wanted))
      got += Math.min(1, bytes.length)
    if (got !== wanted.length) throw new Error(`only ${got} of ${wanted.length} blocks came`)
    return performance.now() - started
  }

  /** Reads it all, or `bytes` of it, at no more than `bytesPerSecond`. */
  async read(cid: string, { bytes = Infinity, bytesPerSecond = Infinity } = {}): Promise<number> {
    const started = performance.now()
    let have = 0
    for await (const { length } of this.#reader(cid)(0, AbortSignal.timeout(600_000))) {
      have += length
      const early = (have / bytesPerSecond) * 1000 - (performance.now() - started)
      if (early > 1) await pause(early)
      if (have >= bytes) break
    }
    return performance.now() - started
  }

  /** Reads so many bytes and then leaves the stream standing, neither read nor closed, for `ms`. */
  async readThenPause(cid: string, bytes: number, ms: number): Promise<void> {
    const leave = new AbortController()
    // By hand, because leaving a loop would close the stream.
    const reading = this.#reader(cid)(0, leave.signal)[Symbol.asyncIterator]()
    for (let have = 0; have < bytes;) {
      const step = await reading.next()
      if (step.done === true) throw new Error(`the file ended at ${have} bytes`)
      have += step.value.length
    }
    this.#pausing.resolve(undefined)
    this.#pausing = Promise.withResolvers<undefined>()
    await pause(ms)
    leave.abort()
    await reading.return?.()
  }

  /** When `readThenPause` has begun to pause. */
  async paused(): Promise<void> {
    await this.#pausing.promise
  }

  timeToMarks(cid: string, offset: number): Promise<number[]> {
    return timeToMarks(this.#reader(cid), offset)
  }

  skip(cid: string, how: Skip): Promise<number[]> {
    return skip(this.#reader(cid), how)
  }

  listen(cid: string, song: Listening): Promise<Heard & { firstMs: number }> {
    return listen(this.#reader(cid), song)
  }

  #reader(cid: string): OpenAt {
    const { files } = this.#open
    return (offset, signal) => files.read(CID.parse(cid), { offset, signal })
  }

  get #open(): door.Network {
    if (!this.#network) throw new Error('the node is not open')
    return this.#network
  }
}

/** Serves blocks to peers the fast way, where this version of the library can. */
async function answerPeers(network: object): Promise<void> {
  // Versions of the library before the exchange lack both: then bitswap carries it.
  const { createExchange } = door as { createExchange?: (powers: object) => unknown }
  const able = network as { blocks: unknown; answer?: (handler: unknown) => unknown }
  if (createExchange && able.answer) await able.answer(createExchange({ blocks: able.blocks }))
}
