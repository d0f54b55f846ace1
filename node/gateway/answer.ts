/** Answers in JSON, and the headers that keep whatever a page of ours shows from running. */
import { MegaboxError, errorBody } from '../domain/errors.ts'
import { MethodNotAllowedError, RequestError } from './errors.ts'

// Other nodes are reached by WebSocket, once the listener said that others may help.
const policy = ({ images, forms }: { images: string; forms: string }): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src ${images}; media-src 'self'; ` +
  "font-src 'self'; worker-src 'self'; connect-src 'self' ws: wss:; base-uri 'self'; " +
  `frame-ancestors 'none'; form-action ${forms}`

/** On everything that is not `/ipfs/`, which has stricter ones of its own. */
export const GUARDED = {
  'content-security-policy': policy({ images: "'self'", forms: "'none'" }),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/**
 * The page's: it has forms that work without script, and shows the pictures by which wallets in the
 * browser announce themselves, which it has looked at.
 */
export const GUARDED_PAGE = {
  ...GUARDED,
  'content-security-policy': policy({ images: "'self' blob:", forms: "'self'" }),
}

/**
 * The player's that other pages show: the only page of ours that may stand in a frame. It speaks to
 * its own node only.
 */
export const GUARDED_EMBED = {
  ...GUARDED,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; " +
    "worker-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors *",
  // Pages that embed only what agrees to it (COEP) may have it, too.
  'cross-origin-resource-policy': 'cross-origin',
}

/** Money is bigint inside and a decimal string outside. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )

export function json(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(toJson(value), {
    status,
    headers: {
      ...GUARDED,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  })
}

/** By name rather than by class: an error that crossed a wire keeps its name only. */
const STATUS: Readonly<Record<string, number>> = {
  UsageError: 400,
  InvalidManifestError: 400,
  InvalidAnnouncementError: 400,
  InvalidTermsError: 400,
  InvalidWantsError: 400,
  UnknownReleaseError: 404,
  NotServedError: 404,
  NoRelayError: 404,
  NoRegistryError: 404,
  WrongChainError: 409,
  RelayBusyError: 429,
  ChainUnavailableError: 503,
  StaleEndpointError: 503,
  UnreachableError: 504,
  DiskFullError: 507,
}

export function statusOf(thrown: unknown): number {
  if (thrown instanceof RequestError) return thrown.status
  return thrown instanceof MegaboxError ? (STATUS[thrown.name] ?? 422) : 500
}

/** What we did not throw on purpose may hold paths, keys or addresses: none of it goes out. */
const UNEXPECTED = {
  error: {
    code: 'UnexpectedError',
    message: 'Something went wrong inside this node.',
    cure: "Try again. If it stays, the node's log says what happened.",
  },
}

/** Anything thrown, as the answer to the request. */
export function problem(thrown: unknown, headers: Record<string, string> = {}): Response {
  return json(thrown instanceof MegaboxError ? errorBody(thrown) : UNEXPECTED, {
    status: statusOf(thrown),
    headers: {
      ...headers,
      ...(thrown instanceof MethodNotAllowedError && { allow: thrown.allow }),
    },
  })
}

/** The same for a request that failed: to HEAD, every answer is without body. */
export function refusal(
  { method }: Request,
  thrown: unknown,
  headers: Record<string, string> = {},
): Response {
  const response = problem(thrown, headers)
  return method === 'HEAD' ? new Response(null, response) : response
}
