import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { eventually, Stage, type Node } from '../journey/megabox.ts'
import { openBrowser } from '../support/browser.ts'
import { publishAlbum } from './peer/songs.ts'

const SECONDS = 240
/** So that what had been fetched ahead, about a hundred seconds, is soon behind. */
const RATE = 15
const AHEAD = 150

describe('the dapp of a shop that dies while it plays', function () {
  this.timeout(180_000)
  let stage: Stage
  let other: Node
  let shop: Node
  let browser: Browser & AsyncDisposable
  let page: Page

  before(async () => {
    stage = await Stage.open()
    ;[other, browser] = await Promise.all([stage.up('other', '--no-demo'), openBrowser()])
    shop = await stage.up('shop', '--no-demo', '--join', other.ready.multiaddrs[0] ?? '')
    const songs = await publishAlbum(stage, 'shop', { seconds: SECONDS })
    for (const song of songs) {
      const held = new URL(`/ipfs/${song}`, other.ready.http)
      const has = async () => (await fetch(held, { method: 'HEAD' }).catch(() => undefined))?.ok
      await eventually(60_000, has, Boolean)
    }
    const context = await browser.newContext()
    await context.addInitScript(() => {
      localStorage.setItem('megabox:settings', JSON.stringify({ keys: true, sharing: true }))
    })
    page = await context.newPage()
    await page.goto(new URL('/settings', shop.ready.http).href)
    // In touch with both nodes.
    await page.getByText('Another shop').nth(1).waitFor({ timeout: 60_000 })
    await page.getByRole('link', { name: 'New', exact: true }).click()
    await page.getByRole('link', { name: 'album of Nadia Voss', exact: true }).click()
  })

  after(async () => {
    await browser.close()
    await stage[Symbol.asyncDispose]()
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  /** Until the song has moved on from where it is, as the element itself counts. */
  const sounding = async (seconds = 1) => {
    const from = await page.evaluate(() => document.querySelector('audio')?.currentTime ?? 0)
    await page.waitForFunction(
      (to) => (document.querySelector('audio')?.currentTime ?? 0) > to,
      from + seconds,
    )
  }
  const seek = (seconds: number) =>
    page.getByRole('slider', { name: 'Position' }).fill(`${seconds}`)

  it('plays on from another without a stop', async () => {
    await button('Play Two').click()
    await sounding()
    const measured = page.evaluate(measure, { ms: 12_000, rate: RATE })
    await shop.kill()
    const { halt, reached } = await measured
    assert.ok(halt < 250, `it stood still for ${halt} ms`)
    assert.ok(reached > AHEAD, `only ${reached} s were heard`)
  })

  it('plays what is stored when nobody is left, then says so and what to do', async () => {
    await button('Play One').click()
    await sounding(0.5)
    await other.kill()
    await sounding()
    await seek(SECONDS - 10)
    const player = page.getByRole('region', { name: 'Player' })
    await player.getByText('Nobody online has this song now.').waitFor({ timeout: 60_000 })
    const again = player.getByRole('button', { name: 'Try again' })
    await again.waitFor({ timeout: 60_000 })
    // The beginning is here.
    await seek(0)
    await again.click()
    await again.waitFor({ state: 'detached' })
    await page.waitForFunction(() => {
      const at = document.querySelector('audio')?.currentTime ?? 0
      return at > 1 && at < 60
    })
  })
})

/**
 * How long the song stood still at most, and how far it came. Seen from inside the page: twice the same
 * time on the song's own clock is a halt, while a page that was kept waiting itself sees it moved on.
 */
async function measure({ ms, rate }: { ms: number; rate: number }) {
  const audio = document.querySelector('audio')
  if (!audio) throw new Error('no audio')
  audio.playbackRate = rate
  let [at, since, halt] = [-1, performance.now(), 0]
  for (const end = since + ms; performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const now = performance.now()
    if (audio.currentTime !== at) [at, since] = [audio.currentTime, now]
    halt = Math.max(halt, now - since)
  }
  return { halt, reached: audio.currentTime }
}
