/**
 * Who has a release, when nobody connected has it: asked of the nodes' own table, for release roots
 * only, and never for each block. Disclosing what is looked for is the price; so a listing that
 * peers tell of is looked for among them first.
 */
import type { Libp2p, PeerId, PeerInfo } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { multiaddr } from '@multiformats/multiaddr'
import type { CID } from 'multiformats/cid'
import type { Abortable, PeerName } from '../../domain/ports.ts'
import type { DialRules } from '../dialRules.ts'
import { mayDial, reachOf, type Reach } from '../reach.ts'
import { abandonable } from '../reader/abandonable.ts'
import { reachOfWay, withPeer } from './way.ts'

const FIND_MS = 10_000
const PROVIDE_MS = 60_000
const DIAL_MS = 5_000
const MAX_FOUND = 20
const MAX_ADDRESSES = 8
/** So many new peers will do for one release. */
const ENOUGH = 3
/** What was looked for in vain is not looked for again at once. */
const AGAIN_MS = 30_000
const MAX_REMEMBERED = 500

export interface Found {
  peer: PeerName
  /** May be dialled. None when it is connected already. */
  addresses: string[]
}

export class Routing {
  readonly #libp2p: Libp2p
  readonly #rules: DialRules
  readonly #dht: KadDHT | undefined
  /** Searches of late, and those underway. */
  readonly #searches = new Map<string, { at: number; found: Promise<PeerName[]> }>()

  /** Without `dht`, nothing is ever found. */
  constructor(libp2p: Libp2p, rules: DialRules, dht: KadDHT | undefined) {
    this.#libp2p = libp2p
    this.#rules = rules
    this.#dht = dht
  }

  /** Tells the nodes nearest to `root` that it is here; gives how many took note. */
  async provide(root: CID, { signal }: Abortable = {}): Promise<number> {
    const stop = within(PROVIDE_MS, signal)
    let told = 0
    try {
      for await (const event of this.#dht?.provide(root, { signal: stop }) ?? []) {
        if (event.name === 'PEER_RESPONSE' && event.messageName === 'ADD_PROVIDER') told += 1
      }
    } catch (error) {
      signal?.throwIfAborted()
      // With nobody in the table, it throws or waits; neither is a fault.
      if (!stop.aborted && this.#libp2p.getPeers().length > 0) throw error
    }
    return told
  }

  /** Who is said to have `root`, each once, at most 20 in at most 10 s. */
  async *find(root: CID, { signal }: Abortable = {}): AsyncGenerator<Found> {
    const stop = within(FIND_MS, signal)
    const seen = new Set<PeerName>([this.#libp2p.peerId.toString()])
    try {
      for await (const event of this.#dht?.findProviders(root, { signal: stop }) ?? []) {
        if (event.name !== 'PROVIDER') continue
        const reach = this.#reachTo(event.from) ?? 'public'
        for (const provider of event.providers) {
          const found = this.#reachable(provider, reach)
          if (!found || seen.has(found.peer)) continue
          seen.add(found.peer)
          yield found
          if (seen.size > MAX_FOUND) return
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!stop.aborted && this.#libp2p.getPeers().length > 0) throw error
    }
  }

  /**
   * Connects to a few of those who have `root`, and gives whom. Asked again within 30 s, it gives
   * what it gave, so that a reader may ask whenever nobody answers. Whoever asks may leave: the
   * search is for the others, too.
   */
  findProviders(root: CID, signal: AbortSignal): Promise<PeerName[]> {
    const key = root.toString()
    const late = this.#searches.get(key)
    if (late && performance.now() - late.at < AGAIN_MS) return abandonable(late.found, signal)
    const search = { at: performance.now(), found: this.#meet(root) }
    this.#searches.delete(key)
    this.#searches.set(key, search)
    const [oldest] = this.#searches.keys()
    if (this.#searches.size > MAX_REMEMBERED && oldest !== undefined) this.#searches.delete(oldest)
    // A search that failed has found out nothing.
    search.found.catch(() => {
      if (this.#searches.get(key) === search) this.#searches.delete(key)
    })
    return abandonable(search.found, signal)
  }

  async #meet(root: CID): Promise<PeerName[]> {
    const met: PeerName[] = []
    const dials: Promise<void>[] = []
    for await (const found of this.find(root)) {
      dials.push(
        this.#dial(found).then(
          () => void met.push(found.peer),
          () => undefined,
        ),
      )
      if (dials.length % ENOUGH === 0) await Promise.all(dials)
      if (met.length >= ENOUGH) break
    }
    await Promise.all(dials)
    return met
  }

  async #dial({ addresses }: Found): Promise<void> {
    if (addresses.length === 0) return
    for (const address of addresses) {
      if (reachOf(multiaddr(address)) !== 'public') this.#rules.permit(address)
    }
    await this.#libp2p.dial(addresses.map(multiaddr), { signal: within(DIAL_MS) })
  }

  #reachable({ id, multiaddrs }: PeerInfo, teller: Reach): Found | undefined {
    const peer = id.toString()
    if (this.#reachTo(id)) return { peer, addresses: [] }
    const addresses = multiaddrs
      .map((address) => withPeer(address, peer))
      .filter((address) => mayDial(address, teller))
    if (addresses.length === 0) return undefined
    return { peer, addresses: addresses.slice(0, MAX_ADDRESSES) }
  }

  #reachTo(peer: PeerId): Reach | undefined {
    return reachOfWay(this.#libp2p.getConnections(peer))
  }
}

const within = (ms: number, signal?: AbortSignal): AbortSignal =>
  signal ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : AbortSignal.timeout(ms)
