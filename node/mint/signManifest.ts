/** A draft becomes a manifest: the artist's ed25519 key signs it, the wallet's word vouches for the key. */
import { cidOfBlock } from '../crypto/hash.ts'
import { publicKeyOf, sign } from '../crypto/ed25519.ts'
import type { ChainRef } from '../domain/chain.ts'
import { bytes32Of, fromHex, type Bytes32 } from '../domain/ids.ts'
import {
  checkRelease,
  encodeManifest,
  encodeRelease,
  MANIFEST_VERSION,
  type Manifest,
  type Release,
} from '../domain/manifest.ts'
import type { Delegation } from '../domain/ports.ts'
import type { Purse } from '../domain/purse.ts'
import type { CID } from 'multiformats/cid'

/** What ingest knows of a release: all but the chain and the artist. */
export type ReleaseBody = Pick<
  Release,
  'salt' | 'title' | 'kind' | 'date' | 'genres' | 'licence' | 'artwork' | 'tracks'
>

export interface ArtistKey {
  secret: Uint8Array
  public: Uint8Array
  delegation: Delegation
}

/** The same key for the same wallet, every time and on every machine. */
export async function artistKeyOf(purse: Purse): Promise<ArtistKey> {
  const secret = await purse.secret('manifests')
  const publicKey = await publicKeyOf(secret)
  return { secret, public: publicKey, delegation: await purse.delegate(bytes32Of(publicKey)) }
}

export interface SignedManifest {
  manifest: Manifest
  block: Uint8Array<ArrayBuffer>
  cid: CID
  digest: Bytes32
}

export async function signManifest(
  body: ReleaseBody,
  artistName: string,
  key: ArtistKey,
  chain: Pick<ChainRef, 'id' | 'contract'>,
): Promise<SignedManifest> {
  const { wallet, validFrom, validUntil, signature } = key.delegation
  const release = checkRelease({
    ...body,
    version: MANIFEST_VERSION,
    chain: { id: chain.id, contract: fromHex(chain.contract) },
    artist: {
      wallet: fromHex(wallet),
      name: artistName,
      key: key.public,
      delegation: { validFrom, validUntil, signature },
    },
  })
  const manifest = {
    release,
    signature: await sign('manifest', encodeRelease(release), key.secret),
  }
  const block = encodeManifest(manifest)
  const cid = cidOfBlock(block)
  return { manifest, block, cid, digest: bytes32Of(cid.multihash.digest) }
}
