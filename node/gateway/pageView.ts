/**
 * What a page of the dapp shows, as data: the node renders it into the first HTML, the browser takes
 * over from the same data. No words of ours are in it, so it is the same in every language.
 */
import type { ReleaseView } from '../domain/catalogue.ts'
import type { Address } from '../domain/ids.ts'

export interface NamedArtist {
  wallet: Address
  /** As on the newest release, and all that were ever used. */
  name: string
  names: string[]
  fingerprint: string
  /** Block of the first release that is listed. */
  since: number
  releases: number
}

/** An artist with its newest releases, as `/api/v1/artists/{wallet}` has it. */
export interface ArtistView extends Omit<NamedArtist, 'releases'> {
  releases: ReleaseView[]
  cursor: string | null
  count: number
  namesakes: NamedArtist[]
}

export type PageView =
  | { name: 'home'; releases: ReleaseView[]; cursor: string | null }
  | { name: 'search'; query: string; releases: ReleaseView[]; cursor: string | null }
  | { name: 'release'; release: ReleaseView | null }
  | { name: 'artist'; artist: ArtistView | null }
  /** The light player that other pages show. */
  | { name: 'embed'; release: ReleaseView | null }
  /** The browser asks for the rest itself. */
  | { name: 'other' }

/** What stands for a page where links are shown: a JPEG or PNG, which all can read. */
export interface Picture {
  /** Absolute. */
  url: string
  mime: string
  width: number
  height: number
  alt: string
}

export interface PageDocument {
  /** With its query, as it was asked for. */
  path: string
  /** BCP 47 tags, as the browser prefers them. */
  languages: readonly string[]
  playMoney: boolean
  /** How this node is reached, for all that must be absolute: `https://music.example`. */
  base: string
  /** What stands for the page where links to it are shown. */
  picture: Picture | null
  view: PageView
}
