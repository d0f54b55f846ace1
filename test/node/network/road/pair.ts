/** Two real libp2p nodes on loopback: one answers over HTTP, the other asks. */
import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { answering, type Answering, type Limits } from '../../../../node/network/road/answering.ts'
import { Libp2pHttp } from '../../../../node/network/road/asking.ts'

export type Via = 'tcp' | 'ws'

const LISTEN = { tcp: '/ip4/127.0.0.1/tcp/0', ws: '/ip4/127.0.0.1/tcp/0/ws' }

export interface Pair extends AsyncDisposable {
  server: Answering
  client: Libp2pHttp
  /** The server's peer id as text. */
  peer: string
  /** At the client. */
  connection: Connection
  /** At the server. */
  inbound: Connection
}

export const node = (
  via: Via,
  limits: Partial<Limits> = {},
): Promise<Libp2p<{ answering: Answering }>> =>
  createLibp2p({
    addresses: { listen: [LISTEN[via]] },
    transports: [via === 'tcp' ? tcp() : webSockets()],
    connectionEncrypters: [tls(), noise()],
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: 512 * 1024 } })],
    connectionGater: { denyDialMultiaddr: () => false },
    services: {
      identify: identify(),
      answering: answering(limits),
    },
  })

export async function pair(limits: Partial<Limits> = {}, via: Via = 'tcp'): Promise<Pair> {
  const [answers, asks] = await Promise.all([node(via, limits), node(via)])
  const arrival = new Promise<Connection>((resolve) =>
    answers.addEventListener('connection:open', ({ detail }) => resolve(detail), { once: true }),
  )
  const connection = await asks.dial(answers.getMultiaddrs())
  return {
    server: answers.services.answering,
    client: new Libp2pHttp(asks),
    peer: answers.peerId.toString(),
    connection,
    inbound: await arrival,
    async [Symbol.asyncDispose]() {
      await Promise.all([answers.stop(), asks.stop()])
    },
  }
}

export const httpStreams = (connection: Connection): number =>
  connection.streams.filter(({ protocol }) => protocol === '/http/1.1').length

/** What a body has given, and whether it was told to stop. */
export interface Produced {
  bytes: number
  cancelled: boolean
}

/** A body of `blocks` blocks, block `i` filled with `i`, made as it is asked for. */
export function blocksBody(
  blocks: number,
  produced: Produced = { bytes: 0, cancelled: false },
  blockBytes = 256 * 1024,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let i = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (i === blocks) {
          controller.close()
          return
        }
        controller.enqueue(new Uint8Array(blockBytes).fill(i++))
        produced.bytes += blockBytes
      },
      cancel() {
        produced.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
}

export async function drain(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}

/** Waits until `holds` does, at most five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise((go) => setTimeout(go, 10))
  if (!holds()) throw new Error(`never: ${holds.toString()}`)
}
