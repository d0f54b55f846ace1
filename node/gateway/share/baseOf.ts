/**
 * The address under which this node is shared: absolute, because previews, feeds and players
 * elsewhere take no other. Its owner's word (`--url`) goes first, then the Host the border let in.
 */
import type { Caller } from '../powers.ts'

/** Written by `checkHost`'s rules: letters, digits, dots, brackets and a port, and nothing else. */
export function baseOf(request: Request, { remote }: Caller, url?: string): string {
  if (url !== undefined) return url
  const { host, protocol } = new URL(request.url)
  const name = (request.headers.get('host') ?? host).toLowerCase()
  // Only a proxy on this machine is believed: anyone may send this header, and links would lie.
  const said = remote === 'loopback' ? request.headers.get('x-forwarded-proto') : null
  const scheme = said === 'https' || said === 'http' ? `${said}:` : protocol
  return `${scheme}//${name}`
}
