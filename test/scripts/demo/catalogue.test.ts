// The demo shop's window, as somebody who counts would see it.
import assert from 'node:assert/strict'
import { CATALOGUE, file, folder } from '../../../scripts/demo/catalogue.ts'

describe('demo catalogue', () => {
  it('holds at least seven pieces by three artists', () => {
    assert.ok(CATALOGUE.flatMap(({ tracks }) => tracks).length >= 7)
    assert.equal(new Set(CATALOGUE.map(({ artist }) => artist)).size, 3)
  })

  it('lets one release be named a price for and asks dollars for the others', () => {
    const prices = CATALOGUE.map(({ priceDollars }) => priceDollars)
    assert.equal(prices.filter((price) => price === '0').length, 1)
    for (const price of prices) assert.match(price, /^\d+(\.\d{1,6})?$/)
  })

  it('has an artist whose name a search must fold', () => {
    assert.ok(CATALOGUE.some(({ artist }) => /[øœŒ]/.test(artist)))
  })

  it('names folders and files as every file system allows', () => {
    for (const release of CATALOGUE) {
      const names = [folder(release), ...release.tracks.map(file)]
      for (const name of names) assert.doesNotMatch(name, /[<>:"/\\|?*]|[. ]$/)
    }
  })
})
