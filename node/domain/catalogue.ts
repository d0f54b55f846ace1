/** A release as the catalogue knows it, and as it is shown in the API, the CLI and the dapp. */
import type { CID } from 'multiformats/cid'
import type { Place } from './chain.ts'
import { currencyOf, type Currency } from './currency.ts'
import type { Address, Bytes32, EditionId, ReleaseId } from './ids.ts'
import { addressOf } from './ids.ts'
import type { Credit, Manifest } from './manifest.ts'
import { termsToJson, type Payee, type Terms, type TermsJson } from './terms.ts'

/**
 * How long what a reorganisation undid may come back, counted from where it stood: an hour where a
 * block takes two seconds.
 */
export const REORG_GRACE_BLOCKS = 1800

/** A manifest the chain names, waiting to be fetched and checked. */
export interface Candidate extends Place {
  release: ReleaseId
  artist: Address
  salt: Bytes32
  /** sha2-256 of the manifest block. */
  digest: Bytes32
  /** How often fetching it has failed so far. */
  attempts: number
}

/**
 * What became of a candidate. `later` is tried again at `retryAt` (ms since the epoch). `files` are
 * those the manifest names, with the lengths that were found, also where it states none.
 */
export type Outcome =
  | { status: 'listed'; manifest: Manifest; files: readonly ListedFile[] }
  | { status: 'refused'; reason: string }
  | { status: 'later'; reason: string; retryAt: number }

/** How a release stands that the chain knows, listed or not. */
export interface Standing {
  /** The newest one minted. */
  edition: EditionId
  /** Of the newest manifest the chain names for it. */
  status: Outcome['status']
  /** Why it is refused. */
  reason?: string
}

export interface Edition extends Place {
  edition: EditionId
  terms: Terms
  closed: boolean
}

/** A listed release: its current, checked manifest and every edition ever minted. */
export interface Entry {
  release: ReleaseId
  artist: Address
  salt: Bytes32
  /** Of the first mint: what "newest first" goes by. */
  place: Place
  cid: CID
  manifest: Manifest
  /** In the order of the chain. */
  editions: readonly Edition[]
  /** Copies of all of them that the chain has seen sold. */
  sold: number
  retired: boolean
}

export interface Page {
  entries: Entry[]
  /** Give it back to get the next page; absent on the last. */
  cursor?: string
}

/** A file of a listed release, by its CID. `bytes` is its length. */
export interface ListedFile {
  cid: CID
  release: ReleaseId
  mime: string
  bytes: number
  /** A clean name with its ending, for downloads. */
  name: string
}

export interface TrackView {
  disc: number
  number: number
  title: string
  durationMs: number
  cid: string
  mime: string
  bytes: number
  extent: 'full' | 'preview'
  explicit?: boolean
  /** Of the block that `parseWaveform` reads. */
  waveform?: string
  /** Integrated loudness in hundredths of a LUFS, as its artist says. */
  loudnessCentiLufs?: number
  /** Of a text file. */
  lyrics?: string
  credits?: CreditView[]
  isrc?: string
  /** What a buyer gets. Always there in what `viewOf` gives; older nodes do not say it. */
  master?: { mime: string; bytes: number }
}

export interface CreditView {
  name: string
  role: string
}

export interface EditionView {
  edition: EditionId
  currency: Address
  /** What `currency` is, where it is known: ether, or a token known by its address. */
  money?: Currency
  price: string
  cap: number
  closed: boolean
  terms: TermsJson
}

/** What the manifest alone says of a release, whether or not it is known to be on sale. */
export interface WorkView {
  release: ReleaseId
  artist: { name: string; wallet: Address }
  title: string
  kind: 'album' | 'ep' | 'single'
  date?: string
  genres: string[]
  licence?: string
  /** As its artist wrote it, mostly a tag such as `en`. */
  language?: string
  credits?: CreditView[]
  notes?: string
  manifest: string
  artwork?: { cid: string; mime: string; width: number; height: number; alt: string }
  tracks: TrackView[]
}

