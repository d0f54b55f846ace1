import { expect } from 'chai'
import { strongest } from '../../web/src/shop/accent.ts'

/** So many pixels of each colour. */
const picture = (...parts: [count: number, red: number, green: number, blue: number][]) =>
  Uint8ClampedArray.from(
    parts.flatMap(([count, ...rgb]) => Array.from({ length: count }, () => [...rgb, 255]).flat()),
  )

describe('the accent of a cover', () => {
  it('is the hue that covers most', () => {
    const red = strongest(picture([300, 200, 30, 30], [100, 30, 30, 220]))
    expect(red?.hue).to.be.within(20, 40)
    const blue = strongest(picture([100, 200, 30, 30], [300, 30, 30, 220]))
    expect(blue?.hue).to.be.within(255, 275)
  })

  it('does not count greys, however many they are', () => {
    const accent = strongest(picture([1000, 128, 128, 128], [20, 30, 160, 60]))
    expect(accent?.hue).to.be.within(135, 160)
  })

  it('is none for a grey cover, a black one and none', () => {
    expect(strongest(picture([100, 200, 200, 200]))).to.equal(undefined)
    expect(strongest(picture([100, 0, 0, 0]))).to.equal(undefined)
    expect(strongest(new Uint8ClampedArray())).to.equal(undefined)
  })

  it('never has more colour than text on it bears', () => {
    for (const rgb of [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 0, 255],
    ] as const) {
      expect(strongest(picture([50, ...rgb]))?.chroma).to.be.at.most(0.12)
    }
  })

  it('does not tear hues around red apart', () => {
    const accent = strongest(picture([100, 255, 0, 80], [100, 255, 0, 110]))
    expect(accent?.hue).to.satisfy((hue: number) => hue > 340 || hue < 25)
  })
})
