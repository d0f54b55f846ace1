import { expect } from 'chai'
import { signedWork } from '../../../node/catalogue/signedWork.ts'
import { cborCidOf, cidOfBlock } from '../../../node/crypto/hash.ts'
import { encodeManifest } from '../../../node/domain/manifest.ts'
import { fromHex } from '../../../node/domain/ids.ts'
import { makeArtist, makeManifest } from '../../support/manifests.ts'

describe('signed work', () => {
  const make = async () => {
    const made = await makeManifest(await makeArtist('Ada'), 'Song')
    const { release, artist } = made
    const cid = cborCidOf(fromHex(made.digest)).toString()
    const named = { release, manifest: cid, artist: { name: 'Ada', wallet: artist.wallet } }
    return { made, named, block: encodeManifest(made.manifest) }
  }

  it('is what the named manifest says', async () => {
    const { block, named } = await make()
    const work = await signedWork(block, named)
    expect(work).to.include({ title: 'Song', manifest: named.manifest, release: named.release })
  })

  it('is nothing when the bytes are those of another block', async () => {
    const { block, named } = await make()
    const flipped = block.map((byte, i) => (i === block.length - 1 ? byte ^ 1 : byte))
    expect(await signedWork(flipped, named)).to.equal(undefined)
  })

  it('is nothing when its key did not sign it', async () => {
    const { made, named } = await make()
    const signature = made.manifest.signature.map((byte) => byte ^ 1)
    const block = encodeManifest({ ...made.manifest, signature })
    const cid = cidOfBlock(block).toString()
    expect(await signedWork(block, { ...named, manifest: cid })).to.equal(undefined)
  })

  it('is nothing when it is another artist’s, or no manifest at all', async () => {
    const { block, named } = await make()
    const other = (await makeArtist('Eve')).wallet
    const theirs = { ...named, artist: { name: 'Ada', wallet: other } }
    expect(await signedWork(block, theirs)).to.equal(undefined)
    const junk = new TextEncoder().encode('<html>')
    const cid = cidOfBlock(junk).toString()
    expect(await signedWork(junk, { ...named, manifest: cid })).to.equal(undefined)
  })
})
