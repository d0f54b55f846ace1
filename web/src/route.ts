/**
 * Where in the dapp one is. Nodes serve paths (`/release/…`), an IPFS gateway serves plain files and
 * cannot: there the same path stands behind a hash, and both are understood everywhere.
 */
export type Route =
  | { name: 'home' }
  | { name: 'new' }
  | { name: 'search'; query: string }
  | { name: 'release'; release: string }
  | { name: 'artist'; wallet: string }
  | { name: 'browse'; genre?: string }
  | { name: 'library'; tab: LibraryTab; playlist?: string }
  | { name: 'slip'; tx: string }
  | { name: 'earnings' }
  | { name: 'settings' }
  | { name: 'unknown' }

export type LibraryTab = 'bought' | 'saved' | 'artists' | 'playlists'

const TABS: readonly LibraryTab[] = ['bought', 'saved', 'artists', 'playlists']

/** `path` with its query, as `location` has them. */
export function parseRoute(path: string): Route {
  const url = new URL(path, 'http://here')
  const [first = '', second, third] = url.pathname.split('/').filter(Boolean).map(plain)
  const query = url.searchParams.get('q')?.trim() ?? ''
  if (first === '') return query ? { name: 'search', query } : { name: 'home' }
  if (first === 'new') return { name: 'new' }
  if (first === 'search') return { name: 'search', query }
  if (first === 'release' && second) return { name: 'release', release: second }
  if (first === 'artist' && second) return { name: 'artist', wallet: second }
  if (first === 'browse') return { name: 'browse', ...(second && { genre: second }) }
  if (first === 'slip' && second) return { name: 'slip', tx: second }
  if (first === 'earnings') return { name: 'earnings' }
  if (first === 'settings') return { name: 'settings' }
  const tab = TABS.find((one) => one === (second ?? 'saved'))
  if (first === 'library' && tab) return { name: 'library', tab, ...(third && { playlist: third }) }
  return { name: 'unknown' }
}

export function pathTo(route: Route): string {
  switch (route.name) {
    case 'search':
      return `/search?${new URLSearchParams({ q: route.query }).toString()}`
    case 'release':
      return `/release/${encodeURIComponent(route.release)}`
    case 'artist':
      return `/artist/${encodeURIComponent(route.wallet)}`
    case 'browse':
      return route.genre === undefined ? '/browse' : `/browse/${encodeURIComponent(route.genre)}`
    case 'library':
      return ['/library', route.tab, route.playlist].filter(Boolean).join('/')
    case 'slip':
      return `/slip/${encodeURIComponent(route.tx)}`
    case 'earnings':
      return '/earnings'
    case 'new':
      return '/new'
    case 'settings':
      return '/settings'
    case 'home':
    case 'unknown':
      return '/'
  }
}

/** What stands in the address bar, whichever form it has. */
export function pathOf({ pathname, search, hash }: Location): string {
  return hash.startsWith('#/') ? hash.slice(1) : pathname + search
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
