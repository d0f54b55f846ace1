import { expect } from 'chai'
import * as fc from 'fast-check'
import { clock, day, ETHER, money, partOf, size } from '../../web/src/words/amounts.ts'

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
