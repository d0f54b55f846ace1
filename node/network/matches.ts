/** The one question behind every block: is it what it is called? */
import type { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { sha256 } from 'multiformats/hashes/sha2'
import { sha256 as sha256Here } from '../crypto/hash.ts'
import { equalBytes } from '../domain/canonical.ts'

/**
 * Browsers hash on another thread: for a file's root the way there takes far longer than hashing it
 * here, and the first note waits for it.
 */
const SMALL_BYTES = 8 * 1024

/** Does this block have that CID? Only sha2-256 and identity are spoken here. */
export async function matches(cid: CID, block: Uint8Array): Promise<boolean> {
  const hasher = [sha256, identity].find(({ code }) => code === cid.multihash.code)
  if (!hasher) return false
  if (hasher === sha256 && block.length <= SMALL_BYTES)
    return equalBytes(sha256Here(block), cid.multihash.digest)
  const { digest } = await hasher.digest(block)
  return equalBytes(digest, cid.multihash.digest)
}
