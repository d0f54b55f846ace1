import { expect } from 'chai'
import * as fc from 'fast-check'
import { drawnOf } from '../../web/src/lists/useWindow.ts'

const seen = fc.record({
  top: fc.integer({ min: -5_000_000, max: 5000 }),
  screen: fc.integer({ min: 200, max: 3000 }),
  step: fc.integer({ min: 24, max: 400 }),
  columns: fc.integer({ min: 1, max: 8 }),
})

describe('what is drawn of a long list', () => {
  it('is what is on the screen and around it', () => {
    const drawn = drawnOf(100_000, { top: -2_200_000, screen: 860, step: 44, columns: 1 })
    expect(drawn.from).to.be.within(49_900, 50_000)
    expect(drawn.to).to.be.within(50_020, 50_100)
  })

  it('is little, begins a row, and the room for the rest is kept to the pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), seen, (count, look) => {
        const { from, to, before, after } = drawnOf(count, look)
        const rows = Math.ceil(count / look.columns)
        const drawnRows = Math.ceil((to - from) / look.columns)
        expect(from % look.columns).to.equal(0)
        expect(from).to.be.within(0, to)
        expect(to).to.be.at.most(count)
        expect(drawnRows).to.be.at.most((look.screen + 1600) / look.step + 2)
        expect(before + drawnRows * look.step + after).to.equal(rows * look.step)
      }),
    )
  })

  it('covers the screen wherever the list is scrolled to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 100_000 }), seen, (count, look) => {
        const { from, to } = drawnOf(count, look)
        const rowAt = (y: number) => Math.floor((y - look.top) / look.step) * look.columns
        const last = rowAt(look.screen)
        if (rowAt(0) >= 0 && last < count - look.columns) {
          expect(from).to.be.at.most(rowAt(0))
          expect(to).to.be.above(last)
        }
      }),
    )
  })
})
