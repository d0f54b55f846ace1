/**
 * The gateway: what a node answers over HTTP, and the exchange among it over libp2p streams too. A
 * pure function from request to response, one file per route; whoever listens brings the sockets.
 */
import { refusal, statusOf } from './answer.ts'
import { artist, genres } from './artists.ts'
import { ASSETS, asset, hashedAsset } from './assets.ts'
import { checkHost, checkNeighbour, checkOrigin } from './border.ts'
import { drafts } from './drafts.ts'
import { ForeignOriginError } from './errors.ts'
import { exchangeRoutes } from './exchange.ts'
import { announcements, follow, manifests } from './handIn.ts'
import { healthz } from './healthz.ts'
import { OPEN } from './inert.ts'
import { ipfs } from './ipfs.ts'
import { localOnly } from './local.ts'
import { operatorEntry, operators } from './operators.ts'
import { pages } from './page.ts'
import type { Caller, GatewayOptions, GatewayPowers } from './powers.ts'
import { relay, relayTips } from './relay.ts'
import { release, releases, verdict } from './releases.ts'
import type { Route } from './route.ts'
import { createRouter, type RouteTable } from './router.ts'
import { rpc } from './rpc.ts'
import { search } from './search.ts'
import { artistFeed, shopFeed } from './share/feeds.ts'
import { oembed } from './share/oembed.ts'
import { sleeve } from './share/sleeve.ts'
import { peers, status } from './status.ts'
import { addPin, gc, keepFile, pins, removePin } from './storehouse.ts'
import { formIfAsked } from './trustless/form.ts'

/** These read and change nothing: pages elsewhere may use them, the exchange with its preflights. */
const FOR_EVERY_PAGE = [
  ...['/ipfs/:cid', '/ipfs/:cid/*', '/api/v1/blocks', '/api/v1/have'],
  ...['/oembed', '/feed.xml', '/artist/:wallet/feed.xml'],
  ...['/embed/:release', '/assets/:name', '/release/:release/sleeve.png'],
]

/**
 * @example
 * const gateway = createGateway(powers, { token, hosts: ['music.example'] })
 * const response = await gateway(new Request('http://localhost/healthz'), { remote: 'loopback' })
 */
export function createGateway(
  powers: GatewayPowers,
  { hosts = [], names = [], onError, ...rest }: GatewayOptions = {},
): (request: Request, caller?: Caller) => Promise<Response> {
  const router = createRouter(routes(powers, rest), (request, path) => {
    if (path !== undefined && FOR_EVERY_PAGE.includes(path)) checkNeighbour(request, { names })
    else checkOrigin(request)
  })
  return async (request, caller = {}) => {
    try {
      checkHost(request, { hosts: [...hosts, ...names] })
      return await router(request, caller)
    } catch (thrown) {
      if (statusOf(thrown) === 500) onError?.(thrown)
      return refusal(request, thrown, isForEveryPage(request, thrown) ? OPEN : {})
    }
  }
}

function routes(powers: GatewayPowers, { token, ...shared }: GatewayOptions): RouteTable {
  const exchange = exchangeRoutes(powers)
  return {
    ...exchange,
    ...pages(powers, shared),
    '/oembed': { GET: oembed(powers, shared) },
    '/feed.xml': { GET: shopFeed(powers, shared) },
    '/artist/:wallet/feed.xml': { GET: artistFeed(powers, shared) },
    '/release/:release/sleeve.png': { GET: sleeve(powers) },
    '/assets/:name': { GET: hashedAsset(powers) },
    '/ipfs/:cid': {
      ...exchange['/ipfs/:cid'],
      GET: eitherForm(ipfs(powers), exchange['/ipfs/:cid'].GET),
    },
    '/healthz': { GET: healthz(powers) },
    '/api/v1/releases': { GET: releases(powers) },
    '/api/v1/releases/:release': { GET: release(powers) },
    '/api/v1/releases/:release/verdict': { GET: verdict(powers) },
    '/api/v1/artists/:wallet': { GET: artist(powers) },
    '/api/v1/genres': { GET: genres(powers) },
    '/api/v1/search': { GET: search(powers) },
    '/api/v1/status': { GET: status(powers) },
    '/api/v1/peers': { GET: peers(powers) },
    '/rpc': { POST: rpc(powers) },
    '/api/v1/relay': { POST: relay(powers) },
    '/api/v1/relay/tips': { POST: relayTips(powers) },
    '/api/v1/operators': { GET: operators(powers) },
    '/api/v1/operators/entry': { POST: localOnly(token, operatorEntry(powers)) },
    '/api/v1/drafts': { POST: localOnly(token, drafts(powers)) },
    '/api/v1/manifests': { PUT: localOnly(token, manifests(powers)) },
    '/api/v1/announcements': { POST: localOnly(token, announcements(powers)) },
    '/api/v1/gc': { POST: localOnly(token, gc(powers)) },
    '/api/v1/pins': {
      GET: localOnly(token, pins(powers)),
      POST: localOnly(token, addPin(powers)),
      PUT: localOnly(token, keepFile(powers)),
    },
    '/api/v1/pins/:cid': { DELETE: localOnly(token, removePin(powers)) },
    '/api/v1/follow': { POST: localOnly(token, follow(powers)) },
    ...Object.fromEntries(ASSETS.map((name) => [`/${name}`, { GET: asset(name, powers) }])),
  }
}

const eitherForm =
  (rendered: Route, trustless: Route): Route =>
  async (request, params, caller) =>
    (formIfAsked(request) ? trustless : rendered)(request, params, caller)

/** Why the exchange refused is as public as its blocks: a page elsewhere can then say it in words. */
function isForEveryPage(request: Request, why: unknown): boolean {
  if (why instanceof ForeignOriginError) return false
  const { pathname } = new URL(request.url)
  return pathname.startsWith('/ipfs/') || FOR_EVERY_PAGE.includes(pathname)
}
