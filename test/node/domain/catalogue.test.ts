import assert from 'node:assert/strict'
import { offeredEdition, viewOf, type Edition, type Entry } from '../../../node/domain/catalogue.ts'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { addressOf, ZERO_ADDRESS, type Address } from '../../../node/domain/ids.ts'
import type { Release } from '../../../node/domain/manifest.ts'
import { parseTerms } from '../../../node/domain/terms.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import {
  cidOf,
  fakeEditionId,
  hashOf,
  makeArtist,
  makeManifest,
  makeTrack,
  termsOf,
} from '../../support/manifests.ts'

const CHAIN = 31337
const TOKEN = addressOf(hashOf('token').subarray(0, 20))

async function entryWith(fields: Partial<Release> = {}, ...editions: Partial<Edition>[]) {
  const made = await makeManifest(await makeArtist('Ada'), 'Night Ferry', fields)
  const listed = editions.map((edition, i): Edition => {
    const terms = edition.terms ?? termsOf(made, { price: BigInt(i) })
    return {
      edition: fakeEditionId(terms),
      terms,
      closed: false,
      block: i,
      logIndex: 0,
      ...edition,
    }
  })
  const entry: Entry = {
    release: made.release,
    artist: made.artist.wallet,
    salt: made.salt,
    place: { block: 1, logIndex: 0 },
    cid: cborCidOf(hashOf('manifest')),
    manifest: made.manifest,
    editions: listed,
    sold: 0,
    retired: false,
  }
  return { made, entry }
}

describe('catalogue entry', () => {
  it('offers the newest open edition in money that is known', async () => {
    const { made, entry } = await entryWith({}, {}, {}, { closed: true })
    const inToken = termsOf(made, { currency: TOKEN })
    const token = { edition: fakeEditionId(inToken), terms: inToken, closed: false }
    const editions = [...entry.editions, { ...token, block: 9, logIndex: 0 }]
    assert.equal(offeredEdition(editions, CHAIN), entry.editions[1])
    const played = termsOf(made, { currency: PLAY_DOLLAR })
    const play = { edition: fakeEditionId(played), terms: played, closed: false }
    const newest = { ...play, block: 10, logIndex: 0 }
    assert.equal(offeredEdition([...editions, newest], CHAIN), newest)
    assert.equal(offeredEdition([...editions, newest], 1), entry.editions[1])
  })

  it('offers the newest open one else, then the newest of all, and never nothing', async () => {
    const { made, entry } = await entryWith({}, { closed: true }, { closed: true })
    assert.equal(offeredEdition(entry.editions, CHAIN), entry.editions[1])
    const token = { ...made, terms: termsOf(made, { currency: TOKEN }) }
    const open = await entryWith({}, { terms: token.terms }, { closed: true })
    assert.equal(offeredEdition(open.entry.editions, CHAIN), open.entry.editions[0])
    assert.throws(() => offeredEdition([], CHAIN))
  })

  it('is on sale until its offered edition is closed or the release retired', async () => {
    const { entry } = await entryWith({}, { closed: true }, {})
    assert.equal(viewOf(entry).onSale, true)
    assert.equal(viewOf({ ...entry, retired: true }).onSale, false)
    assert.equal(viewOf((await entryWith({}, { closed: true })).entry).onSale, false)
  })

  it('says what a price is counted in, where that is known, and the token where it is not', async () => {
    const { made } = await entryWith({})
    const viewIn = async (currency: Address) => {
      const { entry } = await entryWith({}, { terms: termsOf(made, { currency }) })
      return viewOf(entry)
    }
    const play = { currency: PLAY_DOLLAR, money: { symbol: 'PLAY', decimals: 6, sign: '$' } }
    assert.partialDeepStrictEqual(await viewIn(PLAY_DOLLAR), { ...play, editions: [play] })
    const ether = { currency: ZERO_ADDRESS, money: { symbol: 'ETH', decimals: 18 } }
    assert.partialDeepStrictEqual(await viewIn(ZERO_ADDRESS), { ...ether, editions: [ether] })
    const unknown = await viewIn(TOKEN)
    assert.equal(unknown.currency, TOKEN)
    assert.ok(!('money' in unknown))
  })

  it('shows the price, the ids and the terms a buyer pays by', async () => {
    const { made, entry } = await entryWith({}, {}, {})
    const view = viewOf(entry)
    assert.equal(view.release, made.release)
    assert.equal(view.priceWei, '1')
    assert.equal(view.edition, entry.editions[1]?.edition)
    assert.equal(view.manifest, entry.cid.toString())
    assert.deepEqual(view.artist, { name: 'Ada', wallet: made.artist.wallet })
    assert.deepEqual(
      view.editions.map(({ terms }) => parseTerms(JSON.parse(JSON.stringify(terms)))),
      entry.editions.map(({ terms }) => terms),
    )
  })

  it('shows each track by its listening copy, the master and the unknown left out', async () => {
    const track = { ...makeTrack(1, 'Slack Water'), explicit: false, later: 'x' }
    const { entry } = await entryWith({ tracks: [track] }, {})
    const { cid, mime, bytes, extent } = track.listening
    assert.deepEqual(viewOf(entry).tracks, [
      {
        ...{ disc: 1, number: 1, title: 'Slack Water', durationMs: 180_000, explicit: false },
        ...{ cid: cid.toString(), mime, bytes, extent },
        master: { mime: track.master.mime, bytes: track.master.bytes },
      },
    ])
  })

  it('shows all that a player and a sleeve need, where the manifest says it', async () => {
    const credits = [{ name: 'Oto Maki', role: 'drums', later: 'x' }]
    const shown = [{ name: 'Oto Maki', role: 'drums' }]
    const [waveform, lyrics] = [cidOf('waveform'), cidOf('lyrics')]
    const said = { loudnessCentiLufs: -1430, isrc: 'GBAYE0500123' }
    const track = { ...makeTrack(1, 'Slack Water'), ...said, waveform, lyrics, credits }
    const { entry } = await entryWith({ tracks: [track], credits, language: 'en' }, {})
    const view = viewOf(entry)
    assert.partialDeepStrictEqual(view.tracks[0], {
      ...{ ...said, waveform: waveform.toString(), lyrics: lyrics.toString(), credits: shown },
    })
    assert.deepEqual([view.language, view.credits], ['en', shown])
    assert.deepEqual(view.payees, entry.editions[0]?.terms.payees)
  })

  it('is the same after a journey through JSON, with and without what may be missing', async () => {
    const artwork = { cid: cidOf('cover'), mime: 'image/png', width: 5, height: 6, alt: 'a quay' }
    const more = { artwork, date: '2024-05', licence: 'CC-BY-4.0', notes: 'n', genres: ['Dub'] }
    const full = viewOf((await entryWith(more, {})).entry)
    assert.deepEqual(JSON.parse(JSON.stringify(full)), full)
    assert.deepEqual(full.artwork, { ...artwork, cid: artwork.cid.toString() })
    assert.deepEqual([full.date, full.licence, full.notes], ['2024-05', 'CC-BY-4.0', 'n'])
    const bare = viewOf((await entryWith({}, {})).entry)
    assert.deepEqual(JSON.parse(JSON.stringify(bare)), bare)
    assert.ok(!('artwork' in bare || 'date' in bare || 'notes' in bare || 'licence' in bare))
  })
})
