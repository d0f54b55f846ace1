/**
 * The powers a room can ask for. A room names the one it uses (`Pick<Blocks, 'get'>`); adapters
 * (`network`, `ledger`, the shells' stores) implement them; `peer/` brings both together.
 */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from './car.ts'
import type { Candidate, Entry, ListedFile, Outcome, Page, Standing } from './catalogue.ts'
import type { Block, BlockRef, ChainEvent, ChainRef, EditionState, Place } from './chain.ts'
import type { Address, Bytes32, EditionId, ReleaseId } from './ids.ts'
import type { AudioMime } from './media.ts'
import type { Terms } from './terms.ts'

export interface Abortable {
  signal?: AbortSignal
}

/** A peer id as text. */
export type PeerName = string

export interface FetchOptions extends Abortable {
  /** Stop asking other peers: only what is stored here. */
  offline?: boolean
  /** A full disk is no reason to withhold it. Otherwise what `get` gives is stored here. */
  unstored?: boolean
}

/** Blocks by CID. What `get` gives has been checked against its CID. */
export interface Blocks {
  /** From here or from peers. Throws `UnreachableError` when nobody delivers in time. */
  get(cid: CID, options?: FetchOptions): Promise<Uint8Array>
  /**
   * Many small blocks in few requests, each as soon as it is here and in no order. Ends without
   * those that nobody delivered in time.
   */
  getMany(cids: readonly CID[], options?: FetchOptions): AsyncGenerator<CarBlock>
  /** Is it stored here? */
  has(cid: CID): Promise<boolean>
  put(cid: CID, block: Uint8Array): Promise<void>
}

/** A block that lies here, as far as its hash and its place tell: with the codec of raw bytes. */
export interface StoredBlock {
  cid: CID
  bytes: number
  /** When it was written, ms since the epoch; 0 where nobody knows. */
  at: number
}

/** What is stored here, for whoever decides what may go. */
export interface Stock {
  /** In no order. What comes or goes meanwhile may be told or not. */
  list(): AsyncGenerator<StoredBlock>
  /** A block that is here, checked; undefined when it is not. Does not count as use. */
  peek(cid: CID): Promise<Uint8Array | undefined>
  /** Was it put, read or asked for lately, or is it right now? */
  inUse(cid: CID): boolean
  /** Blocks used lately that link to others: whoever reads a song has read its node, not yet its end. */
  nodesInUse(): AsyncGenerator<CID>
  /** The small blocks put so far survive a power cut: before something is built on one. */
  settle(): Promise<void>
  /** False: it certainly is not here. Without a look at the disk. */
  mayHave(cid: CID): boolean
  /** Removes it, unless it is in use. Gives whether it is gone. */
  drop(cid: CID): Promise<boolean>
}

export interface ReadOptions extends FetchOptions {
  /** First byte wanted. */
  offset?: number
  /** How many bytes. Default: all that follow. */
  length?: number
}

export interface KeepOptions extends Abortable {
  /** Give up when there is more than this: a hostile file can link to more than it claims. */
  maxBytes?: number
  /** Hears the length of each leaf as it is here. */
  onBytes?: (bytes: number) => void
}

/** UnixFS files with the project's one fixed chunking (DESIGN §5): same bytes, same CID. */
export interface Files {
  add(source: AsyncIterable<Uint8Array>, options?: Abortable): Promise<{ cid: CID; bytes: number }>
  /** Verified bytes in order, fetched as they are read. */
  read(cid: CID, options?: ReadOptions): AsyncGenerator<Uint8Array>
  /** Length in bytes. */
  size(cid: CID, options?: FetchOptions): Promise<number>
  /** Brings every block here and keeps it. */
  keep(cid: CID, options?: KeepOptions): Promise<void>
}

/** What a gossip validator decides: pass on, drop quietly, or drop and blame the sender. */
export type Verdict = 'accept' | 'ignore' | 'reject'

export interface Gossip {
  subscribe(topic: string, validate: (data: Uint8Array, from: PeerName) => Promise<Verdict>): void
  publish(topic: string, data: Uint8Array): Promise<void>
}

/** Question and answer with one peer, each a single bounded message. */
export interface Streams {
  handle(
    protocol: string,
    answer: (question: Uint8Array, from: PeerName) => Promise<Uint8Array>,
  ): Promise<void>
  ask(
    peer: PeerName,
    protocol: string,
    question: Uint8Array,
    options?: Abortable,
  ): Promise<Uint8Array>
}

/** The chain's word, read-only. Everything may throw `ChainUnavailableError`. */
export interface Ledger {
  readonly chain: ChainRef
  releaseId(artist: Address, salt: Bytes32): ReleaseId
  editionId(terms: Terms): EditionId
  /** Did `wallet` sign this EIP-712 `ManifestKey`? */
  delegated(delegation: Delegation): Promise<boolean>
  head(options?: Abortable): Promise<BlockRef>
  block(number: number, options?: Abortable): Promise<Block | undefined>
  /** Events of blocks `from` to `to`, both included, in the chain's order. */
  events(from: number, to: number, options?: Abortable): Promise<ChainEvent[]>
  /** The first block worth reading: where the contract was deployed, or 0. */
  readonly since: number
  edition(edition: EditionId): Promise<EditionState>
  retired(release: ReleaseId): Promise<boolean>
  /** Of ether, or of a token. */
  balance(wallet: Address, block?: number, token?: Address): Promise<bigint>
  copies(wallet: Address, edition: EditionId): Promise<bigint>
}

/** A wallet's word that an ed25519 key may sign manifests for it. Times in unix seconds. */
export interface Delegation {
  wallet: Address
  key: Bytes32
  validFrom: number
  validUntil: number
  signature: Uint8Array
}

