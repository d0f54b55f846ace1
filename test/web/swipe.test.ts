import assert from 'node:assert/strict'
import type { CDPSession, Page } from 'playwright-core'
import { createShop } from '../node/gateway/shop.ts'
import { cover } from './shopfront.ts'
import { openVisit, song, type Visit } from './visit.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

describe('a finger on the player', function () {
  this.timeout(60_000)
  const shop = createShop({ chunk: 16_384 })
  let visit: Visit
  let page: Page
  let touch: CDPSession

  before(async () => {
    const art = cover([92, 44, 144], [232, 84, 184], 32)
    shop.put({ title: 'Night Ferry', cover: art, songs: [song('Slack Water', 440, 12)] })
    visit = await openVisit(shop)
  })

  after(async () => visit[Symbol.asyncDispose]())
  afterEach(async () => page.context().close())

  async function play(options: object): Promise<void> {
    ;({ page } = await visit.arrive('/', options))
    touch = await page.context().newCDPSession(page)
    await page.getByRole('button', { name: 'Play Night Ferry', exact: true }).click()
    await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0)
  }

  /** Drawn as a hand does it, from the middle of what is there. */
  async function draw(selector: string, [dx, dy]: [number, number]): Promise<void> {
    const box = await page.locator(selector).boundingBox()
    if (!box) throw new Error(`${selector} is not seen`)
    const [x, y] = [box.x + box.width / 3, box.y + box.height / 2]
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', part: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx * part, y: y + dy * part }],
      })
    await send('touchStart', 0)
    for (let step = 1; step <= 6; step++) await send('touchMove', step / 6)
    await send('touchEnd', 1)
  }

  const full = () => page.locator('.full-player[open]')
  /** Whatever a touch does has been done. */
  const settled = () => page.evaluate(() => new Promise(requestAnimationFrame))

  it('drawn up opens it, drawn down closes it, and the song goes on', async () => {
    await play(PHONE)
    await draw('.player', [10, -120])
    await full().waitFor()
    const isMoved = await full().evaluate((one) => getComputedStyle(one).animationName)
    assert.equal(isMoved, 'rise')
    await draw('.full-player .sleeve', [10, 200])
    await full().waitFor({ state: 'detached' })
    assert.equal(await page.locator('audio').evaluate((one: HTMLAudioElement) => one.paused), false)
    assert.match(page.url(), /\/$/)
  })

  it('drawn across, or too little, does nothing', async () => {
    await play({ ...PHONE, reducedMotion: 'reduce' })
    await draw('.player', [150, -60])
    await draw('.player', [0, -20])
    await settled()
    assert.equal(await full().count(), 0)
    await page.getByRole('button', { name: 'Open the player' }).click()
    await full().waitFor()
    assert.equal(await full().evaluate((one) => getComputedStyle(one).animationName), 'none')
    await draw('.full-player .sleeve', [200, 60])
    await settled()
    await full().waitFor()
    await page.keyboard.press('Escape')
    await full().waitFor({ state: 'detached' })
  })

  it('does nothing where all of the player is in its bar', async () => {
    await play({ hasTouch: true })
    await draw('.player', [10, -120])
    await settled()
    assert.equal(await full().count(), 0)
  })
})
