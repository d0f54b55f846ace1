import assert from 'node:assert/strict'
import { checkAnnouncement } from '../../../node/announce/announcements.ts'
import { cidOfBlock } from '../../../node/crypto/hash.ts'
import { viewOf, type Edition, type Entry } from '../../../node/domain/catalogue.ts'
import { InvalidTermsError } from '../../../node/domain/errors.ts'
import { addressOf, bytes32Of, toHex, type ReleaseId } from '../../../node/domain/ids.ts'
import { decodeManifest, type Manifest } from '../../../node/domain/manifest.ts'
import type { Purse } from '../../../node/domain/purse.ts'
import type { SignerPurse } from '../../../node/ledger/purse.ts'
import type { ReleaseBody } from '../../../node/mint/signManifest.ts'
import {
  publish,
  type Press,
  type PublishOptions,
  type PublishStep,
} from '../../../node/peer/publish.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { hashOf, makeTrack } from '../../support/manifests.ts'

/** A node in memory: it lists what the chain names and it was given, and remembers what it was told. */
class MemoryPress implements Press {
  readonly announced: Uint8Array[] = []
  readonly accepted: Uint8Array[] = []
  readonly #chain: TestChain
  readonly #manifests = new Map<string, { block: Uint8Array; manifest: Manifest }>()
  /** Reading and checking takes its time: false lists nothing. */
  lists = true

  constructor(chain: TestChain) {
    this.#chain = chain
  }

  /** As an index that lists what `lists` says, and knows what the chain has. */
  async verdict(release: ReleaseId) {
    const { number } = await this.#chain.ledger.head()
    const events = await this.#chain.ledger.events(0, number)
    const last = events.findLast((event) => event.kind === 'minted' && event.release === release)
    if (last?.kind !== 'minted') return undefined
    const { edition } = last
    if (this.lists) return { edition, status: 'listed' as const }
    return { edition, status: 'refused' as const, reason: 'signature: wrong' }
  }

  async find(release: ReleaseId) {
    const entry = this.lists ? await this.#entry(release) : undefined
    return entry && viewOf(entry)
  }

  async accept(block: Uint8Array) {
    this.accepted.push(block)
    const manifest = decodeManifest(block)
    this.#manifests.set(bytes32Of(cidOfBlock(block).multihash.digest), { block, manifest })
  }

  async announce(data: Uint8Array) {
    await checkAnnouncement(data)
    this.announced.push(data)
  }

  async #entry(release: ReleaseId): Promise<Entry | undefined> {
    const { ledger } = this.#chain
    const { number } = await ledger.head()
    const editions: Edition[] = []
    for (const event of await ledger.events(0, number)) {
      if (event.kind !== 'minted' || event.release !== release) continue
      const { edition, terms, block, logIndex } = event
      editions.push({
        edition,
        terms,
        closed: (await ledger.edition(edition)).closed,
        block,
        logIndex,
      })
    }
    const [first] = editions
    const known = first && this.#manifests.get(first.terms.manifest)
    if (!known) return undefined
    const { artist, salt } = first.terms
    const { block, manifest } = known
    return {
      ...{ release, artist, salt, editions, manifest },
      ...{ cid: cidOfBlock(block), place: first, sold: 0, retired: false },
    }
  }
}

const draftOf = (name: string): { artistName: string; body: ReleaseBody } => ({
  artistName: 'Ada',
  body: {
    salt: hashOf(`salt of ${name}`),
    title: name,
    kind: 'single',
    genres: [],
    tracks: [makeTrack(1, name)],
  },
})

