/** The page's own files: its script, its style, its icon. They ship with the node. */
import { GUARDED } from './answer.ts'
import { UnknownPathError } from './errors.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

export const ASSETS = ['page.js', 'player.js', 'shelf.js', 'words.js', 'page.css', 'icon.svg']

export const asset =
  (name: string, { asset }: Pick<GatewayPowers, 'asset'>): Route =>
  async () => {
    const file = await asset(name)
    if (!file) throw new UnknownPathError(`/${name}`)
    return new Response(file.bytes, {
      headers: {
        ...GUARDED,
        'content-type': file.mime,
        'content-length': `${file.bytes.length}`,
        // Always asked again: after an update an old script would meet a new page.
        'cache-control': 'no-cache',
      },
    })
  }
