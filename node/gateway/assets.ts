/** The dapp's own files. They ship with the node. */
import { GUARDED } from './answer.ts'
import { UnknownPathError } from './errors.ts'
import { OPEN } from './inert.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'
import { GZIPPED, takesGzip } from './squeeze.ts'

/** Beside those below `assets/`, whose names change with what is in them. */
export const ASSETS = ['icon.svg', 'sw.js']
const NAME = /^[\w-]+(\.[\w-]+)*\.[a-z0-9]+$/i

export const asset =
  (name: string, powers: Pick<GatewayPowers, 'asset'>): Route =>
  async (request) =>
    // Always asked again: after an update an old script would meet a new page.
    served(request, name, { powers, headers: { 'cache-control': 'no-cache' } })

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' }

/**
 * `/assets/{name}`. Readable by every page: the embed may stand in a sandboxed frame, which has no
 * origin, not even ours.
 */
export const hashedAsset =
  (powers: Pick<GatewayPowers, 'asset'>): Route =>
  async (request, { name = '' }) => {
    if (!NAME.test(name)) throw new UnknownPathError(`/assets/${name}`)
    return served(request, `assets/${name}`, { powers, headers: { ...OPEN, ...FOR_EVER } })
  }

async function served(
  request: Request,
  name: string,
  {
    powers,
    headers,
  }: { powers: Pick<GatewayPowers, 'asset'>; headers: Readonly<Record<string, string>> },
): Promise<Response> {
  const file = await powers.asset(name)
  if (!file) throw new UnknownPathError(`/${name}`)
  const gzip = takesGzip(request) ? file.gzip : undefined
  const body = gzip ?? file.bytes
  return new Response(body, {
    headers: {
      ...GUARDED,
      ...headers,
      ...(gzip && GZIPPED),
      ...(file.gzip && { vary: 'accept-encoding' }),
      'content-type': file.mime,
      'content-length': `${body.length}`,
    },
  })
}
