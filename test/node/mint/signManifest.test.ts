import assert from 'node:assert/strict'
import { Wallet } from 'ethers'
import { verify } from '../../../node/crypto/ed25519.ts'
import { cidOfBlock } from '../../../node/crypto/hash.ts'
import { InvalidManifestError } from '../../../node/domain/errors.ts'
import { bytes32Of, toHex } from '../../../node/domain/ids.ts'
import { decodeManifest, encodeRelease } from '../../../node/domain/manifest.ts'
import { SignerPurse } from '../../../node/ledger/purse.ts'
import { signedByAccount } from '../../../node/ledger/delegation.ts'
import { artistKeyOf, signManifest, type ReleaseBody } from '../../../node/mint/signManifest.ts'
import { CHAIN, hashOf, makeTrack } from '../../support/manifests.ts'

const body: ReleaseBody = {
  salt: hashOf('salt'),
  title: 'Night Ferry',
  kind: 'single',
  genres: ['Dub'],
  tracks: [makeTrack(1, 'Slack Water')],
}

/** The wallet opened anew, as on another machine. */
const purseOf = (name: string) => SignerPurse.open(new Wallet(toHex(hashOf(name))), CHAIN)
const signedBy = async (name: string, of = body) =>
  signManifest(of, 'Ada', await artistKeyOf(await purseOf(name)), CHAIN)

describe('signing a manifest', () => {
  it('gives the same CID again for the same wallet and draft', async () => {
    const [once, again] = [await signedBy('Ada'), await signedBy('Ada')]
    assert.equal(once.cid.toString(), again.cid.toString())
    assert.deepEqual(once.block, again.block)
    assert.notEqual((await signedBy('Eve')).cid.toString(), once.cid.toString())
    const other = await signedBy('Ada', { ...body, title: 'Day Ferry' })
    assert.notEqual(other.cid.toString(), once.cid.toString())
  })

  it('is signed by the key, and the key by the wallet, and the digest is the block’s', async () => {
    const purse = await purseOf('Ada')
    const { block, cid, digest } = await signedBy('Ada')
    const { release, signature } = decodeManifest(block)
    const { wallet, key, delegation } = release.artist
    assert.equal(await verify('manifest', encodeRelease(release), signature, key), true)
    assert.equal(toHex(wallet), purse.address)
    const word = { wallet: purse.address, key: bytes32Of(key), ...delegation }
    assert.equal(signedByAccount(word, CHAIN), true)
    assert.equal(cid.toString(), cidOfBlock(block).toString())
    assert.equal(digest, bytes32Of(cid.multihash.digest))
  })

  it('says chain and artist itself, whatever the draft claims of them', async () => {
    const claims = { version: 2, chain: { id: 1 }, artist: { name: 'Eve' }, signature: 'x' }
    const { manifest } = await signedBy('Ada', { ...body, ...claims })
    assert.equal(manifest.release.artist.name, 'Ada')
    assert.equal(manifest.release.chain.id, CHAIN.id)
    assert.equal(manifest.release.version, 1)
  })

  it('signs nothing that others would refuse', async () => {
    for (const wrong of [{ title: '' }, { tracks: [] }, { genres: ['\0'] }]) {
      await assert.rejects(signedBy('Ada', { ...body, ...wrong }), InvalidManifestError)
    }
    const untitled: { [K in keyof ReleaseBody]?: ReleaseBody[K] | undefined } = {
      ...body,
      title: undefined,
    }
    // A node that prepared this draft may have sent anything.
    await assert.rejects(signedBy('Ada', untitled as ReleaseBody), InvalidManifestError)
  })
})
