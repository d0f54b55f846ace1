/** sha2-256 and the CIDs made from it. Native where the platform has it. */
import { sha256 as jsSha256 } from '@noble/hashes/sha2.js'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'

const SHA2_256 = 0x12
const DAG_CBOR = 0x71
const RAW = 0x55

/** sha2-256 of bytes that are all there. */
export const sha256 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(jsSha256(bytes))

/** sha2-256 of bytes as they come. */
export const sha256Stream = (): { update(bytes: Uint8Array): void; digest(): Uint8Array } => {
  const hash = jsSha256.create()
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}

/** The CID of the dag-cbor block that has this sha2-256 digest: the chain names only the digest. */
export const cborCidOf = (digest: Uint8Array): CID =>
  CID.createV1(DAG_CBOR, Digest.create(SHA2_256, digest))

/** The CID of a file that is one block. */
export const rawCidOf = (block: Uint8Array): CID =>
  CID.createV1(RAW, Digest.create(SHA2_256, sha256(block)))

/** The CID of a dag-cbor block. */
export const cidOfBlock = (block: Uint8Array): CID => cborCidOf(sha256(block))
