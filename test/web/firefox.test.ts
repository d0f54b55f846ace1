import { expect } from 'chai'
import { openFirefox, type FirefoxPage } from '../support/firefox.ts'
import { wav } from '../support/audio.ts'
import { createShop } from '../node/gateway/shop.ts'
import { openShopfront } from './shopfront.ts'

describe('the dapp in Firefox', function () {
  this.timeout(120_000)
  const shop = createShop({ chunk: 16_384 })
  let front: Awaited<ReturnType<typeof openShopfront>>
  let page: FirefoxPage

  before(async () => {
    shop.put({
      title: 'Night Ferry',
      songs: [
        {
          title: 'Slack Water',
          bytes: wav({ seconds: 15, pitch: 440 }),
          mime: 'audio/wav',
          durationMs: 15_000,
        },
      ],
    })
    front = await openShopfront(shop.powers)
    page = await openFirefox()
  })

  after(async () => {
    await page[Symbol.asyncDispose]()
    await front[Symbol.asyncDispose]()
  })

  const audio = `document.querySelector('audio')`
  const position = `document.querySelector('.player input[type=range]')`

  it('plays at one click, what was checked, and seeks', async () => {
    await page.go(front.url)
    await page.until(`document.querySelector('.dock')`, 20_000)
    await page.run(`document.querySelector('.play-disc').click()`)
    await page.until(`${audio}.currentTime > 0.3`, 30_000)
    expect(await page.run(`${audio}.paused`)).to.equal(false)
    expect(await page.run(`navigator.serviceWorker.controller !== null`)).to.equal(true)
    // As a person moves it: React listens to the event, the value is the element's.
    await page.run(`(() => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
      set.call(${position}, '10')
      ${position}.dispatchEvent(new Event('input', { bubbles: true }))
    })()`)
    await page.until(`${audio}.currentTime > 10.2 && !${audio}.seeking`, 30_000)
    await page.until(`document.querySelector('[data-trouble]') === null`, 20_000)
  })
})
