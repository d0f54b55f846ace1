/**
 * What a manifest says when it is the very one that was named and its own key signed it. Whether the
 * wallet and the chain know of it is more than this can tell.
 */
import { verify } from '../crypto/ed25519.ts'
import { cidOfBlock } from '../crypto/hash.ts'
import { workViewOf, type WorkView } from '../domain/catalogue.ts'
import { InvalidManifestError } from '../domain/errors.ts'
import { decodeManifest, encodeRelease } from '../domain/manifest.ts'

/** Undefined when `block` is no such manifest of that artist. */
export async function signedWork(
  block: Uint8Array,
  named: Pick<WorkView, 'release' | 'manifest' | 'artist'>,
): Promise<WorkView | undefined> {
  const cid = cidOfBlock(block)
  if (cid.toString() !== named.manifest) return undefined
  try {
    const manifest = decodeManifest(block)
    const { release, signature } = manifest
    if (!(await verify('manifest', encodeRelease(release), signature, release.artist.key))) {
      return undefined
    }
    const work = workViewOf({ release: named.release, cid, manifest })
    return work.artist.wallet === named.artist.wallet ? work : undefined
  } catch (error) {
    if (error instanceof InvalidManifestError) return undefined
    throw error
  }
}
