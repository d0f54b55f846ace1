/** What a route shows, asked of the shop that served this page. */
import type { PageView, ReleaseView } from '../../../node/index.ts'
import type { Route } from '../route.ts'
import { heardWork } from '../news/heard.ts'
import { knownRelease, learn } from '../search/known.ts'

/** Our own shop, so its answers have the shapes of its own API. */
export interface Listed {
  releases: ReleaseView[]
  cursor: string | null
}

const LIMIT = '24'

export class ShopError extends Error {
  override readonly name = 'ShopError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export async function load(route: Route, signal: AbortSignal): Promise<PageView> {
  switch (route.name) {
    case 'home':
    case 'new':
      return { name: 'home', ...(await listed({}, signal)) }
    case 'search':
      // Results come one by one, to the page that shows them.
      return { name: 'search', query: route.query, releases: [], cursor: null }
    case 'release':
      return { name: 'release', release: await shownRelease(route.release, signal) }
    case 'artist':
    case 'browse':
    case 'library':
    case 'slip':
    case 'earnings':
    case 'settings':
    case 'unknown':
      return { name: 'other' }
  }
}

export async function listed(
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Listed> {
  const words = new URLSearchParams({ limit: LIMIT, ...query }).toString()
  const found = (await asked(`api/v1/releases?${words}`, signal)) as Listed
  learn(found.releases)
  return found
}

/** What others bought last. */
export const boughtLately = async (signal: AbortSignal): Promise<ReleaseView[]> =>
  (await listed({ order: 'sold' }, signal)).releases

/** As the shop has it now; as the page met it when the shop is gone. */
async function shownRelease(id: string, signal: AbortSignal): Promise<ReleaseView | null> {
  try {
    return await release(id, signal)
  } catch (gone) {
    const met = knownRelease(id)
    if (met && !signal.aborted) return met
    if (heardWork(id) && !signal.aborted) return null
    throw gone
  }
}

/** Null when this shop does not know it. */
export async function release(id: string, signal: AbortSignal): Promise<ReleaseView | null> {
  try {
    const found = await asked(`api/v1/releases/${encodeURIComponent(id)}`, signal)
    learn([found as ReleaseView])
    return found as ReleaseView
  } catch (error) {
    if (error instanceof ShopError && [400, 404].includes(error.status)) return null
    throw error
  }
}

export async function asked(path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL(path, document.baseURI), { signal })
  const body: unknown = await response.json()
  if (response.ok) return body
  throw new ShopError(response.status, messageOf(body))
}

function messageOf(body: unknown): string {
  const { error } = body as { error?: { message?: string } }
  return error?.message ?? ''
}

export interface Genre {
  genre: string
  releases: number
}

export async function genres(signal: AbortSignal): Promise<Genre[]> {
  const { genres: found } = (await asked('api/v1/genres', signal)) as { genres: Genre[] }
  return found
}

export interface Artist extends Listed {
  wallet: string
  name: string
  fingerprint: string
  namesakes: { wallet: string; name: string; fingerprint: string }[]
}

/** Null when this shop knows nobody of that fingerprint. */
export async function artist(wallet: string, signal: AbortSignal): Promise<Artist | null> {
  try {
    const found = await asked(`api/v1/artists/${encodeURIComponent(wallet)}`, signal)
    learn((found as Artist).releases)
    return found as Artist
  } catch (error) {
    if (error instanceof ShopError && [400, 404].includes(error.status)) return null
    throw error
  }
}
