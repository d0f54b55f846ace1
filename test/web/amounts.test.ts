import assert from 'node:assert/strict'
import { expect } from 'chai'
import * as fc from 'fast-check'
import type { ReleaseView } from '../../node/index.ts'
import { currencyOf } from '../../web/src/shop/price.ts'
import { clock, day, ETHER, money, partOf, size } from '../../web/src/words/amounts.ts'

type Counted = Pick<ReleaseView['editions'][number], 'currency' | 'money'>
// A view's addresses only have to look like addresses here.
const counted = (money?: Counted['money']): Counted =>
  ({ currency: `0x${'d'.repeat(40)}`, ...(money && { money }) }) as Counted

describe('money on a sticker', () => {
  it('shows what is worth a dollar as dollars, with two digits at least and none lost', () => {
    const play = currencyOf(counted({ symbol: 'PLAY', decimals: 6, sign: '$' }))
    assert.ok(play)
    assert.equal(money('3500000', play, 'en'), '$3.50')
    assert.equal(money('3500000', play, 'fr'), '3,50\u00a0$')
    assert.equal(money('1234567890', play, 'en'), '$1,234.56789')
    assert.equal(money('4000000', play, 'en'), '$4.00')
  })

  it('names every other currency by its code', () => {
    const token = currencyOf(counted({ symbol: 'EURC', decimals: 6 }))
    assert.ok(token)
    assert.equal(money('3500000', token, 'en'), '3.50\u00a0EURC')
    assert.equal(money('10000000000000000', ETHER, 'fr'), '0,01\u00a0ETH')
  })

  it('knows no token but those the shop knows', () => {
    assert.equal(currencyOf(counted()), undefined)
  })
})

const USDC = { code: 'USDC', decimals: 6, least: 2 }
const NBSP = '\u00a0'

describe('amounts', () => {
  it('write times as a clock does', () => {
    expect([0, 999, 61_000, 252_000, 3_723_000, -5].map(clock)).to.deep.equal([
      ...['0:00', '0:00', '1:01', '4:12', '1:02:03', '0:00'],
    ])
  })

  it('write money in the language, with its currency, to the last digit', () => {
    expect(money('10000000000000000', ETHER, 'en')).to.equal(`0.01${NBSP}ETH`)
    expect(money('10000000000000000', ETHER, 'fr')).to.equal(`0,01${NBSP}ETH`)
    expect(money('1', ETHER, 'en')).to.equal(`0.${'0'.repeat(17)}1${NBSP}ETH`)
    expect(money('5000000', USDC, 'en')).to.equal(`5.00${NBSP}USDC`)
    expect(money('1234567890000', USDC, 'en')).to.equal(`1,234,567.89${NBSP}USDC`)
    expect(money('1234567890000', USDC, 'fr')).to.equal(`1\u202f234\u202f567,89${NBSP}USDC`)
  })

  it('never round: what is written is what is asked for', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (units) => {
        const [whole = '', fraction = ''] = money(`${units}`, ETHER, 'en')
          .replace(`${NBSP}ETH`, '')
          .replaceAll(',', '')
          .split('.')
        return BigInt(whole + fraction.padEnd(18, '0')) === units
      }),
    )
  })

  it('take parts of an amount as the contract does, rounded down', () => {
    expect(partOf('9', 1000)).to.equal('0')
    expect(partOf('10007', 1000)).to.equal('1000')
  })

  it('write a date as precisely as it is known', () => {
    expect(day('2026', 'en')).to.equal('2026')
    expect(day('2026-03', 'fr')).to.equal('mars 2026')
    expect(day('2026-03-17', 'fr')).to.equal('17 mars 2026')
    expect(day('2026-03-17', 'en')).to.equal('March 17, 2026')
  })

  it('write sizes', () => {
    expect(size(0, 'en')).to.equal('0 byte')
    expect(size(5_400_000, 'en')).to.equal('5.4 MB')
    expect(size(5_400_000, 'fr').replace(/\s/g, ' ')).to.equal('5,4 Mo')
    expect(size(1e15, 'en')).to.equal('1,000,000 GB')
  })
})
