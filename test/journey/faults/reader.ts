/** The node under test: its store is empty, and what it reads comes from others. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { BlackHoleBlockstore, MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import type { BlockSource } from '../../../node/network/checkedStore.ts'
import { matches } from '../../../node/network/matches.ts'
import { ownNode, type OwnNode } from './ownNode.ts'

export interface OpenOptions {
  /** Dialled one after the other, once. */
  connect?: readonly string[]
  /** Dialled again for ever, as `--join` does. */
  join?: readonly string[]
  patience?: number
  /** Keeps nothing: every read goes to the others. */
  forgetful?: boolean
}

/** What became of a read. */
export interface Outcome {
  /** Of the bytes that came, in order. */
  sha256: string
  bytes: number
  /** The class of what went wrong, if anything did. */
  error?: string
  ms: number
}

export interface Visit extends Outcome {
  /** The reader's own name. */
  reader: string
  /** Blocks stored by then, and those among them that are not what their CID says. */
  stored: number
  unsound: number
  /** Peers still connected, and the bytes of theirs that were good. */
  peers: Record<string, number>
}

export class Reader {
  #node: OwnNode | undefined
  #store: BlockSource = new MemoryBlockstore()
  #reading: Reading | undefined

  /** One read by a node that lives no longer. */
  async visit(cid: string, options: OpenOptions): Promise<Visit> {
    const one = new Reader()
    await one.open(options)
    await using node = one.#own
    const outcome = await one.read(cid)
    const peers = node.network.peers().map(({ peer, bytes }) => [peer, bytes] as const)
    return {
      ...outcome,
      reader: node.network.peer,
      ...(await one.stored()),
      peers: Object.fromEntries(peers),
    }
  }

  async open({ connect = [], forgetful = false, ...options }: OpenOptions): Promise<void> {
    this.#store = forgetful ? new BlackHoleBlockstore() : new MemoryBlockstore()
    const keeping = forgetful ? { hotBytes: 0 } : {}
    this.#node = await ownNode({ ...options, blockstore: this.#store, keeping })
    const { network } = this.#node
    for (const address of connect) {
      const peer = await network.connect(address, AbortSignal.timeout(10_000))
      // In this order they are known, and asked.
      await network.http.speaks(peer)
    }
  }

  async read(cid: string): Promise<Outcome> {
    await this.take(cid, 0)
    return this.rest()
  }

  /** Begins to read, and pauses when so many bytes have come. */
  async take(cid: string, bytes: number): Promise<void> {
    this.#reading = new Reading(this.#own.network.files.read(CID.parse(cid)))
    await this.#reading.take(bytes)
  }

  /** Reads on to the end. */
  async rest(): Promise<Outcome> {
    if (!this.#reading) throw new Error('take something first')
    return this.#reading.rest()
  }

  async leave(): Promise<void> {
    await this.#reading?.leave()
  }

  async keep(cid: string): Promise<string | undefined> {
    return this.#own.network.files.keep(CID.parse(cid)).then(() => undefined, classOf)
  }

  /** Whether it could be reached. */
  async connect(address: string): Promise<boolean> {
    return this.#own.network.connect(address, AbortSignal.timeout(10_000)).then(
      () => true,
      () => false,
    )
  }

  async peers(): Promise<string[]> {
    return this.#own.network.peers().map(({ peer }) => peer)
  }

  async streams(): Promise<number> {
    return this.#own.streams()
  }

  /** Opens a song somewhere, hears a little of it and leaves, so many times, a few at once. */
  async sip(cid: string, times: number, size: number): Promise<void> {
    const { files } = this.#own.network
    const song = CID.parse(cid)
    const one = async (i: number): Promise<void> => {
      const leaving = new AbortController()
      // Some leave before the first byte, the others after it.
      if (i % 4 === 0) void pause(i % 20).then(() => leaving.abort())
      const offset = Math.floor(Math.random() * size)
      const reading = files.read(song, { offset, signal: leaving.signal })
      await new Reading(reading).take(1)
      await reading.return(undefined)
    }
    let begun = 0
    const oneByOne = async () => {
      while (begun < times) await one(begun++)
    }
    await Promise.all(Array.from({ length: 8 }, oneByOne))
  }

  async stored(): Promise<Pick<Visit, 'stored' | 'unsound'>> {
    const found = { stored: 0, unsound: 0 }
    for await (const { cid, bytes } of this.#store.getAll()) {
      found.stored += 1
      const block = Buffer.concat(await Array.fromAsync(bytes))
      if (!(await matches(cid, block))) found.unsound += 1
    }
    return found
  }

  get #own(): OwnNode {
    if (!this.#node) throw new Error('open it first')
    return this.#node
  }
}

class Reading {
  readonly #source: AsyncGenerator<Uint8Array>
  readonly #hash = createHash('sha256')
  #bytes = 0
  #error: string | undefined

  constructor(source: AsyncGenerator<Uint8Array>) {
    this.#source = source
  }

  async take(bytes: number): Promise<void> {
    try {
      while (this.#bytes < bytes) {
        const next = await this.#source.next()
        if (next.done === true) return
        this.#hash.update(next.value)
        this.#bytes += next.value.length
      }
    } catch (error) {
      this.#error = classOf(error)
    }
  }

  async rest(): Promise<Outcome> {
    const started = performance.now()
    await this.take(Infinity)
    return {
      ...{ sha256: this.#hash.digest('hex'), bytes: this.#bytes },
      ...(this.#error !== undefined && { error: this.#error }),
      ms: performance.now() - started,
    }
  }

  async leave(): Promise<void> {
    await this.#source.return(undefined)
  }
}

const classOf = (error: unknown): string => (error instanceof Error ? error.name : String(error))
