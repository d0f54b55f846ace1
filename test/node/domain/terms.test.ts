import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { InvalidTermsError } from '../../../node/domain/errors.ts'
import { addressOf, bytes32Of, parseAddress, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import {
  ARTIST_SIDE_BPS,
  checkTerms,
  MAX_PAYEES,
  MAX_ROYALTY_BPS,
  parseTerms,
  splitOf,
  termsToJson,
  type Payee,
  type Terms,
} from '../../../node/domain/terms.ts'
import { digestOf, hashOf } from '../../support/manifests.ts'

const wallet = (name: string) => addressOf(hashOf(name).subarray(0, 20))

const terms: Terms = {
  artist: wallet('artist'),
  salt: digestOf('salt'),
  manifest: digestOf('manifest'),
  currency: ZERO_ADDRESS,
  price: 10n ** 16n,
  cap: 0,
  royaltyBps: 500,
  payees: [
    { wallet: wallet('artist'), bps: 6000 },
    { wallet: wallet('singer'), bps: 3000 },
  ],
}

const even = (count: number): Payee[] =>
  Array.from({ length: count }, (_, i) => ({
    wallet: wallet(`payee ${i}`),
    bps: Math.floor(ARTIST_SIDE_BPS / count) + (i === 0 ? ARTIST_SIDE_BPS % count : 0),
  }))
const shares = (...bps: number[]) => bps.map((each, i) => ({ wallet: wallet(`${i}`), bps: each }))

/** What is just allowed, and what is just not. */
const BORDERS: readonly [string, Partial<Terms>, Partial<Terms>][] = [
  ['nobody to pay', { payees: even(1) }, { payees: [] }],
  ['33 payees', { payees: even(MAX_PAYEES) }, { payees: even(MAX_PAYEES + 1) }],
  ['shares that leave something over', { payees: shares(8999, 1) }, { payees: shares(8998, 1) }],
  ['shares of more than there is', { payees: shares(9000) }, { payees: shares(9000, 1) }],
  ['a share of nothing', { payees: shares(9000) }, { payees: shares(9000, 0) }],
  ['a share below nothing', { payees: shares(9000) }, { payees: shares(9001, -1) }],
  ['half a basis point', { payees: shares(1, 8999) }, { payees: shares(0.5, 8999.5) }],
  ['a share that is no number', { payees: shares(9000) }, { payees: shares(NaN, 9000) }],
  ['a payee who is nobody', { payees: even(1) }, { payees: [{ wallet: ZERO_ADDRESS, bps: 9000 }] }],
  [
    'a payee who is the token itself',
    { payees: even(1), currency: wallet('token') },
    { payees: even(1), currency: wallet('payee 0') },
  ],
  ['a cap below 0', { cap: 0 }, { cap: -1 }],
  ['a cap beyond 32 bits', { cap: 2 ** 32 - 1 }, { cap: 2 ** 32 }],
  ['half a copy', { cap: 1 }, { cap: 1.5 }],
  ['a cap that is no number', { cap: 1 }, { cap: NaN }],
  ['a royalty below 0', { royaltyBps: 0 }, { royaltyBps: -1 }],
  [
    'a royalty above a quarter',
    { royaltyBps: MAX_ROYALTY_BPS },
    { royaltyBps: MAX_ROYALTY_BPS + 1 },
  ],
  ['half a royalty point', { royaltyBps: 1 }, { royaltyBps: 1.5 }],
  ['a royalty that is no number', { royaltyBps: 1 }, { royaltyBps: NaN }],
  ['a price below 0', { price: 0n }, { price: -1n }],
  ['a price beyond 256 bits', { price: 2n ** 256n - 1n }, { price: 2n ** 256n }],
]

/** Shares that sum to 9000, each at least 1. */
const payees: fc.Arbitrary<Payee[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: ARTIST_SIDE_BPS - 1 }), { maxLength: MAX_PAYEES - 1 })
  .map((cuts) => {
    const edges = [0, ...cuts.toSorted((a, b) => a - b), ARTIST_SIDE_BPS]
    return edges
      .slice(1)
      .map((edge, i) => ({ wallet: wallet(`${i}`), bps: edge - (edges[i] ?? 0) }))
  })
