import { imageSize } from 'image-size'
import { expect } from 'chai'
import type { PageDocument } from '../../../../node/gateway/pageView.ts'
import { asker, createShop } from '../shop.ts'

describe('the picture that stands for a release', () => {
  const shop = createShop()
  const picture = async (change: (artwork: { mime: string }) => void, bytes = 100) => {
    const entry = shop.put({ title: 'Salt', cover: new Uint8Array(bytes) })
    const { artwork } = entry.manifest.release
    if (!artwork) throw new Error('no cover')
    change(artwork)
    const page = await asker(shop.powers)(`/release/${entry.release}`)
    const { picture } = (await page.json()) as PageDocument
    return { picture, artwork, release: entry.release }
  }

  it("is the artist's own where all can read it", async () => {
    for (const mime of ['image/png', 'image/jpeg']) {
      const { picture: own, artwork } = await picture((one) => (one.mime = mime))
      expect(own).to.deep.equal({
        url: `http://localhost:4180/ipfs/${artwork.cid.toString()}`,
        ...{ mime, width: 64, height: 64, alt: '' },
      })
    }
  })

  it('is drawn where it is in another format, too large, or not there', async () => {
    const webp = await picture((artwork) => (artwork.mime = 'image/webp'))
    const large = await picture(() => undefined, 5_000_001)
    for (const { picture, release } of [webp, large]) {
      expect(picture?.url).to.equal(`http://localhost:4180/release/${release}/sleeve.png`)
      expect(picture).to.include({ mime: 'image/png', width: 600, height: 600 })
    }
  })

  it('is a PNG of its own for each release, always the same', async () => {
    const ask = asker(shop.powers)
    const drawn = async (title: string) => {
      const { release } = shop.put({ title })
      const response = await ask(`/release/${release}/sleeve.png`)
      expect(response.headers.get('content-type')).to.equal('image/png')
      const again = await ask(`/release/${release}/sleeve.png`)
      expect(again.headers.get('etag')).to.equal(response.headers.get('etag'))
      return new Uint8Array(await response.arrayBuffer())
    }
    const [one, other] = [await drawn('One'), await drawn('Other')]
    expect(imageSize(one)).to.include({ type: 'png', width: 600, height: 600 })
    expect(one).to.not.deep.equal(other)
  })

  it('is drawn for nobody who only invents ids', async () => {
    const ask = asker(shop.powers)
    expect((await ask(`/release/0x${'12'.repeat(32)}/sleeve.png`)).status).to.equal(404)
    expect((await ask('/release/x/sleeve.png')).status).to.equal(400)
  })
})
