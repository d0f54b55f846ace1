import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import { Interface } from 'ethers'
import type { ReleaseView } from '../../../node/domain/catalogue.ts'
import { MegaboxError } from '../../../node/domain/errors.ts'
import { ZERO_ADDRESS, type EditionId } from '../../../node/domain/ids.ts'
import type { SignerPurse } from '../../../node/ledger/purse.ts'
import { describe as tell } from '../../../node/peer/describe.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { cidOf, digestOf } from '../../support/manifests.ts'

const erc1155 = new Interface(['event URI(string value, uint256 indexed id)'])

describe('telling marketplaces', () => {
  let chain: TestChain
  let artist: SignerPurse
  let edition: EditionId
  let other: EditionId
  const kept: Uint8Array[] = []

  before(async () => {
    chain = await testChain()
    artist = await chain.purse()
    edition = await minted('one')
    other = await minted('two')
  })
  after(() => chain[Symbol.asyncDispose]())

  const minted = async (name: string): Promise<EditionId> => {
    const terms = {
      ...{ artist: artist.address, salt: digestOf(name), manifest: digestOf('m') },
      ...{ currency: ZERO_ADDRESS, price: 5n, cap: 0, royaltyBps: 0 },
      payees: [{ wallet: artist.address, bps: 9000 }],
    }
    await artist.mint(terms)
    return chain.ledger.editionId(terms)
  }
  const view = (title: string): ReleaseView => ({
    release: chain.ledger.releaseId(artist.address, digestOf('one')),
    artist: { name: 'Nadia Voss', wallet: artist.address },
    ...{ title, kind: 'single', genres: [], manifest: cidOf('m').toString() },
    tracks: [
      {
        ...{ disc: 1, number: 1, title, durationMs: 1, mime: 'audio/flac', bytes: 9 },
        ...{ extent: 'full', cid: cidOf(title).toString() },
      },
    ],
    ...{ edition, priceWei: '5', onSale: true, editions: [] },
  })
  const powers = (purse = artist) => ({
    ledger: chain.ledger,
    purse,
    keep: async (bytes: Uint8Array) => void kept.push(bytes),
  })
  const said = async (tx: string) => {
    const receipt = await chain.endpoint.provider.getTransactionReceipt(tx)
    const [log] = receipt?.logs ?? []
    assert.ok(receipt && log)
    const event = erc1155.parseLog(log)
    // A plain URI fits the sum that --help names.
    assert.ok(receipt.gasUsed < 29_500n, `${receipt.gasUsed} gas`)
    return { value: event?.args['value'] as unknown, id: event?.args['id'] as unknown }
  }

  it('keeps the metadata, then names it by ERC-1155’s event, once for the same words', async () => {
    const { where, tx } = await tell(view('Night Ferry'), edition, powers())
    assert.ok(tx)
    assert.deepEqual(await said(tx), { value: where, id: BigInt(edition) })
    assert.equal(CID.parse(where.slice('ipfs://'.length)).code, 0x55)
    assert.equal(kept.length, 1)
    // Of another edition nothing was said, though it stands beside it on the chain.
    assert.equal(await chain.ledger.saysLast(other, where), false)
    await artist.describe(other, 'ipfs://another')
    assert.deepEqual(await tell(view('Night Ferry'), edition, powers()), { where, tx: null })
    assert.equal(kept.length, 2)
  })

  it('names what is new, and what was said before when that holds again', async () => {
    const { where } = await tell(view('Night Ferry'), edition, powers())
    const second = await tell(view('Day Ferry'), edition, powers())
    assert.ok(second.tx !== null && second.where !== where)
    const again = await tell(view('Night Ferry'), edition, powers())
    assert.ok(again.tx !== null)
    assert.equal(again.where, where)
  })

  it('is the artist’s alone', async () => {
    const stranger = await chain.purse()
    await assert.rejects(tell(view('Mine'), edition, powers(stranger)), MegaboxError)
    await assert.rejects(artist.describe(edition, 'x'.repeat(513)), MegaboxError)
  })
})
