/**
 * Who and what is listed, beside single releases: artists and their namesakes, genres. Gathered from
 * the index by walking through it, a little at a time, so that every index can be walked; made again
 * when something was listed or the chain went on, and never for more than a small part of the time.
 */
import type { Entry, Page } from '../domain/catalogue.ts'
import { isBefore, type Place } from '../domain/chain.ts'
import type { Address, ReleaseId } from '../domain/ids.ts'
import type { Index } from '../domain/ports.ts'
import { fold } from './fold.ts'
import { cursorAt, pageLimit, parseCursor } from './paging.ts'

export interface Artist {
  wallet: Address
  /** As on the newest release. */
  name: string
  /** All names it has used, newest first. */
  names: string[]
  releases: number
  /** Block of the first release that is listed: who came first. */
  since: number
}

export interface Genre {
  /** As it is spelt most often. */
  genre: string
  releases: number
}

export interface Shelf {
  artist?: Address
  /** In any spelling that search would find the same. */
  genre?: string
}

interface Row {
  release: ReleaseId
  place: Place
  wallet: Address
  name: string
  genres: readonly string[]
}

const PAGE = 200
/** At most a twentieth of the time. */
const REST = 20
/** What took longer than this is made again behind the back of whoever asks. */
const QUICK_MS = 100
const MAX_NAMESAKES = 20

export class Directory {
  readonly #index: Pick<Index, 'search' | 'release' | 'recent'>
  readonly #now: () => number
  /** Newest first. */
  #rows: readonly Row[] | undefined
  #madeAt = 0
  #tookMs = 0
  #head: string | undefined
  #stale = true
  #making: Promise<readonly Row[]> | undefined

  constructor(
    { index }: { index: Pick<Index, 'search' | 'release' | 'recent'> },
    now = () => performance.now(),
  ) {
    this.#index = index
    this.#now = now
  }

  /** Something was listed, or is listed no more. */
  poke(): void {
    this.#stale = true
  }

  async artist(wallet: Address): Promise<Artist | undefined> {
    const own = (await this.#current()).filter((row) => row.wallet === wallet)
    return artistOf(own)
  }

  /** Other wallets under the same name, as search spells it. Most releases first. */
  async namesakes({ wallet, names }: Pick<Artist, 'wallet' | 'names'>): Promise<Artist[]> {
    const folded = new Set(names.map(fold))
    const rows = await this.#current()
    const others = new Set(
      rows
        .filter((row) => row.wallet !== wallet && folded.has(fold(row.name)))
        .map((r) => r.wallet),
    )
    return [...Map.groupBy(rows, (row) => row.wallet)]
      .flatMap(([other, own]) => (others.has(other) ? (artistOf(own) ?? []) : []))
      .toSorted((a, b) => b.releases - a.releases || a.since - b.since)
      .slice(0, MAX_NAMESAKES)
  }

  /** Most releases first. */
  async genres(): Promise<Genre[]> {
    const named = (await this.#current()).flatMap(({ genres }) => genres)
    return [...Map.groupBy(named, fold)]
      .filter(([folded]) => folded !== '')
      .map(([, spelt]) => ({ genre: mostOften(spelt), releases: spelt.length }))
      .toSorted((a, b) => b.releases - a.releases || (a.genre < b.genre ? -1 : 1))
  }

  /** Newest first, a page at a time. */
  async page(
    { artist, genre }: Shelf,
    options: { limit?: number; cursor?: string | undefined } = {},
  ): Promise<Page> {
    const limit = pageLimit(options.limit)
    const after = parseCursor(options.cursor, 'after')?.after
    const folded = genre === undefined ? undefined : fold(genre)
    const rows = (await this.#current()).filter(
      (row) =>
        (!after || isBefore(row.place, after)) &&
        (artist === undefined || row.wallet === artist) &&
        (folded === undefined || row.genres.some((each) => fold(each) === folded)),
    )
    const shown = rows.slice(0, limit)
    const found = await Promise.all(shown.map(({ release }) => this.#index.release(release)))
    const entries = found.flatMap((entry) => (entry && !entry.retired ? [entry] : []))
    const last = shown.at(-1)
    return rows.length > limit && last
      ? { entries, cursor: cursorAt({ after: last.place }) }
      : { entries }
  }

  async #current(): Promise<readonly Row[]> {
    const [head] = await this.#index.recent()
    if (head?.hash !== this.#head) this.#stale = true
    this.#head = head?.hash
    const rows = this.#rows
    const isDue = this.#now() - this.#madeAt >= this.#tookMs * REST
    if (rows && (!this.#stale || !isDue)) return rows
    const made = this.#remake()
    if (!rows || this.#tookMs < QUICK_MS) return made
    // What is not made now is made the next time somebody asks.
    void made.catch(() => undefined)
    return rows
  }

  #remake(): Promise<readonly Row[]> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return this.#making
  }

  async #make(): Promise<readonly Row[]> {
    const started = this.#now()
    this.#stale = false
    const rows = await this.#walk().catch((error: unknown) => {
      this.#stale = true
      throw error
    })
    this.#madeAt = this.#now()
    this.#tookMs = this.#madeAt - started
    this.#rows = rows
    return rows
  }

  async #walk(): Promise<Row[]> {
    const rows: Row[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Page = await this.#index.search('', { limit: PAGE, ...(cursor && { cursor }) })
      rows.push(...page.entries.map(rowOf))
      cursor = page.cursor
      // An index that answers at once would keep everything else waiting.
      if (cursor !== undefined) await new Promise((resolve) => setTimeout(resolve, 0))
    }
    return rows
  }
}

const rowOf = ({ release, place, artist, manifest }: Entry): Row => ({
  ...{ release, place, wallet: artist },
  name: manifest.release.artist.name,
  // Twice the same genre is one.
  genres: [...new Map(manifest.release.genres.map((genre) => [fold(genre), genre])).values()],
})

/** Of rows of one wallet, newest first. */
function artistOf(rows: readonly Row[]): Artist | undefined {
  const [newest] = rows
  const oldest = rows.at(-1)
  if (!newest || !oldest) return undefined
  const names = [...new Set(rows.map(({ name }) => name))]
  const { wallet, name } = newest
  return { wallet, name, names, releases: rows.length, since: oldest.place.block }
}

function mostOften(spelt: readonly string[]): string {
  const [first] = [...Map.groupBy(spelt, (each) => each)].toSorted(
    ([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1),
  )
  return first?.[0] ?? ''
}