/** Stable JSON: fields are added, never renamed. Amounts as decimal strings, CIDs as text. */
export interface ReleaseView extends WorkView {
  /** The edition on sale: the newest open one. */
  edition: EditionId
  /** Its price in its currency's smallest unit: wei where it is sold in ether. */
  priceWei: string
  /** What that price is counted in; zero is ether. As with `master`. */
  currency?: Address
  /** As in `EditionView`. */
  money?: Currency
  onSale: boolean
  /** What the artist would like to get, where it is said in the same currency; not less than the price. */
  suggestedPrice?: string
  /** Who shares the artist's 9000 of a sale of that edition. As with `master`. */
  payees?: Payee[]
  /** Copies of all editions. As with `master`. */
  sold?: number
  editions: EditionView[]
}

/**
 * The edition a buyer is offered: the newest open one in money we know, else the newest open one,
 * else simply the newest.
 */
export function offeredEdition(editions: readonly Edition[], chainId: number): Edition {
  const newestFirst = editions.toReversed()
  const open = newestFirst.filter(({ closed }) => !closed)
  const offered =
    open.find(({ terms }) => currencyOf(chainId, terms.currency) !== undefined) ??
    open[0] ??
    newestFirst[0]
  if (!offered) throw new Error('a listed release has at least one edition')
  return offered
}

export function viewOf(entry: Entry): ReleaseView {
  const { id } = entry.manifest.release.chain
  const offered = offeredEdition(entry.editions, id)
  const { price, payees, currency } = offered.terms
  return {
    ...workViewOf(entry),
    edition: offered.edition,
    priceWei: price.toString(),
    ...moneyIn(id, currency),
    ...suggestedIn(entry.manifest, offered.terms),
    onSale: !offered.closed && !entry.retired,
    payees: payees.map(({ wallet, bps }) => ({ wallet, bps })),
    sold: entry.sold,
    editions: entry.editions.map((edition) => editionView(edition, id)),
  }
}

function suggestedIn({ release }: Manifest, { currency, price }: Terms) {
  const { suggestedPrice: said } = release
  if (!said || addressOf(said.currency) !== currency || BigInt(said.amount) <= price) return {}
  return { suggestedPrice: said.amount }
}

export function workViewOf({
  release: id,
  cid,
  manifest: { release },
}: Pick<Entry, 'release' | 'cid' | 'manifest'>): WorkView {
  const { date, licence, language, credits, notes } = release
  return {
    release: id,
    artist: { name: release.artist.name, wallet: addressOf(release.artist.wallet) },
    title: release.title,
    kind: release.kind,
    ...(date !== undefined && { date }),
    genres: release.genres,
    ...(licence !== undefined && { licence }),
    ...(language !== undefined && { language }),
    ...(credits && { credits: credits.map(creditView) }),
    ...(notes !== undefined && { notes }),
    manifest: cid.toString(),
    ...(release.artwork && { artwork: artworkView(release.artwork) }),
    tracks: release.tracks.map(trackView),
  }
}

/** Without what else a manifest may hold there. */
const creditView = ({ name, role }: Credit): CreditView => ({ name, role })

const artworkView = (artwork: NonNullable<Manifest['release']['artwork']>) => ({
  cid: artwork.cid.toString(),
  mime: artwork.mime,
  width: artwork.width,
  height: artwork.height,
  alt: artwork.alt,
})

const trackView = (track: Manifest['release']['tracks'][number]): TrackView => ({
  disc: track.disc,
  number: track.number,
  title: track.title,
  durationMs: track.durationMs,
  cid: track.listening.cid.toString(),
  mime: track.listening.mime,
  bytes: track.listening.bytes,
  extent: track.listening.extent,
  ...(track.explicit !== undefined && { explicit: track.explicit }),
  ...(track.waveform && { waveform: track.waveform.toString() }),
  ...(track.loudnessCentiLufs !== undefined && { loudnessCentiLufs: track.loudnessCentiLufs }),
  ...(track.lyrics && { lyrics: track.lyrics.toString() }),
  ...(track.credits && { credits: track.credits.map(creditView) }),
  ...(track.isrc !== undefined && { isrc: track.isrc }),
  master: { mime: track.master.mime, bytes: track.master.bytes },
})

const moneyIn = (chainId: number, currency: Address) => {
  const money = currencyOf(chainId, currency)
  return { currency, ...(money && { money: { ...money } }) }
}

const editionView = ({ edition, terms, closed }: Edition, chainId: number): EditionView => ({
  edition,
  ...moneyIn(chainId, terms.currency),
  price: terms.price.toString(),
  cap: terms.cap,
  closed,
  terms: termsToJson(terms),
})
