/**
 * A peer: where the rooms meet. The chain and gossip feed the catalogue, what is listed is held,
 * what is held is served. The shell brings the network, the stores and the chain's endpoint.
 */
import type { CID } from 'multiformats/cid'
import { Announcements } from '../announce/announcements.ts'
import {
  answerHello,
  askHello,
  isSameChain,
  MAX_TOLD_PEERS,
  type Hello,
} from '../announce/hello.ts'
import { Hellos } from '../announce/hellos.ts'
import { answerSearch, type Hit, type SearchQuestion } from '../announce/search.ts'
import { check } from '../catalogue/check.ts'
import { Checker, type CatalogueNews } from '../catalogue/checker.ts'
import { Directory } from '../catalogue/directory.ts'
import { Follower, type FollowState } from '../catalogue/follower.ts'
import { cidOfBlock } from '../crypto/hash.ts'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import type { Address } from '../domain/ids.ts'
import { decodeManifest } from '../domain/manifest.ts'
import type { Index, Keeping, Ledger, PeerName } from '../domain/ports.ts'
import { createExchange } from '../gateway/exchange.ts'
import type { Network } from '../network/createNetwork.ts'
import { memoryKeeping } from './memoryKeeping.ts'
import { PeerSearch, type Found, type PeerSearchOptions, type SearchEnd } from './peerSearch.ts'
import { Provider } from './provider.ts'
import { Storehouse, type StorehouseOptions, type StoreNews } from './storehouse.ts'

export interface PeerConfig {
  network: Network
  ledger: Ledger
  index: Index
  /** Told to others on development chains only. */
  chainUrl?: string
  /** A peer of our chain says it is reached elsewhere. True when that is so, and our ledger asks there. */
  onChainMoved?: (url: string) => Promise<boolean>
  payout?: Address
  /** Pins, unfinished drafts, damage: what no peer could tell again. In memory if left out. */
  keeping?: Keeping
  /** Bytes of others' music to hold. */
  seedBudget: number
  /** How often what nothing refers to is swept out. */
  collecting?: StorehouseOptions['collecting']
  /** How often to look at the chain, ms. */
  pollMs: number
  onNews?: (news: PeerNews) => void
  /** Hears what fails here without ending anything. */
  onProblem?: (what: string, problem: unknown) => void
}

export type PeerNews = CatalogueNews | { type: 'chain:state'; state: FollowState } | StoreNews

/** What `status` says. */
export interface PeerStatus {
  peerId: string
  multiaddrs: string[]
  peers: number
  releases: number
  waiting: number
  refused: number
  blocks: number
  bytes: number
  payout: Address | null
  chain: {
    id: number
    releases: Address
    genesis: string
    /** The first block worth reading for its logs. */
    since: number
    state: FollowState['state']
    reason?: string
    head: number | null
    url?: string
  }
  gossip: { accepted: number; ignored: number; rejected: number }
}

/** A node that joins while it starts answers a moment later; whoever never does is a listener. */
const GREET_AGAIN_MS = [1_000, 5_000, 30_000]

export class Peer implements AsyncDisposable {
  readonly #config: PeerConfig
  readonly #announcements: Announcements
  readonly #follower: Follower
  readonly #checker: Checker
  readonly #keeping: Keeping
  /** What lies on the disk: sweeping, pinning. */
  readonly storehouse: Storehouse
  /** Who and what is listed: artists, namesakes, genres. */
  readonly directory: Directory
  readonly #provider: Provider
  readonly #search: PeerSearch
  readonly #hellos = new Hellos()
  readonly #greetings = new Set<ReturnType<typeof setTimeout>>()
  #isClosed = false
  #chainUrl: string | undefined

