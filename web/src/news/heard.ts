/** Releases that others announced while listeners may help: hearsay, until this shop lists them. */
import type { HeardRelease, WorkView } from '../../../node/index.ts'
import { Store } from '../store.ts'

/** Anybody can announce: whoever floods us pushes out what came before, and fills no page. */
const MOST = 10

/** Newest first. */
export const heard = new Store<readonly WorkView[]>([])

/** What nobody has the manifest of has no name to show. */
export function hear(news: readonly HeardRelease[]): void {
  const works = news.flatMap(({ work }) => work ?? []).toReversed()
  const ids = new Set(works.map(({ release }) => release))
  const before = heard.value.filter(({ release }) => !ids.has(release))
  heard.set(
    [...new Map([...works, ...before].map((one) => [one.release, one])).values()].slice(0, MOST),
  )
}

export const heardWork = (id: string): WorkView | undefined =>
  heard.value.find(({ release }) => release === id)
