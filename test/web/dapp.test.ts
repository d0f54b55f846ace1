import { AxeBuilder } from '@axe-core/playwright'
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

describe('the dapp', () => {
  const shop = createShop({ chunk: 16_384 })
  let front: Awaited<ReturnType<typeof openShopfront>>
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let ids: string[]
  /** What must stay empty: broken policies, thrown errors, dialogs, requests elsewhere. */
  const alarms: string[] = []

  before(async () => {
    shop.put({ title: HOSTILE, artist: SCRIPT, songs: [song(HOSTILE, 300)] })
    shop.put({ title: 'שקט', artist: 'להקה', songs: [song('מים\u202Egpj.exe', 310)] })
    shop.put({ title: 'Long '.repeat(100), songs: [song('Very '.repeat(100), 320)] })
    const { release } = shop.put({
      title: 'Night Ferry',
      artist: 'Nadia Voss',
      priceWei: 10n ** 16n,
      cover: cover([92, 44, 144], [232, 84, 184], 32),
      songs: [song('Slack Water', 440, 1.5), song('Copper Rails', 550, 12)],
    })
    ids = [release]
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

  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  const time = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
  const isPaused = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)
  const sounding = async () => {
    const start = await time()
    // Until the song has moved on, as the audio element itself counts.
    await page.waitForFunction(
      (from) => (document.querySelector('audio')?.currentTime ?? 0) > from + 0.2,
      start,
    )
  }
  const openRelease = async (title: string) => {
    await link(title).last().click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }

  it('is drawn before any script runs, and taken over without a change', async () => {
    const still = await browser.newContext({ javaScriptEnabled: false })
    const bare = await still.newPage()
    await bare.goto(front.url)
    const drawn = squeezed(await bare.locator('main').innerHTML())
    expect(drawn).to.contain('Night Ferry').and.contain('from 0.01')
    await still.close()
    await page.locator('.dock').waitFor({ state: 'attached' })
    expect(squeezed(await page.locator('main').innerHTML())).to.equal(drawn)
    expect(alarms).to.deep.equal([])
  })

  it('plays a release at one click, and says so', async () => {
    await button('Play Night Ferry').click()
    await sounding()
    const player = page.getByRole('region', { name: 'Player' })
    expect(await player.innerText())
      .to.contain('Slack Water')
      .and.contain('Nadia Voss')
    const position = page.getByRole('slider', { name: 'Position' })
    expect(await position.getAttribute('aria-valuetext')).to.match(/^0:0\d of 0:0\d$/)
    await button('Pause Night Ferry').click()
    await page.waitForFunction(() => document.querySelector('audio')?.paused)
    // The label follows the element's own event, a moment later.
    await button('Play Night Ferry').waitFor()
    expect(alarms).to.deep.equal([])
  })

  it('asks after the first sound whether others may help, once', async () => {
    const question = page.getByText('May other listeners help?')
    expect(await question.count()).to.equal(0)
    await button('Play Night Ferry').click()
    await question.waitFor()
    await button('Only this shop').click()
    await question.waitFor({ state: 'detached' })
    await page.reload()
    await button('Play Night Ferry').click()
    await sounding()
    expect(await question.count()).to.equal(0)
  })

  it('seeks by asking for the bytes it needs', async () => {
    await openRelease('Night Ferry')
    await button('Play Copper Rails').click()
    await sounding()
    await page.getByRole('slider', { name: 'Position' }).fill('3')
    expect(await time()).to.be.at.least(2.9)
    await sounding()
  })

  it('goes on with the next song when one has ended', async () => {
    await openRelease('Night Ferry')
    await button('Play Slack Water').click()
    await button('Pause Copper Rails').waitFor({ timeout: 8000 })
    await sounding()
  })

  it('goes on where it was after a reload', async () => {
    await openRelease('Night Ferry')
    await button('Play Copper Rails').click()
    await sounding()
    await page.getByRole('slider', { name: 'Position' }).fill('2')
    await sounding()
    await page.reload()
    const player = page.getByRole('region', { name: 'Player' })
    await player.getByText('Copper Rails').waitFor()
    await player.getByRole('button', { name: 'Play', exact: true }).click()
    await sounding()
    expect(await time()).to.be.at.least(2)
  })

  it('keeps a queue that is reordered, shortened and shuffled', async () => {
    await button('Play Night Ferry').click()
    await sounding()
    await page.keyboard.press('k')
    await button('Queue').click()
    const queue = page.getByRole('complementary', { name: 'Queue' })
    await queue.waitFor()
    const names = () => queue.locator('.queue-song .name').allInnerTexts()
    expect(await names()).to.deep.equal(['Slack Water', 'Copper Rails'])
    await queue.getByRole('button', { name: 'Move Copper Rails up' }).click()
    expect(await names()).to.deep.equal(['Copper Rails', 'Slack Water'])
    await queue.getByRole('button', { name: 'Remove Copper Rails' }).click()
    expect(await names()).to.deep.equal(['Slack Water'])
  })

  it('lets no title, artist or song run as anything but text', async () => {
    await button(`Play ${HOSTILE}`).click()
    await sounding()
    await openRelease(HOSTILE)
    expect(await page.evaluate(() => '__pwned' in window)).to.equal(false)
    expect(await page.getByText(SCRIPT).first().isVisible()).to.equal(true)
    expect(await page.locator('img[src="x"]').count()).to.equal(0)
    await page.reload()
    expect(await page.evaluate(() => '__pwned' in window)).to.equal(false)
    expect(alarms).to.deep.equal([])
  })

  it('can be worked by keyboard alone', async () => {
    await openRelease('Night Ferry')
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('search')
    await page.keyboard.type('k')
    expect(await page.locator('#search').inputValue()).to.equal('k')
    await page.locator('#search').fill('')
    await page.goBack()
    await button('Play Slack Water').focus()
    await page.keyboard.press('Enter')
    await sounding()
    await page.keyboard.press('k')
    expect(await isPaused()).to.equal(true)
    await page.locator('body').press('k')
    await sounding()
    await page.keyboard.press('Shift+ArrowRight')
    await button('Pause Copper Rails').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor({ state: 'detached' })
  })

  it('searches as one types, and by its address', async () => {
    await page.locator('#search').fill('x')
    await page.getByRole('heading', { name: 'Results for “x”' }).waitFor()
    await page.evaluate(watchCards)
    await page.locator('#search').fill('night')
    await page.getByRole('heading', { name: 'Results for “night”' }).waitFor()
    await page.waitForURL(/\/search\?q=night$/)
    await page.getByRole('list', { name: 'Releases' }).getByText('Night Ferry').waitFor()
    await page
      .getByRole('status')
      .getByText(/^\d+ results?$/)
      .waitFor()
    expect(await page.evaluate(() => document.body.dataset['cards'])).to.match(/^(0 )*(1 ?)+$/)
    await page.locator('#search').fill('zzzz')
    await page.getByText('Nothing found for “zzzz”.').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'New in this shop' }).waitFor()
  })

  it('speaks French where French is asked for, whole, and lets one choose', async () => {
    const french = await browser.newContext({ locale: 'fr-FR' })
    const other = await french.newPage()
    await other.goto(front.url)
    await other.getByRole('heading', { name: 'Nouveautés de la boutique' }).waitFor()
    expect(await other.locator('html').getAttribute('lang')).to.equal('fr')
    await other.getByText('dès 0,01').first().waitFor()
    await other.getByRole('button', { name: 'English' }).click()
    await other.getByRole('heading', { name: 'New in this shop' }).waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'New in this shop' }).waitFor()
    await french.close()
  })

  it('keeps what is saved, followed and listed, and gives it back from a file', async () => {
    await openRelease('Night Ferry')
    await button('Save Night Ferry for this device').click()
    await link('Library').click()
    await page.getByRole('list', { name: 'Saved' }).getByText('Night Ferry').waitFor()
    await link('Playlists').click()
    await page.getByLabel('Name of the playlist').fill(`Evening ${HOSTILE}`)
    await button('Create').click()
    await page.getByRole('heading', { name: `Evening ${HOSTILE}` }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Export everything').click(),
    ])
    const file = await download.path()
    const elsewhere = await browser.newContext()
    const other = await elsewhere.newPage()
    await other.goto(`${front.url}/library`)
    await other.locator('input[type=file]').setInputFiles(file)
    await other.getByText('Imported.').waitFor()
    await other.reload()
    await other.getByRole('list', { name: 'Saved' }).getByText('Night Ferry').waitFor()
    await other
      .locator('input[type=file]')
      .setInputFiles({ name: 'x', mimeType: 'text/plain', buffer: Buffer.from('{}') })
    await other.getByText('That file is not one of ours.').waitFor()
    await elsewhere.close()
  })

  it('shows a new release without a reload', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    shop.put({
      title: `Just in ${HOSTILE}`,
      artist: SCRIPT,
      priceWei: 123_400_000_000_000_000n,
      songs: [song('Fresh', 660), { ...song('Sip', 670), extent: 'preview' }],
    })
    const first = page.locator('.card').first()
    await first.getByText('Just in').waitFor({ timeout: 8000 })
    expect(await first.innerText()).to.contain('0.1234')
    expect(await page.evaluate(() => 'sameDocument' in window)).to.equal(true)
    await button(`Play Just in ${HOSTILE}`).click()
    await sounding()
    expect(alarms).to.deep.equal([])
  })

  it('says why when nobody delivers a song', async () => {
    const lost = song('Nowhere', 777)
    shop.put({ title: 'Lost', songs: [lost] })
    const cid = cidOf(lost.bytes).toString()
    const file = shop.files.get(cid)
    if (file?.listed) shop.powers.index.file = withLost(shop.powers.index.file, file.listed)
    shop.files.delete(cid)
    await page.reload()
    await button('Play Lost').click()
    await page.getByText('Nobody online has this song now.').waitFor()
  })

  it('speaks no jargon before it is asked to', async () => {
    await openRelease('Night Ferry')
    const words = (await page.locator('body').innerText()).toLowerCase()
    for (const jargon of ['peer', 'cid', 'gas', 'mint', 'nft', 'web3', 'wallet', 'token', 'node']) {
      expect(words).to.not.match(new RegExp(`\\b${jargon}\\b`))
    }
  })

  for (const [scheme, width, height] of [
    ['light', 1280, 860],
    ['dark', 390, 844],
    ['dark', 320, 640],
  ] as const) {
    it(`leaves nobody out: ${scheme}, ${width} wide`, async function () {
      this.timeout(40_000)
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: scheme })
      await button('Play Night Ferry').click()
      await sounding()
      const paths = ['/', '/search?q=night', `/release/${ids[0] ?? ''}`, '/library', '/settings']
      for (const path of paths) {
        await page.goto(front.url + path)
        await page.locator('.player').waitFor()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).to.deep.equal([])
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(wider, path).to.be.at.most(0)
      }
    })
  }
})

type FileOf = ReturnType<typeof createShop>['powers']['index']['file']
type Listed = NonNullable<Awaited<ReturnType<FileOf>>>

/** Still listed, though its bytes are gone. */
const withLost =
  (file: FileOf, lost: Listed): FileOf =>
  async (cid) =>
    cid.equals(lost.cid) ? lost : file(cid)

const squeezed = (html: string): string => html.replace(/>\s+/g, '>').replace(/\s+/g, ' ')

/** In the page: how many cards stood there after each change. */
function watchCards(): void {
  const watcher = new MutationObserver(() => {
    const now = document.querySelectorAll('main .card').length
    document.body.dataset['cards'] = `${document.body.dataset['cards'] ?? ''}${now} `
  })
  watcher.observe(document.querySelector('main') ?? document.body, {
    childList: true,
    subtree: true,
  })
}