describe('publish', () => {
  let chain: TestChain
  let purse: SignerPurse
  let press: MemoryPress

  before(async () => {
    chain = await testChain()
    purse = await chain.purse()
  })
  after(() => chain[Symbol.asyncDispose]())
  beforeEach(() => {
    press = new MemoryPress(chain)
  })

  const powers = (with_: { purse?: Purse; press?: Press } = {}) => ({
    ...{ ledger: chain.ledger, purse, press },
    ...with_,
  })
  const firstAnnounced = async () => {
    const [data] = press.announced
    assert.ok(data)
    return checkAnnouncement(data)
  }
  const mintsOf = async (release: ReleaseId) => {
    const { number } = await chain.ledger.head()
    const events = await chain.ledger.events(0, number)
    return events.filter((event) => event.kind === 'minted' && event.release === release)
  }
  const releaseOf = (name: string) =>
    chain.ledger.releaseId(purse.address, bytes32Of(draftOf(name).body.salt))

  /** The wallet, except that `mint` does this. */
  const purseThat = (mint: Purse['mint']): Purse => ({
    address: purse.address,
    delegate: (key) => purse.delegate(key),
    secret: (purpose) => purse.secret(purpose),
    purchase: (terms, sale) => purse.purchase(terms, sale),
    mint,
  })

  it('signs, stores, mints, announces and waits for the listing, in that order', async () => {
    const steps: PublishStep[] = []
    const done = await publish(
      draftOf('Night Ferry'),
      { priceWei: 10_000n, cap: 50, onStep: (step) => steps.push(step) },
      powers(),
    )
    assert.deepEqual(steps, ['signing', 'storing', 'minting', 'announcing', 'listing'])
    assert.deepEqual([done.existing, done.listed, done.termsDiffer], [false, true, false])
    assert.equal(done.release, releaseOf('Night Ferry'))
    const [minted, ...more] = await mintsOf(done.release)
    assert.deepEqual(more, [])
    assert.ok(minted?.kind === 'minted')
    assert.deepEqual(
      [minted.edition, minted.terms.price, minted.terms.cap],
      [done.edition, 10_000n, 50],
    )
    assert.equal(cidOfBlock(press.accepted[0] ?? new Uint8Array()).toString(), done.manifest)
  })

  it('announces what it minted: this chain, artist, salt, edition and manifest', async () => {
    const done = await publish(draftOf('Ebb'), { priceWei: 1n }, powers())
    const said = await firstAnnounced()
    assert.equal(said.chain, chain.ledger.chain.id)
    assert.equal(toHex(said.contract), chain.contract)
    assert.equal(toHex(said.artist), purse.address)
    assert.equal(toHex(said.salt), toHex(draftOf('Ebb').body.salt))
    assert.equal(toHex(said.edition), done.edition)
    assert.equal(said.manifest.toString(), done.manifest)
  })

  it('finds what it published before, and pays for no second mint', async () => {
    const first = await publish(draftOf('Twice'), { priceWei: 1n }, powers())
    const again = await publish(draftOf('Twice'), { priceWei: 1n }, powers())
    assert.deepEqual(again, { ...first, tx: null, existing: true })
    assert.equal((await mintsOf(first.release)).length, 1)
  })

  it('keeps the chain’s terms when a release is published again with others', async () => {
    const first = await publish(draftOf('Kept'), { priceWei: 100n, cap: 5 }, powers())
    const options = { priceWei: 1n, cap: 0, royaltyBps: 100 }
    const again = await publish(draftOf('Kept'), options, powers())
    assert.deepEqual(again, { ...first, tx: null, existing: true, termsDiffer: true })
    assert.equal((await mintsOf(first.release)).length, 1)
    assert.equal((await press.find(first.release))?.priceWei, '100')
  })

  it('says whether what is said now differs from the terms on sale, and takes silence for no', async () => {
    const band = addressOf(hashOf('band').subarray(0, 20))
    const payees = [{ wallet: band, bps: 1800 }]
    const draft = draftOf('Terms')
    const options = { priceWei: 100n, cap: 5, royaltyBps: 50, payees }
    const first = await publish(draft, options, powers())
    assert.equal(first.termsDiffer, false)
    const differs = async (given: Omit<PublishOptions, 'onStep'>) =>
      (await publish(draft, given, powers())).termsDiffer
    for (const same of [{}, options, { priceWei: 100n }, { cap: 5 }, { payees }]) {
      assert.equal(await differs(same), false, JSON.stringify(Object.keys(same)))
    }
    const others = [{ wallet: band, bps: 1801 }]
    for (const other of [{ priceWei: 99n }, { cap: 0 }, { royaltyBps: 0 }, { payees: others }]) {
      assert.equal(await differs(other), true, JSON.stringify(Object.keys(other)))
    }
  })

  it('says that what the node does not list in time is not listed', async () => {
    press.lists = false
    const options = { priceWei: 1n, listingMs: 150 }
    const done = await publish(draftOf('Unlisted'), options, powers())
    assert.deepEqual([done.listed, done.existing], [false, false])
    assert.ok(done.tx)
    assert.equal((await mintsOf(done.release)).length, 1)
    const again = await publish(draftOf('Unlisted'), options, powers())
    assert.deepEqual(again, { ...done, tx: null, existing: true })
    press.lists = true
    assert.equal((await publish(draftOf('Unlisted'), options, powers())).listed, true)
  })

  it('mints no second edition at another price before the first is listed, and says why it is not', async () => {
    press.lists = false
    const first = await publish(draftOf('Twofold'), { priceWei: 1n, listingMs: 50 }, powers())
    assert.equal(first.refused, 'signature: wrong')
    const again = await publish(draftOf('Twofold'), { priceWei: 2n, listingMs: 50 }, powers())
    assert.deepEqual(again, { ...first, tx: null, existing: true, termsDiffer: true })
    assert.equal((await mintsOf(first.release)).length, 1)
  })

  it('sells at another price once every edition is closed', async () => {
    const first = await publish(draftOf('Dearer'), { priceWei: 1n }, powers())
    await purse.close(first.edition)
    const second = await publish(draftOf('Dearer'), { priceWei: 2n }, powers())
    assert.deepEqual(
      [second.existing, second.termsDiffer, second.release],
      [false, false, first.release],
    )
    assert.notEqual(second.edition, first.edition)
    assert.equal((await press.find(first.release))?.priceWei, '2')
    await purse.close(second.edition)
    const renamed = draftOf('Dearer')
    renamed.body.title = 'Dearest'
    await assert.rejects(
      publish(renamed, { priceWei: 3n }, powers()),
      /megabox revise|are others now/,
    )
  })

  it('keeps the chain’s manifest when the same songs come with other words', async () => {
    const first = await publish(draftOf('Named'), { priceWei: 1n }, powers())
    const renamed = draftOf('Named')
    renamed.body.title = 'Renamed'
    const stored = press.accepted.length
    const again = await publish(renamed, { priceWei: 1n }, powers())
    assert.deepEqual(again, { ...first, tx: null, existing: true })
    assert.equal(press.accepted.length, stored)
  })

  it('leaves nothing on the chain when it ends before the mint, and the next run mints', async () => {
    const ends = purseThat(() => Promise.reject(new Error('killed')))
    await assert.rejects(
      publish(draftOf('Early'), { priceWei: 1n }, powers({ purse: ends })),
      /killed/,
    )
    assert.deepEqual(await mintsOf(releaseOf('Early')), [])
    assert.deepEqual(press.announced, [])
    const done = await publish(draftOf('Early'), { priceWei: 1n }, powers())
    assert.equal(done.existing, false)
    assert.equal((await mintsOf(done.release)).length, 1)
  })

  it('stores the manifest before it mints', async () => {
    const storedAtMint: number[] = []
    const watched = purseThat((terms) => {
      storedAtMint.push(press.accepted.length)
      return purse.mint(terms)
    })
    await publish(draftOf('Stored'), { priceWei: 1n }, powers({ purse: watched }))
    assert.deepEqual(storedAtMint, [1])
  })

  for (const [when, listed] of [
    ['listed', true],
    ['not yet listed', false],
  ] as const) {
    it(`goes on where it ended between mint and announcement, ${when} meanwhile`, async () => {
      const draft = draftOf(`Between, ${when}`)
      const ends = purseThat(async (terms) => {
        await purse.mint(terms)
        throw new Error('killed')
      })
      await assert.rejects(publish(draft, { priceWei: 1n }, powers({ purse: ends })), /killed/)
      assert.deepEqual(press.announced, [])
      press.lists = listed
      const announces: Press = {
        find: (release) => press.find(release),
        accept: (block) => press.accept(block),
        verdict: (release) => press.verdict(release),
        announce: async (data) => {
          await press.announce(data)
          press.lists = true
        },
      }
      const done = await publish(draft, { priceWei: 1n }, powers({ press: announces }))
      assert.deepEqual([done.existing, done.tx], [true, null])
      const [minted, ...more] = await mintsOf(done.release)
      assert.deepEqual(more, [])
      assert.ok(minted?.kind === 'minted' && minted.edition === done.edition)
      const said = await firstAnnounced()
      assert.equal(toHex(said.edition), done.edition)
    })
  }

  it('refuses shares that cannot be paid before anything is on the chain', async () => {
    const payees = [{ wallet: chain.contract, bps: 9001 }]
    const wrong = publish(draftOf('Greedy'), { priceWei: 1n, payees }, powers())
    await assert.rejects(wrong, InvalidTermsError)
    assert.deepEqual(await mintsOf(releaseOf('Greedy')), [])
  })
})