/** The catalogue's store: rows for what the chain says and what was checked. */
export interface Index {
  /** The last blocks taken in, newest first, at most 64. */
  recent(): Promise<BlockRef[]>
  /** Takes in the events up to `head`, all or nothing. */
  advance(head: BlockRef, events: readonly ChainEvent[]): Promise<void>
  /** Forgets every event after `block`; its releases are listed no more. */
  rewind(block: number): Promise<void>
  /**
   * Candidates to check now, of one release only the earliest unsettled: those never tried first, then
   * the hurried ones, then the longest due.
   */
  due(now: number, limit: number): Promise<Candidate[]>
  /** When the next candidate becomes due, if any is waiting; long past for one never tried. */
  nextDue(): Promise<number | undefined>
  /**
   * Makes a `later` candidate of this digest due at once (someone announced it). Once only until it
   * has been tried again in its own time: announcements cost nothing, and a check takes a place.
   */
  hurry(digest: Bytes32): Promise<void>
  /**
   * Takes in what a check found, and answers what became of it: a manifest that is sound in itself
   * is still refused when its key was revoked before it was named, when another artist named one of
   * its songs earlier, or when it takes back what a buyer was promised. Those three are decided
   * here, and again whenever an earlier candidate is settled, so that the listing does not depend
   * on the order in which manifests arrive. What the chain has since forgotten gives `undefined`.
   */
  settle(candidate: Candidate, outcome: Outcome): Promise<Outcome | undefined>
  /** How a manifest stands that the chain named, last named if more than once; undefined if never. */
  standing(release: ReleaseId, digest: Bytes32): Promise<Outcome['status'] | undefined>
  /** How a release stands, also one that is not listed; undefined when none was minted. */
  verdict(release: ReleaseId): Promise<Standing | undefined>
  release(id: ReleaseId): Promise<Entry | undefined>
  /** Newest first without a query; else best match first, every word a prefix, folded. */
  search(query: string, options?: { limit?: number; cursor?: string }): Promise<Page>
  /** What is on sale and was bought last, newest sale first, as far as recent sales tell. */
  boughtLately(limit: number): Promise<Entry[]>
  /** A file, or the manifest itself, of a listed release; also of a retired one. */
  file(cid: CID): Promise<ListedFile | undefined>
  /** Files of listed releases not yet marked as held, oldest release first. */
  unheld(limit: number): Promise<ListedFile[]>
  hold(cid: CID): Promise<void>
  /** Every file marked as held. All of it was here, so what is missing of it was lost. */
  held(): AsyncGenerator<CID>
  /** Forgets that those files were held which no listed manifest names any more. */
  letGo(): Promise<void>
  /**
   * Every manifest the chain names and nobody refused, once at least: also of what still waits, of
   * what was revised or retired, and, for `REORG_GRACE_BLOCKS`, of what the chain has taken back.
   * What they name must stay.
   */
  live(): AsyncGenerator<CID>
  keyRevokedAt(artist: Address, key: Bytes32): Promise<Place | undefined>
  /** Releases in the listing, and candidates that wait or were refused. */
  counts(): Promise<{ listed: number; waiting: number; refused: number }>
}

/** Something the owner of this node wants kept whole, whoever lists it. */
export interface Pin {
  cid: CID
  /** All it stands for: the files a manifest names, or the file itself. */
  files: readonly CID[]
  /** When it was pinned, ms since the epoch. */
  at: number
  /** All of it was here once: what is missing was lost. */
  whole?: boolean
}

/** What the owner of a node and its disk say: neither the chain nor peers could tell it again. */
export interface Keeping {
  pins: {
    add(pin: Pin): Promise<void>
    /** False when it was none. */
    remove(cid: CID): Promise<boolean>
    list(): Promise<Pin[]>
    /** All of it is here now. */
    complete(cid: CID): Promise<void>
    /** A pin, or a file of one. */
    has(cid: CID): Promise<boolean>
  }
  /** Files and manifests of publishing that is not finished: they are kept for some days. */
  drafts: {
    keep(cid: CID): Promise<void>
    list(): Promise<CID[]>
  }
  /** Blocks that were found damaged, and are not here again yet. */
  damaged: {
    add(cid: CID): Promise<void>
    remove(cid: CID): Promise<void>
    list(): Promise<CID[]>
  }
}

/** A file someone wants to publish, wherever it lies. */
export interface SourceFile {
  /** For messages and for finding covers: relative, with `/`. */
  path: string
  bytes: number
  /** When it was last written, if known: lets an interrupted ingest go on without reading it again. */
  modifiedMs?: number
  blob(): Promise<Blob>
  /** From `start` up to and without `end`. Default: all. */
  read(range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>
}

export interface EmbeddedCover {
  data: Uint8Array
  description?: string
}

/** What a song says of itself. Tags are raw: `ingest` cleans them. */
export interface Probe {
  mime: AudioMime
  durationMs: number
  tags: {
    title?: string
    artist?: string
    albumArtist?: string
    album?: string
    disc?: number
    track?: number
    date?: string
    genres: string[]
    isrc?: string
    licence?: string
  }
  cover?: EmbeddedCover
  /** What was left unread, worded like an `UnusableFileError`: the song is fine without it. */
  skipped?: { reason: string; cure: string }[]
}

/** Reads songs. Throws `UnusableFileError` for what is no whole song in a format of ours. */
export interface Audio {
  probe(file: SourceFile, options?: Abortable): Promise<Probe>
}

/** Time, passed in so that tests own it. Milliseconds since the epoch. */
export interface Clock {
  now(): number
}
