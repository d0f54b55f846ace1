import assert from 'node:assert/strict'
import { InvalidTermsError, UsageError } from '../../../node/domain/errors.ts'
import { addressOf, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import type { Payee } from '../../../node/domain/terms.ts'
import { parsePayee, saleTerms } from '../../../node/mint/saleTerms.ts'
import { digestOf, hashOf } from '../../support/manifests.ts'

const wallet = (name: string) => addressOf(hashOf(name).subarray(0, 20))
const artist = wallet('artist')
const termsWith = (...payees: Payee[]) =>
  saleTerms(artist, digestOf('salt'), digestOf('manifest'), { priceWei: 5n, payees })

describe('sale terms', () => {
  it('give the artist all 9000 when nobody else is named', () => {
    assert.deepEqual(termsWith(), {
      artist,
      salt: digestOf('salt'),
      manifest: digestOf('manifest'),
      currency: ZERO_ADDRESS,
      price: 5n,
      cap: 0,
      royaltyBps: 0,
      payees: [{ wallet: artist, bps: 9000 }],
    })
  })

  it('name the artist first, with what the others leave', () => {
    const others = [
      { wallet: wallet('singer'), bps: 1500 },
      { wallet: wallet('label'), bps: 500 },
    ]
    assert.deepEqual(termsWith(...others).payees, [{ wallet: artist, bps: 7000 }, ...others])
  })

  it('leave the artist out when the others get everything', () => {
    const others = [
      { wallet: wallet('charity'), bps: 8000 },
      { wallet: wallet('singer'), bps: 1000 },
    ]
    assert.deepEqual(termsWith(...others).payees, others)
  })

  it('are refused when the others would get more than there is, or nothing', () => {
    for (const bps of [9001, 9999, 0, -1, 0.5, NaN]) {
      assert.throws(() => termsWith({ wallet: wallet('singer'), bps }), InvalidTermsError)
    }
    const two = { wallet: wallet('singer'), bps: 4501 }
    assert.throws(() => termsWith(two, two), InvalidTermsError)
  })

  it('carry the cap and the royalty, and refuse what the contract would', () => {
    const make = (cap: number, royaltyBps: number) =>
      saleTerms(artist, digestOf('s'), digestOf('m'), { priceWei: 0n, cap, royaltyBps })
    const { cap, royaltyBps } = make(100, 500)
    assert.deepEqual([cap, royaltyBps], [100, 500])
    assert.throws(() => make(-1, 0), InvalidTermsError)
    assert.throws(() => make(0, 2501), InvalidTermsError)
  })
})

describe('a payee in words', () => {
  it('is an address and basis points', () => {
    assert.deepEqual(parsePayee(`${artist}:1500`), { wallet: artist, bps: 1500 })
    assert.deepEqual(parsePayee(`${artist.toUpperCase().replace('0X', '0x')}:9000`).wallet, artist)
  })

  it('is refused when any part is missing, too much or no whole number', () => {
    const wrong = ['', ':', artist, `${artist}:`, ':1500', `${artist}:-1`, `${artist}:1.5`]
    const more = [`${artist}:10000`, `${artist}:15%`, `${artist}:1:2`, `${artist}: 5`, '0x12:1500']
    for (const text of [...wrong, ...more]) {
      assert.throws(() => parsePayee(text), UsageError, text)
    }
  })
})
