/** The dapp's own files. They ship with the node. */
import { GUARDED } from './answer.ts'
import { UnknownPathError } from './errors.ts'
import { OPEN } from './inert.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

/** Beside those below `assets/`, whose names change with what is in them. */
export const ASSETS = ['icon.svg', 'sw.js']
const NAME = /^[\w-]+(\.[\w-]+)*\.[a-z0-9]+$/i

export const asset =
  (name: string, powers: Pick<GatewayPowers, 'asset'>): Route =>
  async () =>
    // Always asked again: after an update an old script would meet a new page.
    served(name, powers, { 'cache-control': 'no-cache' })

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' }

/**
 * `/assets/{name}`. Readable by every page: the embed may stand in a sandboxed frame, which has no
 * origin, not even ours.
 */
export const hashedAsset =
  (powers: Pick<GatewayPowers, 'asset'>): Route =>
  async (_request, { name = '' }) => {
    if (!NAME.test(name)) throw new UnknownPathError(`/assets/${name}`)
    return served(`assets/${name}`, powers, { ...OPEN, ...FOR_EVER })
  }

async function served(
  name: string,
  { asset }: Pick<GatewayPowers, 'asset'>,
  headers: Record<string, string>,
): Promise<Response> {
  const file = await asset(name)
  if (!file) throw new UnknownPathError(`/${name}`)
  return new Response(file.bytes, {
    headers: {
      ...GUARDED,
      ...headers,
      'content-type': file.mime,
      'content-length': `${file.bytes.length}`,
    },
  })
}
