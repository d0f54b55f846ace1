/** Are the files named in a way that every node can fetch and verify? */
import { filesOf } from '../filesOf.ts'
import type { Check } from './check.ts'

const SHA2_256 = 0x12
const DIGEST_BYTES = 32
const RAW = 0x55
const DAG_PB = 0x70

export const addresses: Check = ({ manifest }) => {
  const odd = filesOf(manifest.release).find(
    ({ cid }) =>
      cid.version !== 1 ||
      (cid.code !== RAW && cid.code !== DAG_PB) ||
      cid.multihash.code !== SHA2_256 ||
      // A shortened hash is another name for the same bytes, and a weaker one.
      cid.multihash.digest.length !== DIGEST_BYTES,
  )
  return odd ? `address: ${odd.cid.toString()} is no UnixFS file with sha2-256` : undefined
}
