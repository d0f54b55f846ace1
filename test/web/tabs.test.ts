/** Two tabs of one listener in a real Chromium: one player, wherever it is worked from. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { until } from '../support/until.ts'
import { createShop } from '../node/gateway/shop.ts'
import { openVisit, song, type Visit } from './visit.ts'

describe('two tabs of a shop', () => {
  let visit: Visit
  let one: Page
  let two: Page

  before(async () => {
    const shop = createShop({ chunk: 16_384 })
    shop.put({
      title: 'Night Ferry',
      artist: 'Nadia Voss',
      songs: [song('Slack Water', 440, 14), song('Copper Rails', 550, 14)],
    })
    visit = await openVisit(shop)
  })
  after(() => visit[Symbol.asyncDispose]())

  beforeEach(async () => {
    one = (await visit.arrive()).page
    two = await one.context().newPage()
    await two.goto(visit.url)
    await two.locator('.dock').waitFor({ state: 'attached' })
  })
  afterEach(() => one.context().close())

  const bar = (page: Page) => page.locator('.player')
  const press = (page: Page, name: 'Play' | 'Pause' | 'Next song') =>
    bar(page).getByRole('button', { name, exact: true }).click()
  const shows = (page: Page, name: 'Play' | 'Pause') =>
    bar(page).getByRole('button', { name, exact: true }).waitFor()
  const isTitled = (page: Page, title: string) =>
    bar(page).locator('.title', { hasText: title }).waitFor()

  const begin = async (page: Page) => {
    await page.getByRole('button', { name: 'Play Night Ferry' }).first().click()
    await sounds(page)
  }
  const audioOf = (page: Page) =>
    page.evaluate(() => {
      const { paused = true, currentTime = 0 } = document.querySelector('audio') ?? {}
      return { paused, currentTime }
    })
  /** Its own <audio> does. */
  const sounds = (page: Page, from = 0) =>
    until(async () => {
      const { paused, currentTime } = await audioOf(page)
      return !paused && currentTime > from
    })
  const isSilent = (page: Page) => until(async () => (await audioOf(page)).paused)

  it('show the same song, and either pauses it', async () => {
    await begin(one)
    await isTitled(two, 'Slack Water')
    await shows(two, 'Pause')
    await press(two, 'Pause')
    await isSilent(one)
    await shows(one, 'Play')
    await shows(two, 'Play')
  })

  it('have one sound: what is asked for in the other plays where it plays already', async () => {
    await begin(one)
    await shows(two, 'Pause')
    await press(two, 'Next song')
    await isTitled(one, 'Copper Rails')
    await sounds(one)
    await isTitled(two, 'Copper Rails')
    assert.ok((await audioOf(two)).paused)
  })

  it('go on in whichever is pressed, from where the other paused', async () => {
    await begin(one)
    await shows(two, 'Pause')
    await two
      .getByRole('slider', { name: /position|seek/i })
      .first()
      .waitFor()
    await one.evaluate(() => {
      const audio = document.querySelector('audio')
      if (audio) audio.currentTime = 6
    })
    await sounds(one, 6.2)
    await press(one, 'Pause')
    await shows(two, 'Play')
    await press(two, 'Play')
    await sounds(two, 6)
    assert.ok((await audioOf(two)).currentTime < 13)
    await isSilent(one)
    await shows(one, 'Pause')
  })

  it('know when the one that played was closed, and go on there at one press', async () => {
    await begin(one)
    await shows(two, 'Pause')
    await one.close()
    await shows(two, 'Play')
    await press(two, 'Play')
    await sounds(two)
    one = two
  })

  it('lose no press when the one that played is gone without a word', async () => {
    await begin(one)
    await shows(two, 'Pause')
    const devtools = await one.context().newCDPSession(one)
    const crashed = one.waitForEvent('crash')
    devtools.send('Page.crash').catch(() => undefined)
    await crashed
    await press(two, 'Next song')
    await isTitled(two, 'Copper Rails')
    await sounds(two)
  })

  it('take turns as often as one likes', async () => {
    await begin(one)
    let [from, to] = [one, two]
    for (let turn = 0; turn < 4; turn++) {
      await shows(to, 'Pause')
      await press(to, 'Pause')
      await isSilent(from)
      await shows(to, 'Play')
      await press(to, 'Play')
      await sounds(to)
      await isSilent(from)
      ;[from, to] = [to, from]
    }
  })

  it('hear of the song also when they are opened later', async () => {
    await begin(one)
    const three = await one.context().newPage()
    await three.goto(visit.url)
    await isTitled(three, 'Slack Water')
    await shows(three, 'Pause')
  })
})
