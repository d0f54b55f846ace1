import { expect } from 'chai'
import { viewOf } from '../../../node/domain/catalogue.ts'
import { duration, ether, price } from '../../../node/gateway/words.ts'
import { CONTRACT, createShop, type Made } from './shop.ts'

describe('gateway words', () => {
  it('says times as a clock does', () => {
    expect([0, 59_499, 60_000, 252_000, 3_723_000].map(duration)).to.deep.equal([
      '0:00',
      '0:59',
      '1:00',
      '4:12',
      '1:02:03',
    ])
  })

  it('says every digit of a price and its currency', () => {
    expect(ether('1')).to.equal('0.000000000000000001 ETH')
    expect(ether('10000000000000000')).to.equal('0.01 ETH')
    expect(ether('12000000000000000000')).to.equal('12 ETH')
    expect(ether('0')).to.equal('0 ETH')
  })

  it('puts a sticker on what money can buy, and on nothing else', () => {
    const said = (made: Partial<Made>) =>
      price(viewOf(createShop().put({ title: 'Salt', ...made })))
    expect(said({})).to.deep.equal({ text: 'Name your price', money: true })
    expect(said({ priceWei: 10n ** 16n })).to.deep.equal({ text: 'from 0.01 ETH', money: true })
    expect(said({ closed: true }).money).to.equal(false)
    expect(said({ retired: true }).money).to.equal(false)
    const view = viewOf(createShop().put({ title: 'Salt', priceWei: 5n }))
    const inToken = view.editions.map((edition) => ({ ...edition, currency: CONTRACT }))
    expect(price({ ...view, editions: inToken }).money).to.equal(false)
  })
})
