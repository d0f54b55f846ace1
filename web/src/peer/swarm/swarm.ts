/**
 * Sharing, once the listener said yes: libp2p in the page that leads, with nodes by WebSocket or
 * WebRTC-Direct and other listeners by WebRTC, introduced by a node and then without it. Peers are
 * handed to the worker's reader as more to ask; what is stored here is given to those who ask us.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { noise } from '@libp2p/noise'
import { webRTC, webRTCDirect } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import type { CID } from 'multiformats/cid'
import {
  createExchange,
  createNetwork,
  UnreachableError,
  type Blocks,
  type Network,
} from '../../../../node/index.ts'
import type { PeerQuestion, PeersNews } from '../engine/peers.ts'
import type { Link } from '../link.ts'
import { knownAddresses, remember } from './addresses.ts'
import { Acquaintance } from './acquaintance.ts'

export interface Swarm {
  readonly peers: PeersNews['peers']
  /** Bytes given to others. */
  readonly given: number
  /** The first piece is the status. */
  fetch(question: PeerQuestion, signal: AbortSignal): AsyncGenerator<number | Uint8Array>
  expel(peer: string): void
  close(): Promise<void>
}

export interface SwarmOptions {
  origin: string
  link: Pick<Link, 'call'>
  changed: () => void
}

/** The default asks strangers' servers where we are. */
const WITHOUT_STRANGERS = { rtcConfiguration: { iceServers: [] } }

export async function openSwarm({ origin, link, changed }: SwarmOptions): Promise<Swarm> {
  const network = await createNetwork({
    listen: ['/p2p-circuit', '/webrtc'],
    transports: [
      webSockets(),
      webRTCDirect(WITHOUT_STRANGERS),
      webRTC(WITHOUT_STRANGERS),
      circuitRelayTransport(),
    ],
    encrypters: [noise()],
    // Songs lie in the worker's store, which is asked through the page.
    blockstore: new MemoryBlockstore(),
    datastore: new MemoryDatastore(),
    gossip: false,
  })
  let given = 0
  const blocks = storedBlocks(link, (bytes) => {
    given += bytes
    changed()
  })
  network.answer(createExchange({ blocks }))
  network.onDirect(changed)
  const acquaintance = new Acquaintance(network, {
    addresses: () => knownAddresses(origin),
    met: (address) => {
      void remember(address)
      changed()
    },
  })
  acquaintance.start()
  return {
    get peers() {
      return peersOf(network)
    },
    get given() {
      return given
    },
    fetch: (question, signal) => fetchFrom(network, question, signal),
    expel: (peer) => void network.expel(peer).catch(() => undefined),
    async close() {
      acquaintance.stop()
      await network[Symbol.asyncDispose]()
    },
  }
}

/** A WebRTC connection that is not direct to a node's port is one with another page. */
function peersOf(network: Network): PeersNews['peers'] {
  const direct = new Map(network.direct().map((one) => [one.peer, one]))
  return [...direct.values()].map(({ peer, address }) => ({
    name: peer,
    kind: /\/webrtc(\/|$)/.test(address) ? 'listener' : 'node',
    address,
  }))
}

async function* fetchFrom(
  { http }: Network,
  { peer, ...question }: PeerQuestion,
  signal: AbortSignal,
): AsyncGenerator<number | Uint8Array> {
  const { status, body } = await http.ask(peer, question, { signal })
  try {
    yield status
    yield* body
  } finally {
    await body.return(undefined)
  }
}

const ASKED_MS = 10_000

function storedBlocks(
  link: Pick<Link, 'call'>,
  gave: (bytes: number) => void,
): Pick<Blocks, 'get' | 'has'> {
  const stored = (cid: CID) =>
    link.call<Uint8Array>('stored', cid.toString(), AbortSignal.timeout(ASKED_MS))
  return {
    has: async (cid) => (await stored(cid)) !== undefined,
    async get(cid) {
      const block = await stored(cid)
      if (!block) throw new UnreachableError(cid.toString())
      gave(block.length)
      return block
    },
  }
}
