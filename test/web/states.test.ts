import assert from 'node:assert/strict'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createShop, ARTIST } from '../node/gateway/shop.ts'
import { judge } from './judge.ts'
import { cover } from './shopfront.ts'
import { openVisit, song, type Visit } from './visit.ts'

const SEEN: Record<string, BrowserContextOptions> = {
  light: {},
  'a phone, dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  'forced colours, 320 px': { viewport: { width: 320, height: 640 }, forcedColors: 'active' },
}

describe('pages of the dapp in every state', function () {
  this.timeout(180_000)
  const shop = createShop({ chunk: 16_384 })
  let visit: Visit
  let page: Page
  let ferry: string

  before(async () => {
    const art = cover([92, 44, 144], [232, 84, 184], 64)
    ferry = shop.put({
      title: 'Night Ferry',
      artist: 'Nadia Voss',
      genres: ['Dub'],
      cover: art,
      songs: [
        { ...song('Slack Water', 440, 12), lyrics: '[00:00]Salt\n[00:02]on every key' },
        { ...song('Copper Rails', 550, 12), explicit: true },
      ],
    }).release
    shop.put({ title: 'Short', songs: [{ ...song('Sip', 600, 12), extent: 'preview' }] })
    shop.put({ title: 'Copper', closed: true, songs: [song('Copper', 500)] })
    visit = await openVisit(shop)
  })

  after(async () => visit[Symbol.asyncDispose]())
  afterEach(async () => page.context().close())

  const button = (name: string) => page.getByRole('button', { name, exact: true }).first()
  const at = async (path: string) => {
    await page.goto(visit.url + path)
    await page.locator('main:not([aria-busy=true]) :is(h1, .empty)').first().waitFor()
  }
  const sounding = () =>
    page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.2)

  for (const [name, options] of Object.entries(SEEN)) {
    it(`leave nobody out, whatever there is: ${name}`, async () => {
      ;({ page } = await visit.arrive(`/release/${ferry}`, options))
      await button('Save Night Ferry for this device').click()
      await button('Add Night Ferry').click()
      await page.getByLabel('Name of the playlist').fill('Evening')
      await button('Create').click()
      await page.locator('.toast p').waitFor()
      await page.locator('.lyrics summary').click()
      await button('Play Slack Water').click()
      await page.locator('.sung li[aria-current]').waitFor()
      await judge(page, 'a release with its words, a toast and the question')
      await at(`/artist/${ARTIST}`)
      await button('Follow Nadia Voss').click()
      await judge(page, 'an artist who is followed')
      for (const path of ['/new', '/browse/Dub', '/library/artists', '/library/saved']) {
        await at(path)
        await judge(page, path)
      }
      await at('/library/playlists')
      await page.getByRole('link', { name: 'Evening' }).click()
      await page.getByRole('heading', { level: 1, name: 'Evening' }).waitFor()
      await judge(page, 'a playlist')
      await at('/settings')
      await page.getByText(/checked, .* in all/).waitFor()
      await judge(page, 'who plays this')
      await at('/')
      await button('Play Short').click()
      await sounding()
      await judge(page, 'an extract that plays')
    })

    it(`leave nobody out, whatever is missing: ${name}`, async () => {
      ;({ page } = await visit.arrive('/', options))
      for (const path of [
        '/release/0x00',
        `/artist/0x${'9'.repeat(40)}`,
        '/browse/Polka',
        '/search?q=zzzz',
        '/library/bought',
        '/library/artists',
        '/library/playlists',
      ]) {
        await at(path)
        await judge(page, path)
      }
      await at(`/release/${ferry}`)
      await page.evaluate(() => navigator.serviceWorker.ready)
      await page.context().setOffline(true)
      await page.locator('.banner.offline').waitFor()
      await button('Play Copper Rails').click()
      await page.locator('.where[data-trouble]').waitFor({ timeout: 60_000 })
      await judge(page, 'offline, and a song that is not here')
      await page.getByRole('link', { name: 'Browse' }).click()
      await page.getByText('This shop does not answer.').waitFor()
      await judge(page, 'a shop that does not answer')
    })
  }

  it('give a name its line and times their column, in French on a phone', async () => {
    const options = { viewport: { width: 390, height: 844 }, locale: 'fr-FR' }
    ;({ page } = await visit.arrive(`/artist/${ARTIST}`, options))
    const name = page.getByRole('heading', { level: 1, name: 'Nadia Voss' })
    assert.ok(((await name.boundingBox())?.height ?? 0) < 60)
    await at(`/release/${ferry}`)
    const ends = await page
      .locator('.track .time')
      .evaluateAll((times) => times.map((time) => time.getBoundingClientRect().right))
    assert.equal(ends.length, 2)
    assert.equal(ends[0], ends[1])
  })
})
