/**
 * The dapp's pages, complete before any script runs. What they look like is `web/`'s; here is what
 * they show. Searching and turning pages need no script.
 */
import { viewOf } from '../domain/catalogue.ts'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { MegaboxError } from '../domain/errors.ts'
import { parseReleaseId } from '../domain/ids.ts'
import { GUARDED_PAGE } from './answer.ts'
import { parseListing } from './listing.ts'
import type { PageView } from './pageView.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

type Powers = Pick<GatewayPowers, 'index' | 'chain' | 'render'>
type Look = (request: Request, params: Readonly<Record<string, string>>) => Promise<PageView>

/** Every address of the dapp that may stand in a link. */
export function pages(powers: Powers): Record<string, { GET: Route }> {
  const show = (look: Look) => ({ GET: page(powers, look) })
  const other = show(async () => ({ name: 'other' }))
  return {
    '/': show(shelf(powers)),
    '/new': show(shelf(powers)),
    '/search': show(search(powers)),
    '/release/:release': show(release(powers)),
    '/artist/:wallet': other,
    '/browse': other,
    '/browse/:genre': other,
    '/library': other,
    '/library/:tab': other,
    '/library/:tab/:playlist': other,
    '/slip/:tx': other,
    '/earnings': other,
    '/settings': other,
  }
}

const shelf =
  (powers: Powers): Look =>
  async (request) => {
    const { q, limit, cursor } = parseListing(request)
    if (q !== '') return search(powers)(request, {})
    const found = await powers.index.search('', { limit, cursor })
    const releases = found.entries.map(viewOf)
    return { name: 'home', releases, cursor: found.cursor ?? null }
  }

const search =
  ({ index }: Powers): Look =>
  async (request) => {
    const { q, limit, cursor } = parseListing(request)
    const found = await index.search(q, { limit, cursor })
    const releases = found.entries.map(viewOf)
    return { name: 'search', query: q, releases, cursor: found.cursor ?? null }
  }

const release =
  ({ index }: Powers): Look =>
  async (_request, params) => {
    const entry = await index.release(parseReleaseId(params['release']))
    return { name: 'release', release: entry ? viewOf(entry) : null }
  }

const page =
  ({ chain, render }: Powers, look: Look): Route =>
  async (request, params) => {
    const { pathname, search: query } = new URL(request.url)
    const view = await look(request, params).catch(nothingThere)
    const html = await render({
      path: pathname + query,
      languages: languagesOf(request),
      playMoney: chain.id === DEVELOPMENT_CHAIN,
      view,
    })
    return new Response(html, {
      status: view.name === 'release' && !view.release ? 404 : 200,
      headers: {
        ...GUARDED_PAGE,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        vary: 'accept-language',
      },
    })
  }

/** A link that was cut short is a page that says so; nonsense in a query is refused as before. */
function nothingThere(thrown: unknown): PageView {
  const isBrokenId = thrown instanceof MegaboxError && thrown.message.includes('release')
  if (!isBrokenId) throw thrown
  return { name: 'release', release: null }
}

/** As they come: every browser writes its favourites first. */
const languagesOf = (request: Request): string[] =>
  (request.headers.get('accept-language') ?? '')
    .split(',', 8)
    .map((range) => range.split(';')[0]?.trim() ?? '')
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag))
