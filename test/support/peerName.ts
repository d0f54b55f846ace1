/** Names of peers that do not exist. */
import { createHash } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'

/** As of an ed25519 key; the same for the same seed. */
export function peerName(seed: string): string {
  const key = createHash('sha256').update(seed).digest()
  return base58btc.baseEncode(Buffer.from([0, 36, 8, 1, 18, 32, ...key]))
}
