/** Releases this page has met since it was opened: what a search finds at once, without asking anyone. */
import type { ReleaseView } from '../../../node/index.ts'
import { Store } from '../store.ts'

const MOST = 5000

/** Counts up with every release that is new to the page. */
export const met = new Store(0)

const releases = new Map<string, ReleaseView>()

export function learn(views: readonly ReleaseView[]): void {
  let isNews = false
  for (const view of views) {
    const before = releases.get(view.release)
    releases.delete(view.release)
    releases.set(view.release, view)
    isNews ||= before?.manifest !== view.manifest
  }
  for (const oldest of releases.keys()) {
    if (releases.size <= MOST) break
    releases.delete(oldest)
  }
  if (isNews) met.set(met.value + 1)
}

export const known = (): readonly ReleaseView[] => [...releases.values()]

export const knownRelease = (id: string): ReleaseView | undefined => releases.get(id)
