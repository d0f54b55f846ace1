/**
 * Canonical dag-cbor: one value has one encoding. The codec alone accepts unsorted keys, long
 * integers and floats, so whatever is decoded is encoded again and compared (DESIGN §5).
 */
import * as dagCbor from '@ipld/dag-cbor'

export const encodeCanonical = (value: unknown): Uint8Array<ArrayBuffer> =>
  // The codec allocates its own ArrayBuffer, never a shared one.
  dagCbor.encode(value) as Uint8Array<ArrayBuffer>

/** The one value these bytes stand for. Throws a plain `Error` with the reason. */
export function decodeCanonical(bytes: Uint8Array, maxBytes: number): unknown {
  if (bytes.length > maxBytes) throw new Error(`${bytes.length} bytes are more than ${maxBytes}`)
  const value: unknown = dagCbor.decode(bytes)
  refuseDeepAndFloats(value, 0)
  if (!equalBytes(encodeCanonical(value), bytes)) throw new Error('the encoding is not canonical')
  return value
}

const MAX_DEPTH = 16

/** Integers above 2^53 are decoded as bigint, so a number that large was a float. */
function refuseDeepAndFloats(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`it is nested deeper than ${MAX_DEPTH}`)
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('it holds a float')
  if (Array.isArray(value)) for (const item of value) refuseDeepAndFloats(item, depth + 1)
  else if (isPlainObject(value))
    for (const item of Object.values(value)) refuseDeepAndFloats(item, depth + 1)
}

/** CIDs and byte arrays are objects, too, but have nothing inside to look at. */
const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
