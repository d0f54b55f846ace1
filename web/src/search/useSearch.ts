/**
 * What a search has found so far: at once what the page has met, then what shops say, once the
 * listener has paused. What is shown never moves: whatever comes late stands behind.
 */
import { useEffect, useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { known, learn, met } from './known.ts'
import type { Found, LocalSearch } from './localSearch.ts'
import { askShops } from './shops.ts'

export interface Searched extends Found {
  /** `alone`: the shop does not answer, and this is what the page knows. */
  state: 'typing' | 'asking' | 'done' | 'alone'
}

interface Kept extends Searched {
  query: string
}

let opening: Promise<LocalSearch> | undefined
let opened: LocalSearch | undefined

/** Before the first letter, if there is a moment. */
export function openLocalSearch(): Promise<LocalSearch> {
  opening ??= import('./localSearch.ts').then(({ LocalSearch }) => (opened = new LocalSearch()))
  return opening
}

/** `typed` is what stands in the field, `asked` what the listener paused at. */
export function useSearch(typed: string, asked: string, first: readonly ReleaseView[]): Searched {
  const [kept, setKept] = useState<Kept>(() => beginning(typed, first))
  const now = kept.query === typed ? kept : beginning(typed, [])
  if (now !== kept) setKept(now)

  useEffect(() => {
    if (typed === '') return
    let isLeft = false
    const look = () => void findHere(typed).then((found) => isLeft || setKept(adding(typed, found)))
    look()
    const unwatch = met.watch(look)
    return () => {
      isLeft = true
      unwatch()
    }
  }, [typed])

  useEffect(() => {
    if (asked === '') return
    const leave = new AbortController()
    const tell = (state: Searched['state']) => {
      if (!leave.signal.aborted) setKept(adding(asked, { state }))
    }
    tell('asking')
    const ask = async () => {
      for await (const { view } of askShops(asked, leave.signal)) {
        if (leave.signal.aborted) return
        setKept(adding(asked, { releases: [view] }))
        learn([view])
      }
    }
    ask().then(
      () => tell('done'),
      () => tell('alone'),
    )
    return () => leave.abort()
  }, [asked])
  return now
}

async function findHere(query: string): Promise<Found> {
  const search = opened ?? (await openLocalSearch())
  search.add(known())
  return search.find(query)
}

const beginning = (query: string, releases: readonly ReleaseView[]): Kept => ({
  ...{ query, releases, artists: [], songs: [], state: 'typing' },
})

/** Behind what is there, each once; nothing when the listener searches for something else by now. */
const adding =
  (query: string, found: Partial<Searched>) =>
  (now: Kept): Kept => {
    if (now.query !== query) return now
    const { artists = [], releases = [], songs = [], state = now.state } = found
    return {
      ...{ query, state },
      artists: joined(now.artists, artists, ({ wallet, name }) => `${wallet} ${name}`),
      releases: joined(now.releases, releases, ({ release }) => release),
      songs: joined(now.songs, songs, ({ release, at }) => `${release.release} ${at}`),
    }
  }

function joined<Item>(
  before: readonly Item[],
  late: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const keys = new Set(before.map(keyOf))
  const fresh = late.filter((item) => !keys.has(keyOf(item)))
  return fresh.length === 0 ? before : [...before, ...fresh]
}
