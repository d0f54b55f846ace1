/**
 * Who may speak to this node at all. Host: against DNS rebinding, where a hostile page gives its
 * own name our address and so shares our origin. Origin: against a page elsewhere that posts here.
 */
import { ForeignHostError, ForeignOriginError } from './errors.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** A name or an address, with or without a port. Nothing a URL parser could read otherwise. */
const HOST = /^(?<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/

/** Addresses that only a neighbour can reach (RFC 1918, 3927, 4193, 4291, 6598), as a URL spells them. */
const PRIVATE =
  /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|127)(\.\d+)+$|^\[(f[cd]|fe[89ab])[0-9a-f]*:/

/** Throws when the request names another host. */
export function checkHost(
  request: Request,
  { hosts = [] }: { hosts?: readonly string[] } = {},
): void {
  const host = hostOf(request)
  const name = HOST.exec(host)?.groups?.['name']
  const allowed = [...LOOPBACK, ...hosts.map((other) => other.toLowerCase())]
  if (name === undefined || !allowed.includes(name)) throw new ForeignHostError(host)
}

/** Throws when the request changes something for another website. */
export function checkOrigin(request: Request): void {
  const origin = request.headers.get('origin')
  if (origin !== null && changesSomething(request) && !isOwnOrigin(origin, hostOf(request))) {
    throw new ForeignOriginError(origin)
  }
}

/**
 * Throws when a page elsewhere asks a node that is reached as this machine or as one of this house:
 * blocks are public, but which of them lie here is what its owner listens to. A node with a name
 * serves every page, and an address of this house that its owner gave as one is a name.
 */
export function checkNeighbour(
  request: Request,
  { names = [] }: { names?: readonly string[] } = {},
): void {
  const host = hostOf(request)
  const name = HOST.exec(host)?.groups?.['name'] ?? ''
  const given = names.some((each) => each.toLowerCase() === name)
  if (given || !(LOOPBACK.includes(name) || PRIVATE.test(name))) return
  const origin = request.headers.get('origin')
  if (origin !== null && !isOwnOrigin(origin, host)) throw new ForeignOriginError(origin)
  // Pictures and sounds are asked for without an origin; whoever follows a link learns nothing.
  const from = request.headers.get('sec-fetch-site')
  const isVisit = request.headers.get('sec-fetch-dest') === 'document'
  if (from?.endsWith('-site') && !isVisit) throw new ForeignOriginError(`a ${from} page`)
}

const hostOf = (request: Request): string =>
  (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()

const changesSomething = ({ method }: Request): boolean => method !== 'GET' && method !== 'HEAD'

/** Another port of this machine is another origin: anything may be listening there. */
const isOwnOrigin = (origin: string, host: string): boolean =>
  [`http://${host}`, `https://${host}`].includes(origin.toLowerCase())
