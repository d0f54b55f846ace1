/**
 * The dapp's pages, complete before any script runs. What they look like is `web/`'s; here is what
 * they show. Searching and turning pages need no script.
 */
import { viewOf } from '../domain/catalogue.ts'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { MegaboxError } from '../domain/errors.ts'
import { parseAddress, parseReleaseId } from '../domain/ids.ts'
import { GUARDED_EMBED, GUARDED_PAGE } from './answer.ts'
import { artistView } from './artists.ts'
import { parseListing } from './listing.ts'
import type { PageView } from './pageView.ts'
import type { GatewayOptions, GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'
import { baseOf } from './share/baseOf.ts'
import { pictureOf } from './share/picture.ts'
import { shared } from './share/shared.ts'
import { GZIPPED, gzipped, takesGzip } from './squeeze.ts'

type Powers = Pick<GatewayPowers, 'index' | 'directory' | 'chain' | 'render'>
type Options = Pick<GatewayOptions, 'url'>
type Look = (request: Request, params: Readonly<Record<string, string>>) => Promise<PageView>

const HTML = 'text/html; charset=utf-8'

/** Every address of the dapp that may stand in a link. */
export function pages(powers: Powers, options: Options = {}): Record<string, { GET: Route }> {
  const show = (look: Look) => ({ GET: page(powers, look, options) })
  const other = show(async () => ({ name: 'other' }))
  return {
    '/': show(shelf(powers)),
    '/new': show(shelf(powers)),
    '/search': show(search(powers)),
    '/release/:release': show(release(powers)),
    '/artist/:wallet': show(artist(powers)),
    '/embed/:release': { GET: embed(powers, options) },
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
  (powers: Powers): Look =>
  async (_request, params) => ({ name: 'release', release: await known(params, powers) })

/** A link that was cut short names nothing, and its page says so. */
async function known(params: Readonly<Record<string, string>>, { index }: Powers) {
  const id = whole(() => parseReleaseId(params['release']))
  const entry = id && (await index.release(id))
  return entry ? viewOf(entry) : null
}

const artist =
  ({ directory }: Powers): Look =>
  async (_request, params) => {
    const wallet = whole(() => parseAddress(params['wallet']))
    return { name: 'artist', artist: (wallet && (await artistView(wallet, directory))) ?? null }
  }

function whole<Id>(parse: () => Id): Id | undefined {
  try {
    return parse()
  } catch (thrown) {
    if (thrown instanceof MegaboxError) return undefined
    throw thrown
  }
}

const page =
  (powers: Powers, look: Look, options: Options): Route =>
  async (request, params, caller) => {
    const view = await look(request, params)
    const html = await drawn(request, view, { powers, base: baseOf(request, caller, options.url) })
    const isSmall = takesGzip(request)
    return new Response(isSmall ? gzipped(html) : html, {
      status: isMissing(view) ? 404 : 200,
      headers: {
        ...GUARDED_PAGE,
        ...(isSmall && GZIPPED),
        'content-type': HTML,
        'cache-control': 'no-store',
        vary: 'accept-language, accept-encoding',
      },
    })
  }

/** Of all pages this alone may stand in a frame, and nothing in it pays or changes anything. */
const embed =
  (powers: Powers, options: Options): Route =>
  async (request, params, caller) => {
    const release = await known(params, powers)
    const base = baseOf(request, caller, options.url)
    const body = await drawn(request, { name: 'embed', release }, { powers, base })
    const headers = { ...GUARDED_EMBED, vary: 'accept-language' }
    if (release) return shared(request, { mime: HTML, body, seconds: 0, headers })
    return new Response(body, { status: 404, headers: { ...headers, 'content-type': HTML } })
  }

async function drawn(
  request: Request,
  view: PageView,
  { powers, base }: { powers: Powers; base: string },
): Promise<string> {
  const { pathname, search: query } = new URL(request.url)
  const shown = shownFirst(view)
  return powers.render({
    path: pathname + query,
    languages: languagesOf(request),
    playMoney: powers.chain.id === DEVELOPMENT_CHAIN,
    view,
    base,
    picture: shown ? await pictureOf(shown, base, powers) : null,
  })
}

/** Whose cover stands for the page. */
function shownFirst(view: PageView) {
  if (view.name === 'release' || view.name === 'embed') return view.release
  if (view.name === 'artist') return view.artist?.releases[0]
  return view.name === 'home' ? view.releases[0] : undefined
}

const isMissing = (view: PageView): boolean =>
  (view.name === 'release' && !view.release) || (view.name === 'artist' && !view.artist)

/** As they come: every browser writes its favourites first. */
const languagesOf = (request: Request): string[] =>
  (request.headers.get('accept-language') ?? '')
    .split(',', 8)
    .map((range) => range.split(';')[0]?.trim() ?? '')
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag))
