/**
 * What one node asks another about many blocks at once (`POST /api/v1/blocks`, `/api/v1/have`):
 * a canonical dag-cbor array of CIDs. The first is answered with a CAR, the second with an array of
 * booleans in the same order. Both sides are strangers to each other, so both are bounded.
 */
import { CID } from 'multiformats/cid'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import { InvalidWantsError } from './errors.ts'

/** CIDs in one request for blocks: a window of them is 256 MiB of leaves. */
export const MAX_WANTS = 1024
/** CIDs in one question of who has what. */
export const MAX_HAVE = 256
/** 1024 CIDs of ours are 42 KiB. */
export const MAX_WANTS_BYTES = 64 * 1024
const MAX_HAVE_BYTES = 3 + MAX_HAVE

/** What both bodies are, request and answer. */
export const WANTS_TYPE = 'application/vnd.ipld.dag-cbor'

/** The body that asks for these. Throws `InvalidWantsError` for none, or for more than `most`. */
export function encodeWants(cids: readonly CID[], most = MAX_WANTS): Uint8Array<ArrayBuffer> {
  refuseNumber(cids.length, most)
  return encodeCanonical(cids)
}

/** As they were asked, doubles included. */
export function decodeWants(bytes: Uint8Array, most = MAX_WANTS): CID[] {
  const list = decoded(bytes, MAX_WANTS_BYTES)
  refuseNumber(list.length, most)
  return list.map((value) => CID.asCID(value) ?? refuse('it names something that is no CID'))
}

export const encodeHave = (held: readonly boolean[]): Uint8Array<ArrayBuffer> =>
  encodeCanonical(held)

/** The answer to a question about `count` CIDs, in its order. */
export function decodeHave(bytes: Uint8Array, count: number): boolean[] {
  const list = decoded(bytes, MAX_HAVE_BYTES)
  if (list.length !== count) refuse(`it answers ${list.length} of ${count}`)
  return list.map((held) =>
    typeof held === 'boolean' ? held : refuse('it is not only yes and no'),
  )
}

function decoded(bytes: Uint8Array, maxBytes: number): unknown[] {
  let value: unknown
  try {
    value = decodeCanonical(bytes, maxBytes)
  } catch (cause) {
    throw new InvalidWantsError('it is no canonical dag-cbor of that size', { cause })
  }
  return Array.isArray(value) ? value : refuse('it is no list')
}

function refuseNumber(count: number, most: number): void {
  if (count < 1 || count > most) refuse(`it names ${count} blocks, not 1 to ${most}`)
}

function refuse(why: string): never {
  throw new InvalidWantsError(why)
}
