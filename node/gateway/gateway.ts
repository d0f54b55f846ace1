/**
 * The gateway: what a node answers over HTTP, and later over libp2p streams. A pure function from
 * request to response, one file per route; whoever listens brings the sockets.
 */
import { Hono } from 'hono'
import { problem, statusOf } from './answer.ts'
import { ASSETS, asset } from './assets.ts'
import { checkBorder } from './border.ts'
import { drafts } from './drafts.ts'
import { MethodNotAllowedError, UnknownPathError } from './errors.ts'
import { announcements, follow, manifests } from './handIn.ts'
import { healthz } from './healthz.ts'
import { OPEN, belowIpfs, ipfs } from './ipfs.ts'
import { localOnly } from './local.ts'
import { page } from './page.ts'
import type { Caller, GatewayOptions, GatewayPowers } from './powers.ts'
import { release, releases } from './releases.ts'
import type { Route } from './route.ts'
import { rpc } from './rpc.ts'
import { peers, status } from './status.ts'

/**
 * @example
 * const gateway = createGateway(powers, { token, hosts: ['music.example'] })
 * const response = await gateway(new Request('http://localhost/healthz'), { remote: 'loopback' })
 */
export function createGateway(
  powers: GatewayPowers,
  { hosts = [], token, onError }: GatewayOptions = {},
): (request: Request, caller?: Caller) => Promise<Response> {
  const app = routes(powers, token)
  return async (request, caller = {}) => {
    try {
      checkBorder(request, { hosts })
      return await app.fetch(request, caller)
    } catch (thrown) {
      if (statusOf(thrown) === 500) onError?.(thrown)
      return refusal(request, thrown)
    }
  }
}

function routes(powers: GatewayPowers, token: string | undefined) {
  const app = new Hono<{ Bindings: Caller }>()
  const at = (path: string, methods: Partial<Record<'GET' | 'POST' | 'PUT', Route>>) => {
    for (const [method, route] of Object.entries(methods)) {
      app.on(method, path, (c) => route(c.req.raw, c.req.param(), c.env))
    }
    // GET answers HEAD too: the router takes the body off.
    const allowed = Object.keys(methods).flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m]))
    app.all(path, (c) => {
      throw new MethodNotAllowedError(c.req.method, allowed)
    })
  }
  at('/', { GET: page(powers) })
  at('/ipfs/:cid', { GET: ipfs(powers) })
  at('/ipfs/:cid/*', { GET: belowIpfs })
  at('/healthz', { GET: healthz(powers) })
  at('/api/v1/releases', { GET: releases(powers) })
  at('/api/v1/releases/:release', { GET: release(powers) })
  at('/api/v1/status', { GET: status(powers) })
  at('/api/v1/peers', { GET: peers(powers) })
  at('/rpc', { POST: rpc(powers) })
  at('/api/v1/drafts', { POST: localOnly(token, drafts(powers)) })
  at('/api/v1/manifests', { PUT: localOnly(token, manifests(powers)) })
  at('/api/v1/announcements', { POST: localOnly(token, announcements(powers)) })
  at('/api/v1/follow', { POST: localOnly(token, follow(powers)) })
  for (const name of ASSETS) at(`/${name}`, { GET: asset(name, powers) })
  app.notFound((c) => {
    throw new UnknownPathError(c.req.path)
  })
  app.onError((thrown) => {
    throw thrown
  })
  return app
}

/** Why `/ipfs/` refused is as public as its bytes: a page elsewhere can then say it in words. */
function refusal(request: Request, thrown: unknown): Response {
  const response = problem(thrown, new URL(request.url).pathname.startsWith('/ipfs/') ? OPEN : {})
  return request.method === 'HEAD' ? new Response(null, response) : response
}
