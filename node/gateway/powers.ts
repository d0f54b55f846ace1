/**
 * What the gateway asks of its peer. The daemon gives all of it; a test gives small fakes.
 * Nothing here knows about sockets: whoever listens also says where the caller sits.
 */
import type { CID } from 'multiformats/cid'
import type { Page } from '../domain/catalogue.ts'
import type { ChainRef, Sale } from '../domain/chain.ts'
import type { Address, ReleaseId } from '../domain/ids.ts'
import type { OperatorEntry, ProvenOperator } from '../domain/operators.ts'
import type { SignedPurchase } from '../domain/payment.ts'
import type { Blocks, Files, Index, Pin } from '../domain/ports.ts'
import type { Tip } from '../domain/purse.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import type { PageDocument } from './pageView.ts'

/** Where a request came from, as only its listener can know. Unsaid means `other`. */
export interface Caller {
  remote?: 'loopback' | 'other'
}

export interface Asset {
  bytes: Uint8Array<ArrayBuffer>
  mime: string
  /** The same, smaller; absent where that gains nothing. */
  gzip?: Uint8Array<ArrayBuffer>
}

export interface GatewayPowers {
  index: Pick<Index, 'file' | 'release' | 'search' | 'boughtLately' | 'verdict'>
  directory: DirectoryPowers
  /** What a few peers have for these words, each checked: yields hits, returns whom it asked. */
  searchPeers(
    query: string,
    options: { limit: number; known: Iterable<ReleaseId>; signal: AbortSignal },
  ): AsyncGenerator<object, object>
  files: Pick<Files, 'read' | 'size'>
  /** For the exchange, which asks for what is stored here only. */
  blocks: Pick<Blocks, 'get' | 'has'>
  /** Does the person who runs this node want it served though no listed release names it? */
  pinned(cid: CID): Promise<boolean>
  chain: Pick<ChainRef, 'id' | 'contract'>
  /** Carries what was signed; absent where this node does not. */
  relay?: CarrierPowers
  /** The chain's list of operators; absent where there is none. */
  operators?: OperatorsPowers
  /** When a block was made, seconds since the epoch; undefined where nobody knows. */
  timeOf?(block: number): Promise<number | undefined>
  /** Has everything started? */
  ready(): boolean
  status(): Promise<object>
  peers(): Promise<object>
  /**
   * One call to the chain endpoint. What it throws may carry JSON-RPC's `{code, message, data}`:
   * those go on to the caller, with every endpoint address taken out, and nothing else does.
   */
  rpc(method: string, params: readonly unknown[]): Promise<unknown>
  /** The first HTML of a page. */
  render(page: PageDocument): Promise<string>
  /** A static file of the dapp, such as `icon.svg` or `assets/index-Bx1.js`. */
  asset(name: string): Promise<Asset | undefined>
  /** Ingests files of this machine: yields progress, returns the draft. Stops with `signal`. */
  draft(
    paths: readonly string[],
    options: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): AsyncGenerator<object, object>
  /** Stores a signed manifest that one of our drafts became. */
  acceptManifest(bytes: Uint8Array): Promise<{ cid: CID | string }>
  /** Checks an announcement and tells the network. */
  announce(bytes: Uint8Array): Promise<void>
  /** What lies on the disk: sweeping out, pinning. */
  storehouse: StorehousePowers
  /** Looks at the chain now instead of at the next tick. */
  catchUp(): Promise<void>
}

export interface CarrierPowers {
  carry(purchase: SignedPurchase): Promise<Sale>
  carryTip(tip: SignedTip): Promise<Tip>
}

export interface OperatorsPowers {
  /** Those whose peer has proved that it is theirs. */
  list(): Promise<ProvenOperator[]>
  /** What this node would have written of itself for that wallet. Default: the addresses it is reached at. */
  entry(wallet: Address, addresses?: readonly string[]): Promise<OperatorEntry>
}

export interface DirectoryArtist {
  wallet: Address
  /** As on the newest release. */
  name: string
  /** All it has used, newest first. */
  names: string[]
  releases: number
  /** Block of its first release that is listed. */
  since: number
}

/** Who and what is listed. */
export interface DirectoryPowers {
  artist(wallet: Address): Promise<DirectoryArtist | undefined>
  /** Other wallets under the same name. */
  namesakes(of: Pick<DirectoryArtist, 'wallet' | 'names'>): Promise<DirectoryArtist[]>
  genres(): Promise<{ genre: string; releases: number }[]>
  page(
    shelf: { artist?: Address; genre?: string },
    options: { limit?: number; cursor?: string | undefined },
  ): Promise<Page>
}

export interface StorehousePowers {
  /** Removes what nothing refers to, or counts it only. */
  collect(options: {
    dryRun: boolean
    signal: AbortSignal
    onProgress: (progress: object) => void
  }): Promise<object>
  /** Keeps a file, or a manifest with its files: yields progress. Stops with `signal`. */
  pin(cid: CID, signal: AbortSignal): AsyncGenerator<object, object>
  /** Stores and pins a small file. */
  keep(bytes: Uint8Array, signal: AbortSignal): Promise<CID>
  /** False when it was no pin. */
  unpin(cid: CID): Promise<boolean>
  pins(): Promise<readonly Pin[]>
}

export interface GatewayOptions {
  /** Names and addresses this node is reached by, besides the loopback ones. Without ports. */
  hosts?: readonly string[]
  /** Those its owner gave it, for everybody: pages elsewhere may ask it for blocks by one of these. */
  names?: readonly string[]
  /** Where listeners reach it, as links to it have it: `https://music.example`. Else: as it was asked. */
  url?: string
  /** The secret of the local API (`run.json`). Without one, nobody may use it. */
  token?: string
  /** Hears of every failure that was answered with 500, since the answer says nothing of it. */
  onError?: (thrown: unknown) => void
}
