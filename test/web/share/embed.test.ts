import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { createShop } from '../../node/gateway/shop.ts'
import { wav } from '../../support/audio.ts'
import { openBrowser } from '../../support/browser.ts'
import { cover, openShopfront } from '../shopfront.ts'
import { openBlog } from './blog.ts'

const song = (title: string, pitch: number) => ({
  ...{ title, bytes: wav({ seconds: 15, pitch }), mime: 'audio/wav', durationMs: 15_000 },
})

describe('the player on other pages', () => {
  const shop = createShop({ chunk: 16_384 })
  const { release } = shop.put({
    title: 'Night Ferry',
    priceWei: 10n ** 16n,
    cover: cover([92, 44, 144], [232, 84, 184], 64),
    songs: [song('Slack Water', 440), song('Copper Rails', 550)],
  })
  let front: Awaited<ReturnType<typeof openShopfront>>
  let blog: Awaited<ReturnType<typeof openBlog>>
  let browser: Browser
  let page: Page

  before(async () => {
    const sold = { ...shop.powers, chain: { ...shop.powers.chain, id: 1 } }
    front = await openShopfront(sold, { names: ['127.0.0.1'] })
    blog = await openBlog()
    browser = await openBrowser({ parted: true })
  })

  after(async () => {
    await browser.close()
    await front[Symbol.asyncDispose]()
    await blog[Symbol.asyncDispose]()
  })

  afterEach(async () => {
    await page.context().close()
  })

  interface Framed {
    height?: number
    more?: string
    query?: string
    context?: BrowserContextOptions
    from?: Browser
  }

  /** A page of the blog with the embed in it. */
  async function framed({ height = 320, more = '', query = '', context, from }: Framed = {}) {
    const address = `${front.url}/embed/${release}${query}`
    blog.show(
      `<iframe title="Night Ferry" src="${address}" width="480" height="${height}" ${more}></iframe>`,
    )
    page = await (await (from ?? browser).newContext(context)).newPage()
    await page.goto(blog.url)
    const [, frame] = page.frames()
    if (!frame) throw new Error('no frame')
    await frame.locator('.play').waitFor()
    return frame
  }
  const shows = (frame: Frame, state: string) =>
    frame.locator(`main[data-state="${state}"]`).waitFor()
  const position = (frame: Frame) => frame.getByRole('slider', { name: 'Position' })
  const secondsOf = async (frame: Frame) => Number(await position(frame).inputValue())
  const heard = async (frame: Frame) => {
    await shows(frame, 'playing')
    const start = await secondsOf(frame)
    await frame.waitForFunction(
      (from) => Number(document.querySelector('input')?.value) > from + 0.2,
      start,
    )
  }
  const word = (frame: Frame) => frame.getByRole('status').innerText()

  it('plays in a page of another website, each piece checked', async () => {
    const frame = await framed()
    await frame.getByRole('button', { name: 'Play Night Ferry' }).click()
    await heard(frame)
    expect(await word(frame)).to.equal('Each piece is checked against the song’s fingerprint.')
    await frame.getByRole('button', { name: 'Pause Night Ferry' }).click()
    await shows(frame, 'paused')
  })

  it('plays no byte that does not fit, and says so', async () => {
    const cid = shop.entries[0]?.manifest.release.tracks[1]?.listening.cid.toString() ?? ''
    const file = shop.files.get(cid)
    if (!file) throw new Error('no file')
    const { bytes } = file
    file.bytes = Uint8Array.from(bytes, (byte, i) => (i === 5000 ? byte ^ 1 : byte))
    try {
      const frame = await framed()
      await frame.getByRole('button', { name: 'Copper Rails' }).click()
      await shows(frame, 'failed')
      expect(await word(frame)).to.contain('cannot be played here now')
    } finally {
      file.bytes = bytes
    }
  })

  it('plays where a browser gives a page in a frame no checker, and says that it is none', async () => {
    const strict = await openBrowser()
    try {
      const frame = await framed({ from: strict })
      await frame.getByRole('button', { name: 'Play Night Ferry' }).click()
      await heard(frame)
      expect(await word(frame)).to.contain('does not let it be checked')
    } finally {
      await page.context().close()
      await strict.close()
    }
  })

  it('plays in a sandboxed frame, too', async () => {
    const frame = await framed({ more: 'sandbox="allow-scripts"' })
    await frame.getByRole('button', { name: 'Play Night Ferry' }).click()
    await heard(frame)
    expect(await word(frame)).to.contain('does not let it be checked')
  })

  it('begins where the link says, and goes on to the next song', async () => {
    const frame = await framed({ query: '?song=1&t=13' })
    await frame.getByRole('button', { name: 'Play Night Ferry' }).click()
    await frame.locator('[aria-current]', { hasText: 'Copper Rails' }).waitFor()
    await shows(frame, 'playing')
  })

  it('is worked by keys alone, and tells the time in words', async () => {
    const frame = await framed()
    const play = frame.getByRole('button', { name: 'Play Night Ferry' })
    await play.focus()
    await page.keyboard.press('Enter')
    await heard(frame)
    await page.keyboard.press('ArrowRight')
    await frame.waitForFunction(() => Number(document.querySelector('input')?.value) > 5)
    expect(await position(frame).getAttribute('aria-valuetext')).to.match(/^\d:\d\d of 0:15$/)
    await page.keyboard.press('k')
    await shows(frame, 'paused')
    // At its end it would have stopped by itself.
    expect(await secondsOf(frame)).to.be.below(15)
  })

  it('leads to the release page to buy, in a new tab', async () => {
    const frame = await framed()
    const buy = frame.getByRole('link', { name: 'Buy from 0.01 ETH (opens in a new tab)' })
    expect(await buy.getAttribute('href')).to.equal(`${front.url}/release/${release}`)
    const [opened] = await Promise.all([page.context().waitForEvent('page'), buy.click()])
    await opened.getByRole('heading', { name: 'Night Ferry' }).waitFor()
  })

  it('fits a strip of 80 pixels', async () => {
    for (const width of [320, 480]) {
      const frame = await framed({ height: 80 })
      await page.locator('iframe').evaluate((one, to) => one.setAttribute('width', `${to}`), width)
      const { across, down } = await frame.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement
        return { across: scrollWidth - innerWidth, down: scrollHeight - innerHeight }
      })
      expect([across, down], `${width}`).to.deep.equal([0, 0])
      const play = await frame.locator('.play').boundingBox()
      expect(play?.height).to.be.at.least(44)
      if (width === 320) await page.context().close()
    }
  })

  it('speaks the listener’s language, with nothing for axe to find, light or dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const frame = await framed({ context: { locale: 'fr-FR', colorScheme } })
      await frame.getByRole('button', { name: 'Écouter Night Ferry' }).waitFor()
      const { violations } = await new AxeBuilder({ page }).include('iframe').analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
      if (colorScheme === 'light') await page.context().close()
    }
  })

  it('is all of the shop that a frame can hold', async () => {
    const paths = ['/', `/release/${release}`, `/artist/0x${'a1'.repeat(20)}`, '/settings']
    blog.show(paths.map((path) => `<iframe src="${front.url}${path}"></iframe>`).join(''))
    page = await (await browser.newContext()).newPage()
    await page.goto(blog.url)
    await page.waitForFunction((count) => window.length === count, paths.length)
    const frames = page.frames().slice(1)
    expect(frames).to.have.length(paths.length)
    for (const frame of frames) {
      await frame.waitForURL('chrome-error://chromewebdata/')
      expect(await frame.locator('text=Night Ferry').count()).to.equal(0)
    }
  })
})
