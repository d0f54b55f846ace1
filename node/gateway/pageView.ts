/**
 * What a page of the dapp shows, as data: the node renders it into the first HTML, the browser takes
 * over from the same data. No words of ours are in it, so it is the same in every language.
 */
import type { ReleaseView } from '../domain/catalogue.ts'

export type PageView =
  | { name: 'home'; releases: ReleaseView[]; cursor: string | null }
  | { name: 'search'; query: string; releases: ReleaseView[]; cursor: string | null }
  | { name: 'release'; release: ReleaseView | null }
  /** The browser asks for the rest itself. */
  | { name: 'other' }

export interface PageDocument {
  /** With its query, as it was asked for. */
  path: string
  /** BCP 47 tags, as the browser prefers them. */
  languages: readonly string[]
  playMoney: boolean
  view: PageView
}