  constructor(config: PeerConfig) {
    this.#config = config
    this.#chainUrl = config.chainUrl
    const { network, ledger, index, pollMs, seedBudget, onNews, onProblem } = config
    const clock = { now: () => Date.now() }
    const secret = crypto.getRandomValues(new Uint8Array(32))
    const { blocks, files } = network
    const powers = { blocks, files, ledger, index, clock, secret }
    this.#keeping = config.keeping ?? memoryKeeping()
    this.storehouse = new Storehouse(
      { network, index, clock, keeping: this.#keeping, unsure: () => this.#unsure() },
      {
        seedBudget,
        ...(config.collecting && { collecting: config.collecting }),
        onNews,
        onProblem,
      },
    )
    this.directory = new Directory({ index })
    this.#checker = new Checker(
      {
        index,
        clock,
        check: (candidate, signal) => check(candidate, powers, { signal }),
      },
      {
        onNews: (news) => {
          this.storehouse.poke()
          this.#provider.poke()
          this.directory.poke()
          onNews?.(news)
        },
      },
    )
    this.#provider = new Provider(
      { index, blocks, provide: (root, options) => network.routing.provide(root, options) },
      { onProblem: (problem) => onProblem?.('A release could not be told of', problem) },
    )
    this.#follower = new Follower(
      { ledger, index },
      {
        pollMs,
        onAdvance: () => this.#checker.poke(),
        onState: (state) => onNews?.({ type: 'chain:state', state }),
      },
    )
    this.#announcements = new Announcements({
      gossip: network.gossip,
      chain: ledger.chain,
      ledger,
      index,
      catchUp: () => this.catchUp(),
      onHolder: (manifest, peer) => network.heardOf(manifest, peer),
    })
    this.#search = new PeerSearch({
      ...{ streams: network.streams, blocks, files, ledger, index },
      heardOf: (root, peer) => network.heardOf(root, peer),
      peers: () => this.#peersOfOurChain(),
      catchUp: async () => {
        await this.catchUp()
        return this.#unsure() === undefined
      },
      onHurried: () => this.#checker.poke(),
    })
  }

  async start(): Promise<void> {
    const { network, onProblem } = this.#config
    await answerHello(network.streams, () => this.#ours())
    await answerSearch(network.streams, (question) => this.#find(question))
    const onError = (problem: unknown) => {
      // Whoever asked has left: a listener who skips, and no problem.
      if (problem instanceof Error && problem.name === 'AbortError') return
      onProblem?.('A peer could not be answered', problem)
    }
    network.answer(createExchange({ blocks: network.blocks }, { onError }))
    network.onUnanswered((root, signal) => void this.#seek(root, signal))
    network.onPeerGone((peer) => this.#hellos.forget(peer))
    network.onPeer((peer) => void this.#greet(peer))
    this.#announcements.start()
    this.#follower.start()
    this.#checker.start()
    this.storehouse.start()
    this.#provider.start()
  }

  /**
   * What three peers have for these words, each checked before it is given. They learn the words,
   * nothing else; ask here first.
   */
  searchPeers(query: string, options?: PeerSearchOptions): AsyncGenerator<Found, SearchEnd> {
    return this.#search.search(query, options)
  }

  /** Looks at the chain now; new releases are checked at once. Never throws: `status` says more. */
  catchUp(): Promise<void> {
    return this.#follower.look()
  }

  /** Takes in a manifest that its artist is about to mint. Its bytes must be one. */
  async acceptManifest(block: Uint8Array) {
    decodeManifest(block)
    const cid = cidOfBlock(block)
    const { blocks, stock } = this.#config.network
    await blocks.put(cid, block)
    await stock.settle()
    // Its files stay with it, though no release names them yet. Only what is here is a draft: what
    // is missing of one was lost.
    await this.#keeping.drafts.keep(cid)
    return { cid }
  }

  /** Tells the network of a release that was just minted, and lists it here first. */
  async announce(data: Uint8Array): Promise<void> {
    await this.catchUp()
    await this.#announcements.tell(data)
  }

  async status(): Promise<PeerStatus> {
    const { network, ledger, index, payout } = this.#config
    const { listed, waiting, refused } = await index.counts()
    const [head] = await index.recent()
    const { id, contract, genesis } = ledger.chain
    return {
      peerId: network.peer,
      multiaddrs: network.addresses(),
      peers: new Set(network.peers().map(({ peer }) => peer)).size,
      releases: listed,
      waiting,
      refused,
      ...network.stored,
      payout: payout ?? null,
      chain: {
        ...{ id, releases: contract, genesis, since: ledger.since, ...this.#follower.state },
        head: head?.number ?? null,
        ...this.#tellableUrl(),
      },
      gossip: { ...this.#announcements.heard },
    }
  }

  peers() {
    const { network, ledger } = this.#config
    return network.peers().map((peer) => {
      const hello = this.#hellos.of(peer.peer)
      if (!hello) return { ...peer, chain: 'unknown' as const }
      const chain = isSameChain(hello.chain, ledger.chain) ? ('same' as const) : ('other' as const)
      return { ...peer, chain, payout: hello.payout ?? null, releases: hello.releases }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#greetings) clearTimeout(timer)
    await Promise.all([
      this.#announcements[Symbol.asyncDispose](),
      this.#follower.stop(),
      this.#checker.stop(),
      this.storehouse[Symbol.asyncDispose](),
      this.#provider[Symbol.asyncDispose](),
    ])
  }

  async #find({ query, limit }: SearchQuestion): Promise<Hit[]> {
    const { entries } = await this.#config.index.search(query, { limit })
    return entries.map(({ release, cid }) => ({ release, manifest: cid }))
  }

  #peersOfOurChain(): PeerName[] {
    const { network, ledger } = this.#config
    const connected = new Set(network.peers().map(({ peer }) => peer))
    return [...connected].filter((peer) => {
      const hello = this.#hellos.of(peer)
      return hello !== undefined && isSameChain(hello.chain, ledger.chain)
    })
  }

  #unsure(): string | undefined {
    const { state } = this.#follower.state
    if (state === 'following') return undefined
    return state === 'behind' ? 'the chain is still being read' : 'the chain does not answer'
  }

  /** The table of who has what knows releases; a song is looked for by the release it belongs to. */
  async #seek(root: CID, signal: AbortSignal): Promise<void> {
    const { network, index } = this.#config
    try {
      const file = await index.file(root)
      const release = file && (await index.release(file.release))
      const manifest = release?.cid ?? root
      for (const peer of await network.findProviders(manifest, signal)) network.heardOf(root, peer)
    } catch {
      // Whoever waits for it says so when nobody delivers.
    }
  }

  async #ours(): Promise<Hello> {
    const { network, ledger, index, payout } = this.#config
    const { listed } = await index.counts()
    return {
      chain: ledger.chain,
      ...this.#tellableUrl(),
      ...(payout !== undefined && { payout }),
      releases: listed,
      peers: network.neighbours.known(MAX_TOLD_PEERS),
    }
  }

  #tellableUrl(): { url?: string } {
    const url = this.#chainUrl
    return this.#config.ledger.chain.id === DEVELOPMENT_CHAIN && url !== undefined ? { url } : {}
  }

  async #follow({ chain, url }: Hello): Promise<void> {
    const { ledger, onChainMoved } = this.#config
    if (url === undefined || url === this.#chainUrl || !isSameChain(chain, ledger.chain)) return
    if (!(await onChainMoved?.(url))) return
    this.#chainUrl = url
    await this.catchUp()
  }

  /** A peer without our hello may still have blocks. */
  async #greet(peer: PeerName, tries = 0): Promise<void> {
    const { network } = this.#config
    try {
      const hello = await askHello(network.streams, peer)
      // It may have gone while it answered, and nobody tells us twice.
      if (network.peers().some((connected) => connected.peer === peer)) {
        this.#hellos.hear(peer, hello)
      }
      network.neighbours.learn(hello.peers, peer)
      await this.#follow(hello)
    } catch {
      this.#hellos.forget(peer)
      this.#greetAgain(peer, tries)
    }
  }

  #greetAgain(peer: PeerName, tries: number): void {
    const ms = GREET_AGAIN_MS[tries]
    if (ms === undefined || this.#isClosed) return
    const timer = setTimeout(() => {
      this.#greetings.delete(timer)
      const isHere = this.#config.network.peers().some((connected) => connected.peer === peer)
      if (isHere && !this.#hellos.of(peer)) void this.#greet(peer, tries + 1)
    }, ms)
    this.#greetings.add(timer)
  }
}

export async function createPeer(config: PeerConfig): Promise<Peer> {
  const peer = new Peer(config)
  await peer.start()
  return peer
}