const amounts = fc.oneof(fc.bigInt(0n, 20_000n), fc.bigInt(0n, 2n ** 128n))

describe('terms', () => {
  for (const [what, good, bad] of BORDERS) {
    it(`refuses ${what}`, () => {
      assert.doesNotThrow(() => checkTerms({ ...terms, ...good }))
      assert.throws(() => checkTerms({ ...terms, ...bad }), InvalidTermsError)
      assert.throws(() => parseTerms(termsToJson({ ...terms, ...bad })), InvalidTermsError)
    })
  }

  it('pays out exactly what was paid, a tenth rounded down to the host', () => {
    fc.assert(
      fc.property(amounts, payees, (paid, among) => {
        const split = splitOf(paid, among, wallet('host'))
        const sum = split.payees.reduce((total, { amount }) => total + amount, 0n)
        assert.equal(split.host, paid / 10n)
        assert.equal(split.artistSide, sum)
        assert.equal(split.host + sum, paid)
        assert.ok(split.artistSide * 10n >= paid * 9n)
      }),
    )
  })

  it('gives each payee the share rounded down, and the first what rounding leaves', () => {
    fc.assert(
      fc.property(amounts, payees, (paid, among) => {
        const { artistSide, payees: paidOut } = splitOf(paid, among, wallet('host'))
        const [first, ...others] = paidOut.map(({ amount }, i) => {
          const exact = artistSide * BigInt(among[i]?.bps ?? 0)
          return amount - exact / 9000n
        })
        assert.ok(others.every((above) => above === 0n))
        assert.ok(first !== undefined && first >= 0n && first < BigInt(among.length))
        assert.deepEqual(
          paidOut.map((each) => each.wallet),
          among.map((each) => each.wallet),
        )
      }),
    )
  })

  it('gives all of it to the artist’s side when no host is named', () => {
    const { host, artistSide } = splitOf(1009n, terms.payees, ZERO_ADDRESS)
    assert.deepEqual([host, artistSide], [0n, 1009n])
  })

  it('travels through JSON unchanged', () => {
    fc.assert(
      fc.property(amounts, payees, fc.nat(), (price, among, cap) => {
        const made = { ...terms, price, payees: among, cap }
        assert.deepEqual(parseTerms(JSON.parse(JSON.stringify(termsToJson(made)))), made)
      }),
    )
  })

  it('calls everything that is no terms InvalidTermsError', () => {
    const json = termsToJson(terms)
    assert.deepEqual(parseTerms(json), terms)
    const spoiled = [
      ...[undefined, null, 1, 'terms', [], {}],
      ...['0x12', `${ZERO_ADDRESS}00`, 7, null].map((artist) => ({ ...json, artist })),
      ...['', '-1', '1.5', '1e3', '0x10', 10, '9'.repeat(79)].map((price) => ({ ...json, price })),
      { ...json, salt: ZERO_ADDRESS },
      { ...json, cap: '1' },
      { ...json, payees: [{ wallet: 'artist', bps: 9000 }] },
      { ...json, payees: 'all' },
    ]
    for (const each of spoiled) {
      assert.throws(() => parseTerms(each), InvalidTermsError, JSON.stringify(each))
    }
  })

  it('reads addresses in any case and keeps them in small letters', () => {
    const shouted = parseAddress(terms.artist.toUpperCase().replace('0X', '0x'))
    assert.equal(parseTerms({ ...termsToJson(terms), artist: shouted }).artist, terms.artist)
    assert.equal(bytes32Of(hashOf('salt')), terms.salt)
  })
})
