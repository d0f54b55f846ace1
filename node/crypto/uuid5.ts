/** A UUID that a name decides (RFC 9562 §5.5). */
import { sha1 } from '@noble/hashes/legacy.js'
import { fromHex, toHex } from '../domain/ids.ts'

/** @example uuid5('ead4c236-bf58-58c6-a2c6-a6b28d128cb6', 'podnews.net/rss') // '9b024349-…' */
export function uuid5(namespace: string, name: string): string {
  const space = fromHex(`0x${namespace.replaceAll('-', '')}`)
  const words = new TextEncoder().encode(name)
  const hash = sha1(Uint8Array.from([...space, ...words])).slice(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = toHex(hash).slice(2)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
