import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { wav } from '../support/audio.ts'
import { cidOf, createShop } from '../node/gateway/shop.ts'
import { cover, openShopfront } from './shopfront.ts'

const HOSTILE = '<img src=x onerror="window.__pwned=1">'
const SCRIPT = '"><script>window.__pwned=1</script>'

const song = (title: string, pitch: number, seconds = 4) => ({
  title,
  bytes: wav({ seconds, pitch }),
  mime: 'audio/wav',
  durationMs: seconds * 1000,
})

describe('the page', () => {
  const shop = createShop({ chunk: 16_384 })
  let front: Awaited<ReturnType<typeof openShopfront>>
  let browser: Browser
  let context: BrowserContext
  let page: Page
  /** What must stay empty: broken policies, thrown errors, dialogs, requests elsewhere. */
  const alarms: string[] = []

  before(async () => {
    shop.put({ title: HOSTILE, artist: SCRIPT, songs: [song(HOSTILE, 300)] })
    shop.put({ title: 'שקט', artist: 'להקה', songs: [song('מים\u202Egpj.exe', 310)] })
    shop.put({ title: 'Long '.repeat(100), songs: [song('Very '.repeat(100), 320)] })
    shop.put({
      title: 'Night Ferry',
      artist: 'Nadia Voss',
      priceWei: 10n ** 16n,
      cover: cover([92, 44, 144], [232, 84, 184], 32),
      songs: [song('Slack Water', 440, 1.5), song('Copper Rails', 550)],
    })
    front = await openShopfront(shop.powers)
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  })

  after(async () => {
    await browser.close()
    await front[Symbol.asyncDispose]()
  })

  beforeEach(async () => {
    alarms.length = 0
    page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') alarms.push(message.text())
    })
    page.on('pageerror', (error) => alarms.push(error.message))
    page.on('dialog', (dialog) => {
      alarms.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(front.url)) alarms.push(request.url())
    })
    await page.goto(front.url)
  })

  afterEach(async () => {
    await page.close()
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const time = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
  const sounding = async () => {
    const start = await time()
    // Until the song has moved on, as the audio element itself counts.
    await page.waitForFunction(
      (from) => (document.querySelector('audio')?.currentTime ?? 0) > from + 0.2,
      start,
    )
  }

  it('plays a song at a click, and says so', async () => {
    await button('Play Slack Water').click()
    await sounding()
    expect(await button('Pause Slack Water').getAttribute('aria-current')).to.equal('true')
    const player = page.getByRole('region', { name: 'Player' })
    expect(await player.innerText())
      .to.contain('Slack Water')
      .and.contain('Nadia Voss')
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).to.match(
      /^0:0\d of 0:02$/,
    )
    await button('Pause Slack Water').click()
    expect(await page.locator('audio').evaluate((a: HTMLAudioElement) => a.paused)).to.equal(true)
    // The label follows the element's own event, a moment later.
    await button('Play Slack Water').waitFor()
    expect(alarms).to.deep.equal([])
  })

  it('seeks by asking for the bytes it needs', async () => {
    await button('Play Copper Rails').click()
    await sounding()
    await page.getByRole('slider').fill('3')
    expect(await time()).to.be.at.least(3)
    await sounding()
  })

  it('goes on with the next song when one has ended', async () => {
    await button('Play Slack Water').click()
    await button('Pause Copper Rails').waitFor({ timeout: 8000 })
    await sounding()
    expect(await button('Play Slack Water').getAttribute('aria-current')).to.equal(null)
  })

  it('lets no title, artist or song run as anything but text', async () => {
    await button(`Play ${HOSTILE}`).click()
    await sounding()
    expect(await page.evaluate(() => '__pwned' in window)).to.equal(false)
    expect(await page.getByText(SCRIPT).first().isVisible()).to.equal(true)
    expect(await page.locator('img[src="x"]').count()).to.equal(0)
    expect(alarms).to.deep.equal([])
  })

  it('can be worked by keyboard alone', async () => {
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('search')
    await page.keyboard.type('k')
    expect(await page.locator('#search').inputValue()).to.equal('k')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).to.equal(
      'Play Slack Water',
    )
    await page.keyboard.press('Enter')
    await sounding()
    await page.keyboard.press('k')
    expect(await page.locator('audio').evaluate((a: HTMLAudioElement) => a.paused)).to.equal(true)
    await page.keyboard.press(' ')
    await sounding()
    await page.keyboard.press('Shift+ArrowRight')
    await button('Pause Copper Rails').waitFor()
  })

  it('shows a new release without a reload, as the server would have', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    shop.put({
      title: `Just in ${HOSTILE}`,
      artist: SCRIPT,
      priceWei: 123_400_000_000_000_000n,
      songs: [song('Fresh', 660), { ...song('Sip', 670), extent: 'preview' }],
    })
    await button('Play Fresh').waitFor({ timeout: 6000 })
    const first = page.locator('#shelf .card').first()
    const live = await first.innerHTML()
    expect(await page.evaluate(() => 'sameDocument' in window)).to.equal(true)
    await button('Play Fresh').click()
    await sounding()
    expect(alarms).to.deep.equal([])
    await page.reload()
    expect(squeezed(live)).to.equal(squeezed(await first.innerHTML()))
  })

  it('says why when nobody delivers a song', async () => {
    const lost = song('Nowhere', 777)
    shop.put({ title: 'Lost', songs: [lost] })
    const cid = cidOf(lost.bytes).toString()
    const file = shop.files.get(cid)
    if (file?.listed) shop.powers.index.file = withLost(shop.powers.index.file, file.listed)
    shop.files.delete(cid)
    await page.reload()
    await button('Play Nowhere').click()
    await page.getByText('Nobody online has this song now.').waitFor()
  })

  it('fits a phone, in the dark, without scrolling sideways', async () => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await button('Play Slack Water').click()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider).to.be.at.most(0)
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(ground).to.equal('rgb(16, 19, 22)')
  })
})

type FileOf = ReturnType<typeof createShop>['powers']['index']['file']
type Listed = NonNullable<Awaited<ReturnType<FileOf>>>

/** Still listed, though its bytes are gone. */
const withLost =
  (file: FileOf, lost: Listed): FileOf =>
  async (cid) =>
    cid.equals(lost.cid) ? lost : file(cid)

const squeezed = (html: string): string => html.replace(/>\s+/g, '>').replace(/\s+/g, ' ')
