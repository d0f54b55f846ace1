/**
 * Sharing, once the listener said yes: libp2p in the page that leads, with nodes by WebSocket or
 * WebRTC-Direct and other listeners by WebRTC, introduced by a node and then without it. Peers are
 * handed to the worker's reader as more to ask; what is stored here is given to those who ask us.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { noise } from '@libp2p/noise'
import { webRTC, webRTCDirect } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { MemoryDatastore } from 'datastore-core'
import type { CID } from 'multiformats/cid'
import {
  createExchange,
  createPresence,
  hearNews,
  RELEASES_TOPIC,
  UnreachableError,
  type Blocks,
  type HeardRelease,
  type Presence,
} from '../../../../node/index.ts'
import type { PeerQuestion, PeersNews } from '../engine/peers.ts'
import type { Link } from '../link.ts'
import { Acquaintance } from './acquaintance.ts'
import { knownAddresses, usable } from './addresses.ts'
import { chainBefore, rememberChain, rememberMet } from './memory.ts'
import { askShop, type ShopChain } from './shopWord.ts'

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
  /** A release was announced. */
  heard: (release: HeardRelease) => void
}

/** The default asks strangers' servers where we are. */
const WITHOUT_STRANGERS = { rtcConfiguration: { iceServers: [] } }

export async function openSwarm(options: SwarmOptions): Promise<Swarm> {
  const { origin, link, changed, heard } = options
  const network = await createPresence({
    listen: ['/p2p-circuit', '/webrtc'],
    transports: [
      webSockets(),
      webRTCDirect(WITHOUT_STRANGERS),
      webRTC(WITHOUT_STRANGERS),
      circuitRelayTransport(),
    ],
    encrypters: [noise()],
    datastore: new MemoryDatastore(),
    topics: [RELEASES_TOPIC],
  })
  let given = 0
  const blocks = storedBlocks(link, (bytes) => {
    given += bytes
    changed()
  })
  network.answer(createExchange({ blocks }))
  network.onDirect(changed)
  let chain: ShopChain | undefined = await chainBefore()
  const block = (cid: CID, signal: AbortSignal) => fetchedBlock(link, cid, signal)
  hearNews({ gossip: network.gossip, chain: () => chain, block }, heard)
  const acquaintance = new Acquaintance(network, {
    addresses: async () => {
      const word = await askShop(origin)
      if (word.chain) void rememberChain((chain = word.chain))
      return knownAddresses(origin, word)
    },
    usable: (addresses) => usable(origin, addresses),
    met: (address) => {
      void rememberMet(address)
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
function peersOf(network: Presence): PeersNews['peers'] {
  const direct = new Map(network.direct().map((one) => [one.peer, one]))
  return [...direct.values()].map(({ peer, address }) => ({
    name: peer,
    kind: /\/webrtc(\/|$)/.test(address) ? 'listener' : 'node',
    address,
  }))
}

async function* fetchFrom(
  { http }: Presence,
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

/** From whoever has it, here too; its hash was compared. */
async function fetchedBlock(
  link: Pick<Link, 'call'>,
  cid: CID,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const block = await link.call<Uint8Array>('block', cid.toString(), signal)
  if (!block) throw new UnreachableError(cid.toString())
  return block
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
