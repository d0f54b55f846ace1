/** Did the key that the manifest names sign it? */
import { verify } from '../../crypto/ed25519.ts'
import { encodeRelease } from '../../domain/manifest.ts'
import type { Check } from './check.ts'

export const signature: Check = async ({ manifest: { release, signature } }) =>
  (await verify('manifest', encodeRelease(release), signature, release.artist.key))
    ? undefined
    : 'signature: the key it names did not sign it'
