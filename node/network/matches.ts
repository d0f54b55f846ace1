/** The one question behind every block: is it what it is called? */
import type { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes } from '../domain/canonical.ts'

/** Does this block have that CID? Only sha2-256 and identity are spoken here. */
export async function matches(cid: CID, block: Uint8Array): Promise<boolean> {
  const hasher = [sha256, identity].find(({ code }) => code === cid.multihash.code)
  if (!hasher) return false
  const { digest } = await hasher.digest(block)
  return equalBytes(digest, cid.multihash.digest)
}
