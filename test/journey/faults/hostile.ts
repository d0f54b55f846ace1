/**
 * A node that holds songs and speaks our protocol, and answers for blocks as badly as it is told.
 * What it says of who it is and what it has is honest, so that it is believed at first. Until it is
 * told otherwise, so are its answers.
 */
import type { Connection, Stream } from '@libp2p/interface'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { MemoryBlockstore } from 'blockstore-core'
import { createLibp2p } from 'libp2p'
import * as raw from 'multiformats/codecs/raw'
import { readCar, type CarBlock } from '../../../node/domain/car.ts'
import { createExchange } from '../../../node/gateway/exchange.ts'
import { Body } from '../../../node/network/road/body.ts'
import { framingOf, readRequestHead } from '../../../node/network/road/head.ts'
import { Intake } from '../../../node/network/road/intake.ts'
import { Outlet } from '../../../node/network/road/outlet.ts'
import { respond } from '../../../node/network/road/respond.ts'
import { HTTP_PROTOCOL } from '../../../node/network/road/wire.ts'
import { UnixfsFiles } from '../../../node/network/unixfsFiles.ts'
import { blocksOf } from '../../support/network.ts'
import { laid } from './laid.ts'
import { made } from './made.ts'
import { answerAs, type Manners } from './manners.ts'

/** What one peer was told. */
export interface Told {
  /** As usual, if it was not its turn. */
  manners: Manners | undefined
  questions: number
  /** A method for each question. */
  kinds: string[]
}

const OTHER_SEED = 666_666
const PATIENCE = { patienceMs: 60_000 }

export class Hostile {
  readonly #store = new MemoryBlockstore()
  readonly #exchange = createExchange({ blocks: blocksOf(this.#store) })
  /** By the name of who asks. */
  readonly #told = new Map<string, Told>()
  /** For those who come next, in this order. */
  readonly #coming: Manners[] = []
  #usual: Manners = { kind: 'honest' }
  #others: CarBlock[] = []
  readonly #leaves: string[] = []

  /** Answers with its address. */
  async open(): Promise<string> {
    const other = new MemoryBlockstore()
    await addTo(other, OTHER_SEED, 600_000)
    for await (const { cid, bytes } of other.getAll()) {
      this.#others.push({ cid, bytes: Buffer.concat(await Array.fromAsync(bytes)) })
    }
    const node = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [tls(), noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() },
      // Many readers come at once from this one machine.
      connectionManager: {
        inboundConnectionThreshold: 10_000,
        maxIncomingPendingConnections: 1000,
      },
    })
    await node.handle(HTTP_PROTOCOL, (stream, connection) => this.#serve(stream, connection), {
      maxInboundStreams: 1000,
    })
    return node.getMultiaddrs()[0]?.toString() ?? ''
  }

  async add(seed: number, bytes: number): Promise<string> {
    const song = await addTo(this.#store, seed, bytes)
    const blocks = await this.#honest(new Request(`http://hostile/ipfs/${song}?format=car`))
    const leaves = blocks.filter(({ cid }) => cid.code === raw.code)
    this.#leaves.push(...leaves.map(({ cid }) => cid.toString()))
    return song
  }

  /** From now on, to whoever is not known otherwise. */
  async behave(manners: Manners): Promise<void> {
    this.#usual = manners
  }

  /** To those who come next: the first of these to the first, and so on. */
  async behaveInTurn(manners: Manners[]): Promise<void> {
    this.#coming.push(...manners)
  }

  /** How it behaved to whom, and how often they asked it for blocks. */
  async told(): Promise<Record<string, Told>> {
    return Object.fromEntries(this.#told)
  }

  /** How often anybody asked it for blocks. */
  async questions(): Promise<number> {
    return [...this.#told.values()].reduce((sum, { questions }) => sum + questions, 0)
  }

  /** Parts of the first answer a reader of this song asks for. */
  async edges(cid: string): Promise<number> {
    return laid(await this.#honest(new Request(`http://hostile/ipfs/${cid}?format=car&${FIRST}`)))
      .edges.length
  }

  async #serve(stream: Stream, { remotePeer }: Connection): Promise<void> {
    const intake = new Intake(stream, { pauseAbove: 65_536 })
    const outlet = new Outlet(stream, PATIENCE)
    const signal = new AbortController().signal
    try {
      while (await intake.waits()) {
        const request = await requestFrom(intake)
        const isForBlocks = !request.url.endsWith('/have')
        if (isForBlocks) await this.#misanswer(request, remotePeer.toString(), stream)
        else
          await respond(await this.#exchange(request), outlet, {
            method: 'POST',
            last: false,
            signal,
          })
        if (stream.status !== 'open') return
      }
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error(String(error)))
    }
  }

  async #misanswer(request: Request, from: string, stream: Stream): Promise<void> {
    const told = this.#told.get(from) ?? { manners: this.#coming.shift(), questions: 0, kinds: [] }
    this.#told.set(from, told)
    told.questions += 1
    const blocks = await this.#honest(request)
    const again = told.kinds.includes(request.method)
    told.kinds.push(request.method)
    const asked = { blocks, leaves: this.#leaves, others: this.#others, again }
    await answerAs(told.manners ?? this.#usual, asked, stream)
  }

  async #honest(request: Request): Promise<CarBlock[]> {
    const { body } = await this.#exchange(request)
    return body ? Array.fromAsync(readCar(body)) : []
  }
}

const FIRST = 'dag-scope=entity&entity-bytes=0:0'

async function addTo(store: MemoryBlockstore, seed: number, bytes: number): Promise<string> {
  const song = made(seed, bytes)
  const { cid } = await new UnixfsFiles(blocksOf(store), store).add(
    (async function* () {
      yield song
    })(),
  )
  return cid.toString()
}

async function requestFrom(intake: Intake): Promise<Request> {
  const head = await readRequestHead(intake)
  if (!head) throw new Error('no request')
  const { method, path, headers } = head
  const parts: Uint8Array[] = []
  const body = new Body(intake, framingOf(headers) ?? 0)
  for (let part = await body.next(); part; part = await body.next()) parts.push(part)
  const content = method === 'POST' ? Buffer.concat(parts) : null
  return new Request(`http://hostile${path}`, { method, headers, body: content })
}
