// What other contracts and marketplaces see: the standards, and the artist's part of a resale.
import { expect } from 'chai'
import { ethers, minted, networkHelpers, stage, termsOf, ZeroAddress } from './stage.ts'

describe('a resale', () => {
  it('asks the royalty of the terms for the artist, rounded down', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist, { royaltyBps: 333 }))
    const asked = [...(await releases.royaltyInfo(edition, 12_345n))]
    expect(asked).to.deep.equal([artist.address, 411n])
  })

  it('asks a royalty at any price', async () => {
    const { releases, artist } = await networkHelpers.loadFixture(stage)
    const edition = await minted(releases, artist, termsOf(artist, { royaltyBps: 2500 }))
    const [, royalty] = await releases.royaltyInfo(edition, ethers.MaxUint256)
    expect(royalty).to.equal(ethers.MaxUint256 / 4n)
  })

  it('asks nothing of an edition that does not exist', async () => {
    const { releases } = await networkHelpers.loadFixture(stage)
    expect([...(await releases.royaltyInfo(5n, 100n))]).to.deep.equal([ZeroAddress, 0n])
  })
})

describe('the contract among others', () => {
  it('says which standards it follows', async () => {
    const { releases } = await networkHelpers.loadFixture(stage)
    const standards = { '165': '0x01ffc9a7', '1155': '0xd9b67a26', metadata: '0x0e89341c' }
    for (const known of [...Object.values(standards), '0x2a55205a']) {
      expect(await releases.supportsInterface(known), known).to.equal(true)
    }
    expect(await releases.supportsInterface('0xffffffff')).to.equal(false)
  })

  it('leaves the metadata of an edition to the URI event', async () => {
    const { releases } = await networkHelpers.loadFixture(stage)
    expect(await releases.uri(5n)).to.equal('')
  })

  it('tells marketplaces its name without asking a server', async () => {
    const { releases } = await networkHelpers.loadFixture(stage)
    const uri = await releases.contractURI()
    const [head, json = ''] = uri.split(/,(.*)/s)
    expect(head).to.equal('data:application/json;utf8')
    expect(JSON.parse(json)).to.deep.equal({ name: 'MegaBox' })
  })

  it('can be deployed the same everywhere: its code holds nothing of the machine that built it', async () => {
    const { releases } = await networkHelpers.loadFixture(stage)
    const code = await ethers.provider.getCode(await releases.getAddress())
    // The compiler's name and version in CBOR, and no hash of the sources behind it.
    expect(code).to.match(/a164736f6c634300[0-9a-f]{4}000a$/)
  })
})
