/**
 * Asks a few peers what they have for some words. Their word counts for nothing: each manifest they
 * name is fetched, read and judged, and the chain must know it where it can be asked. Then it is
 * given, as it comes; a peer that is silent, slow or lying costs its place and no more.
 */
import { askSearch, MAX_HITS, SearchBusyError, type Hit } from '../announce/search.ts'
import { abortable } from '../catalogue/abortable.ts'
import { checkWork } from '../catalogue/checkWork.ts'
import { matches } from '../catalogue/matches.ts'
import { viewOf, workViewOf, type ReleaseView, type WorkView } from '../domain/catalogue.ts'
import { bytes32Of, type ReleaseId } from '../domain/ids.ts'
import type { Manifest } from '../domain/manifest.ts'
import type { Blocks, Files, Index, Ledger, PeerName, Streams } from '../domain/ports.ts'
import type { Network } from '../network/createNetwork.ts'
import { Merged } from './merged.ts'

/** `listed` here as well, with all we know of it; else what its signed manifest says. */
export type Found = { from: PeerName } & (
  { listed: true; view: ReleaseView } | { listed: false; view: WorkView }
)

export interface SearchEnd {
  /** Peers that were asked, and those of them that answered in our protocol. */
  asked: number
  answered: number
}

export interface PeerSearchOptions {
  /** How many to ask. */
  peers?: number
  limit?: number
  /** What need not be told, since it was found already. */
  known?: Iterable<ReleaseId>
  signal?: AbortSignal
}

export interface PeerSearchPowers {
  streams: Pick<Streams, 'ask'>
  blocks: Pick<Blocks, 'get'>
  files: Pick<Files, 'read' | 'size'>
  ledger: Pick<Ledger, 'chain' | 'releaseId' | 'delegated' | 'block'>
  index: Pick<Index, 'release' | 'standing' | 'hurry'>
  heardOf: Network['heardOf']
  /** Those whose catalogue is of our chain. */
  peers: () => readonly PeerName[]
  /** Looks at the chain now. False when it cannot be asked, or is still being read. */
  catchUp: () => Promise<boolean>
  /** Something waits to be checked sooner. */
  onHurried: () => void
}

const PEERS = 3
const SEARCH_MS = 10_000
const MANIFEST_MS = 5_000
const CHECKED_AT_ONCE = 4
/** Every search is many questions of ours to others. */
const MAX_SEARCHES = 8

export class PeerSearch {
  readonly #powers: PeerSearchPowers
  #running = 0

  constructor(powers: PeerSearchPowers) {
    this.#powers = powers
  }

  /** Yields what they have, each release once. Throws `SearchBusyError` when too many search. */
  async *search(query: string, options: PeerSearchOptions = {}): AsyncGenerator<Found, SearchEnd> {
    if (this.#running >= MAX_SEARCHES) throw new SearchBusyError()
    this.#running += 1
    const stop = new AbortController()
    const ends = [stop.signal, AbortSignal.timeout(SEARCH_MS)]
    if (options.signal) ends.push(options.signal)
    try {
      return yield* this.#search(query, options, AbortSignal.any(ends))
    } finally {
      stop.abort()
      this.#running -= 1
    }
  }

  async *#search(
    query: string,
    { peers = PEERS, limit = MAX_HITS, known = [] }: PeerSearchOptions,
    signal: AbortSignal,
  ): AsyncGenerator<Found, SearchEnd> {
    const asked = shuffled(this.#powers.peers()).slice(0, peers)
    const question = { query, limit: Math.min(limit, MAX_HITS) }
    const round = new Round(this.#powers, query, new Set(known), signal)
    let answered = 0
    const merged = new Merged<Found>()
    const all = asked.map(async (peer) => {
      const hits = await abortable(
        askSearch(this.#powers.streams, peer, question, { signal }),
        signal,
      )
      answered += 1
      await round.judge(hits, peer, (found) => merged.put(found))
    })
    // A peer that fails has nothing; the others go on.
    void Promise.allSettled(all).then(() => merged.close())
    yield* merged
    return { asked: asked.length, answered }
  }
}

/** One search: what was given and what was tried so far, whoever named it. */
class Round {
  readonly #powers: PeerSearchPowers
  readonly #query: string
  readonly #given: Set<ReleaseId>
  readonly #signal: AbortSignal
  readonly #tried = new Set<string>()
  #caughtUp: Promise<boolean> | undefined

  constructor(powers: PeerSearchPowers, query: string, given: Set<ReleaseId>, signal: AbortSignal) {
    this.#powers = powers
    this.#query = query
    this.#given = given
    this.#signal = signal
  }

  async judge(hits: readonly Hit[], from: PeerName, give: (found: Found) => void): Promise<void> {
    const left = [...hits]
    const worker = async () => {
      for (let hit = left.shift(); hit; hit = left.shift()) {
        // What cannot be fetched or read is not given, nor is anything once the search has ended.
        const found = await this.#judgeOne(hit, from).catch(() => undefined)
        if (!found || this.#given.has(hit.release)) continue
        this.#given.add(hit.release)
        give(found)
      }
    }
    await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, worker))
  }

  async #judgeOne(hit: Hit, from: PeerName): Promise<Found | undefined> {
    this.#signal.throwIfAborted()
    const key = `${hit.release} ${hit.manifest.toString()}`
    if (this.#given.has(hit.release) || this.#tried.has(key)) return undefined
    this.#tried.add(key)
    const entry = await this.#powers.index.release(hit.release)
    if (entry) {
      // Ours is checked, and newer than theirs or theirs will be ours soon.
      const isFound = !entry.retired && matches(entry.manifest, this.#query)
      return isFound ? { from, listed: true, view: viewOf(entry) } : undefined
    }
    const manifest = await this.#fetch(hit, from)
    if (!manifest || !matches(manifest, this.#query) || !(await this.#stands(hit))) return undefined
    const view = workViewOf({ release: hit.release, cid: hit.manifest, manifest })
    return { from, listed: false, view }
  }

  async #fetch({ release, manifest: cid }: Hit, from: PeerName): Promise<Manifest | undefined> {
    const { blocks, heardOf } = this.#powers
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(MANIFEST_MS)])
    heardOf(cid, from)
    const block = await abortable(blocks.get(cid, { signal, unstored: true }), signal)
    const digest = bytes32Of(cid.multihash.digest)
    return checkWork(block, { release, digest }, this.#powers, signal)
  }

  /** Does the chain name it, and has nobody here refused it? Unknown counts only if nobody can be asked. */
  async #stands({ release, manifest }: Hit): Promise<boolean> {
    const { index, onHurried } = this.#powers
    const digest = bytes32Of(manifest.multihash.digest)
    let standing = await index.standing(release, digest)
    if (standing === undefined) {
      // Once a search: what a stranger names must not run up the bill of an endpoint.
      this.#caughtUp ??= this.#powers.catchUp()
      const isSure = await abortable(this.#caughtUp, this.#signal)
      standing = await index.standing(release, digest)
      if (standing === undefined) return !isSure
    }
    if (standing === 'later') {
      await index.hurry(digest)
      onHurried()
    }
    return standing !== 'refused'
  }
}

/** Nobody should be asked first each time: it would hear everything. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
