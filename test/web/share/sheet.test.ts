import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beginningOf, withBeginning } from '../../../web/src/share/beginning.ts'
import { embedCode } from '../../../web/src/share/embedCode.ts'
import { createShop } from '../../node/gateway/shop.ts'
import { wav } from '../../support/audio.ts'
import { openBrowser } from '../../support/browser.ts'
import { openShopfront } from '../shopfront.ts'

const song = (title: string, pitch: number) => ({
  ...{ title, bytes: wav({ seconds: 15, pitch }), mime: 'audio/wav', durationMs: 15_000 },
})

describe('sharing from the dapp', () => {
  const shop = createShop({ chunk: 16_384 })
  const { release, artist } = shop.put({
    title: 'Night <Ferry>',
    songs: [song('Slack Water', 440), song('Copper Rails', 550)],
  })
  let front: Awaited<ReturnType<typeof openShopfront>>
  let browser: Browser
  let context: BrowserContext
  let page: Page

  before(async () => {
    front = await openShopfront(shop.powers)
    browser = await openBrowser()
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  })

  after(async () => {
    await browser.close()
    await front[Symbol.asyncDispose]()
  })

  beforeEach(async () => {
    page = await context.newPage()
  })

  afterEach(async () => {
    await page.close()
  })

  const open = async (path: string, title: string) => {
    await page.goto(front.url + path)
    const share = page.getByRole('button', { name: `Share ${title}` })
    await page.locator('.dock').waitFor({ state: 'attached' })
    return share
  }
  const copied = async (label: string) => {
    await page.getByRole('button', { name: `Copy: ${label}` }).click()
    await page.locator('.copy-field', { hasText: label }).getByText('Copied.').waitFor()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  const time = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
  const playing = (after: number) =>
    page.waitForFunction(
      (from) => (document.querySelector('audio')?.currentTime ?? 0) > from,
      after,
    )

  it('copies the link of a release, and the player for another page', async () => {
    const share = await open(`/release/${release}`, 'Night <Ferry>')
    await share.click()
    expect(await copied('Link')).to.equal(`${front.url}/release/${release}`)
    const code = await copied('Player for another page')
    expect(code).to.contain(`<iframe src="${front.url}/embed/${release}"`)
    const frame = await page.evaluate((html) => {
      const [only, more] = new DOMParser().parseFromString(html, 'text/html').body.children
      return [only?.localName, only?.getAttribute('title'), more?.outerHTML]
    }, code)
    expect(frame).to.deep.equal(['iframe', 'Night <Ferry>', undefined])
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
    expect(violations.map(({ id }) => id)).to.deep.equal([])
  })

  it('copies the link of the moment that is heard, and such a link begins there', async () => {
    await open(`/release/${release}?song=2&t=7`, 'Night <Ferry>')
    await page.getByRole('button', { name: 'Play Night <Ferry>' }).click()
    await playing(7.2)
    expect(await page.locator('.track[aria-current]').innerText()).to.contain('Copper Rails')
    expect(await time()).to.be.below(15)
    await page.getByRole('button', { name: 'Share Night <Ferry>' }).click()
    await page.getByRole('checkbox', { name: /^Begin with Copper Rails at 0:\d\d$/ }).check()
    const link = new URL(await copied('Link'))
    expect(link.pathname).to.equal(`/release/${release}`)
    expect(link.searchParams.get('song')).to.equal('2')
    expect(Number(link.searchParams.get('t'))).to.be.within(7, 15)
  })

  it('copies an artist’s link and feed, and leaves by Escape', async () => {
    const share = await open(`/artist/${artist}`, 'Nadia Voss')
    await share.click()
    expect(await copied('Link')).to.equal(`${front.url}/artist/${artist}`)
    expect(await copied('New music as a feed')).to.equal(`${front.url}/artist/${artist}/feed.xml`)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('selects the text where the browser copies nothing by itself', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    )
    await (await open(`/release/${release}`, 'Night <Ferry>')).click()
    await page.getByRole('button', { name: 'Copy: Link' }).click()
    await page.getByText('copy it.').waitFor()
    const selected = () => page.evaluate(() => getSelection()?.toString())
    expect(await selected()).to.equal(`${front.url}/release/${release}`)
  })

  it('draws the artist page before any script runs', async () => {
    const html = await (await fetch(`${front.url}/artist/${artist}`)).text()
    expect(html).to.contain('Nadia Voss</h1>').and.contain('Night &lt;Ferry&gt;')
  })

  it('begins at the beginning for a link that says nonsense', () => {
    for (const query of ['', '?song=0&t=-1', '?song=x&t=1e9', '?song=99999999', '?t=NaN']) {
      expect(beginningOf(`/release/x${query}`)).to.deep.equal({ song: 0, seconds: 0 })
    }
    const link = withBeginning('/release/x', { song: 1, seconds: 72.9 })
    expect(beginningOf(link)).to.deep.equal({ song: 1, seconds: 72 })
    expect(beginningOf('#/release/x?song=3'.slice(1))).to.deep.equal({ song: 2, seconds: 0 })
  })

  it('writes a player’s title so that it stays a title', () => {
    expect(embedCode('https://a/embed/x', '"><script>')).to.not.contain('<script>')
  })
})
