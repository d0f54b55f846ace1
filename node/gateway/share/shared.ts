/**
 * How everything is answered that is made to be read elsewhere: by any page, kept for a while, and
 * not sent again to whoever has it.
 */
import { toHex } from '../../domain/ids.ts'
import { sha256 } from '../../crypto/hash.ts'
import { GUARDED } from '../answer.ts'
import { namesTag } from '../etag.ts'
import { OPEN } from '../inert.ts'

const ETAG_DIGITS = 34

export interface Shared {
  mime: string
  body: string | Uint8Array<ArrayBuffer>
  /** How long caches may keep it unasked. */
  seconds: number
  headers?: Record<string, string>
}

export function shared(request: Request, { mime, body, seconds, headers }: Shared): Response {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const etag = `"${toHex(sha256(bytes)).slice(2, ETAG_DIGITS)}"`
  const known = {
    ...GUARDED,
    ...OPEN,
    etag,
    'cache-control': seconds > 0 ? `public, max-age=${seconds}` : 'no-cache',
    ...headers,
  }
  if (namesTag(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers: known })
  }
  return new Response(bytes, {
    headers: { ...known, 'content-type': mime, 'content-length': `${bytes.length}` },
  })
}
