/** A release body between a node and the wallet that will sign it: dag-cbor as base64 in JSON. */
import { base64 } from 'multiformats/bases/base64'
import { decodeCanonical, encodeCanonical } from '../domain/canonical.ts'
import { InvalidManifestError } from '../domain/errors.ts'
import { MAX_MANIFEST_BYTES } from '../domain/manifest.ts'
import type { ReleaseBody } from './signManifest.ts'

export const toWire = (body: ReleaseBody): string => base64.encode(encodeCanonical(body))

export function fromWire(text: string): ReleaseBody {
  try {
    // Whatever it is, `signManifest` checks it whole before it signs.
    return decodeCanonical(base64.decode(text), MAX_MANIFEST_BYTES) as ReleaseBody
  } catch (cause) {
    throw new InvalidManifestError('it did not arrive as it was sent', { cause })
  }
}
