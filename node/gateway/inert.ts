/**
 * What is on everything below `/ipfs/`, in every form: readable by any page, and never run by one.
 * These bytes share the origin of the node's own page.
 */
import { UsageError } from '../domain/errors.ts'

/** Any page may play from here: the bytes are public, and no cookie is ever looked at. */
export const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'content-length, content-range, content-disposition, etag, x-ipfs-path, x-ipfs-roots',
  'cross-origin-resource-policy': 'cross-origin',
}

export const INERT = {
  ...OPEN,
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** A worker registered from here would own every page of this origin. */
export function refuseServiceWorker(request: Request): void {
  if (request.headers.get('service-worker') === null) return
  throw new UsageError('No script is served from /ipfs/.', 'Nothing to do: this is a safeguard.')
}
