/**
 * Search over what the page has met: artists, releases and songs, typos forgiven, at once. Loaded
 * when someone first turns to the search field.
 */
import MiniSearch from 'minisearch'
import { fold, type ReleaseView } from '../../../node/index.ts'

export type FoundArtist = ReleaseView['artist']

export interface FoundSong {
  release: ReleaseView
  /** Which of its songs. */
  at: number
}

export interface Found {
  artists: readonly FoundArtist[]
  releases: readonly ReleaseView[]
  songs: readonly FoundSong[]
}

interface Doc {
  id: string
  name: string
  /** Who it is by, what it is on: words that help but do not make a hit alone. */
  about: string
}

const MOST = { artists: 6, releases: 24, songs: 20 }
/** Shorter words have too many neighbours. */
const LEAST_FUZZY = 4
/** Of its letters. */
const TYPOS = 0.25
const MORE_TYPOS = 0.4
const isLong = (typos: number) => (term: string) => (term.length >= LEAST_FUZZY ? typos : false)
/** More words than these tell nothing more. */
const MOST_TOKENS = 12

const artistKey = ({ artist }: ReleaseView): string => `${artist.wallet} ${artist.name}`
const wordsIn = (text: string): string[] => fold(text).split(' ').filter(Boolean)
const kindOf = (id: string): string => id.slice(0, id.indexOf(' '))
const restOf = (id: string): string => id.slice(id.indexOf(' ') + 1)

export class LocalSearch {
  readonly #releases = new Map<string, ReleaseView>()
  /** One wallet under two names is found by both. */
  readonly #artists = new Map<string, FoundArtist>()
  readonly #index = new MiniSearch<Doc>({
    fields: ['name', 'about'],
    tokenize: wordsIn,
    // Folded already: a word of one spelling may become several.
    processTerm: (term) => term,
    searchOptions: {
      prefix: true,
      fuzzy: isLong(TYPOS),
      combineWith: 'AND',
      boost: { name: 3 },
    },
  })

  add(views: readonly ReleaseView[]): void {
    for (const view of views) {
      const known = this.#releases.get(view.release)
      this.#releases.set(view.release, view)
      this.#artists.set(artistKey(view), view.artist)
      if (known?.manifest === view.manifest) continue
      for (const doc of docsOf(view)) {
        if (!this.#index.has(doc.id)) this.#index.add(doc)
        else if (kindOf(doc.id) !== 'artist') this.#index.replace(doc)
      }
    }
  }

  find(query: string): Found {
    const words = wordsIn(query).slice(0, MOST_TOKENS).join(' ')
    const sure = this.#index.search(words)
    // Two letters that changed places are two typos: that far only when nothing is nearer.
    const hits = sure.length > 0 ? sure : this.#index.search(words, { fuzzy: isLong(MORE_TYPOS) })
    const ids = { artist: [] as string[], release: [] as string[], song: [] as string[] }
    for (const { id, match } of hits) {
      const kind = kindOf(String(id))
      const isNamed = Object.values(match).some((fields) => fields.includes('name'))
      if (kind === 'release' || isNamed) ids[kind as keyof typeof ids].push(restOf(String(id)))
    }
    return {
      artists: ids.artist.flatMap((id) => this.#artists.get(id) ?? []).slice(0, MOST.artists),
      releases: ids.release.flatMap((id) => this.#releases.get(id) ?? []).slice(0, MOST.releases),
      songs: ids.song.flatMap((id) => this.#song(id)).slice(0, MOST.songs),
    }
  }

  #song(id: string): FoundSong[] {
    const [release = '', at = ''] = id.split(' ')
    const view = this.#releases.get(release)
    return view?.tracks[Number(at)] ? [{ release: view, at: Number(at) }] : []
  }
}

function docsOf(view: ReleaseView): Doc[] {
  const { release, artist, title, genres, tracks } = view
  return [
    { id: `artist ${artistKey(view)}`, name: artist.name, about: '' },
    { id: `release ${release}`, name: title, about: [artist.name, ...genres].join(' ') },
    ...tracks.map((track, i) => ({
      id: `song ${release} ${i}`,
      name: track.title,
      about: `${artist.name} ${title}`,
    })),
  ]
}
