import assert from 'node:assert/strict'
import type { ReleaseView } from '../../node/index.ts'
import { currencyOf } from '../../web/src/shop/price.ts'
import { ETHER, money } from '../../web/src/words/amounts.ts'

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
