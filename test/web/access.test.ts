/** The dapp for those who change how the screen looks, moves or is reached. */
import assert from 'node:assert/strict'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createShop } from '../node/gateway/shop.ts'
import { judge } from './judge.ts'
import { cover } from './shopfront.ts'
import { openVisit, song, type Visit } from './visit.ts'

/** 1280 × 860 at 200 %, as far as layout can tell. */
const ZOOMED = { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }
/** What shows where the focus is: three pixels, two away. */
const RING_PX = 5

const PHONE = { viewport: { width: 390, height: 844 } }

const SEEN: Record<string, BrowserContextOptions> = {
  'forced colours': { forcedColors: 'active' },
  'forced colours, dark': { forcedColors: 'active', colorScheme: 'dark' },
  '200 % zoom': ZOOMED,
}
/** Pages are looked at so in `dapp.test.ts`. */
const OPENED: typeof SEEN = {
  ...SEEN,
  light: {},
  'a phone, dark': { ...PHONE, colorScheme: 'dark' },
}

describe('access to the dapp', function () {
  this.timeout(90_000)
  const shop = createShop({ chunk: 16_384 })
  let visit: Visit
  let release: string

  before(async () => {
    for (let number = 1; number <= 14; number++) {
      shop.put({ title: `Field ${number}`, songs: [song(`Furrow ${number}`, 200 + number)] })
    }
    release = shop.put({
      title: 'Night Ferry',
      artist: 'Nadia Voss',
      priceWei: 10n ** 16n,
      genres: ['Dub', 'Jazz'],
      sold: 2,
      cover: cover([92, 44, 144], [232, 84, 184], 64),
      songs: [
        { ...song('Slack Water', 440, 12), lyrics: '[00:00]Salt\n[00:02]on every key' },
        { ...song('Copper Rails', 550, 12), explicit: true },
      ],
      more: { notes: 'Loud.', licence: 'CC-BY-4.0', credits: [{ name: 'Oto', role: 'Drums' }] },
    }).release
    visit = await openVisit(shop)
  })

  after(async () => visit[Symbol.asyncDispose]())

  const playing = async (page: Page) => {
    await page.getByRole('button', { name: 'Play Night Ferry', exact: true }).first().click()
    await page.locator('.player').waitFor()
    await page.locator('.share-line').waitFor({ timeout: 10_000 })
  }

  for (const [name, options] of Object.entries(SEEN)) {
    it(`leaves nobody out on any page: ${name}`, async () => {
      const { page } = await visit.arrive('/', options)
      await playing(page)
      await judge(page, 'home')
      const paths = ['/search?q=night', '/library', '/library/playlists', '/browse', '/settings']
      for (const path of [...paths, `/release/${release}`]) {
        await page.goto(visit.url + path)
        await page.locator('.player').waitFor()
        await page.locator('main:not([aria-busy=true]) :is(h1, h2)').first().waitFor()
        await judge(page, path)
      }
      await page.context().close()
    })
  }

  for (const [name, options] of Object.entries(OPENED)) {
    it(`leaves nobody out of what opens: ${name}`, async () => {
      const { page } = await visit.arrive(`/release/${release}`, options)
      await playing(page)
      for (const opener of ['Add Night Ferry', 'Share Night Ferry', 'Report or hide']) {
        await page.getByRole('button', { name: opener, exact: true }).first().click()
        await judgeSheet(page, opener)
      }
      await page.locator('body').press('?')
      await judgeSheet(page, 'help')
      if (options.viewport) {
        await page.getByRole('button', { name: 'Open the player' }).click()
        await page.locator('.full-player').waitFor()
        await judge(page, 'the open player')
        await page.locator('.full-player').getByText('Queue').click()
      } else await page.getByRole('button', { name: 'Queue', exact: true }).click()
      await page.getByRole('complementary', { name: 'Queue' }).waitFor()
      await judge(page, 'the queue')
      await page.context().close()
    })
  }

  it('moves nothing for those who asked for stillness', async () => {
    const { page } = await visit.arrive('/', { ...ZOOMED, reducedMotion: 'reduce' })
    await page.evaluate(noteMotion)
    await playing(page)
    await page.locator('.card').nth(2).hover()
    await page.getByRole('button', { name: 'Open the player' }).click()
    await page.locator('.full-player').getByRole('button', { name: 'Pause', exact: true }).click()
    await page.locator('.full-player').getByRole('button', { name: 'Play', exact: true }).waitFor()
    assert.deepEqual(await page.evaluate(running), [])
    assert.deepEqual(await page.evaluate(moved), [])
    await page.context().close()
  })

  for (const [name, options] of Object.entries({ 'a desktop': {}, '200 % zoom': ZOOMED })) {
    it(`never hides what is focused behind the player or the top: ${name}`, async () => {
      const { page } = await visit.arrive('/', options)
      await playing(page)
      await page.evaluate(() => {
        document.querySelector<HTMLElement>('main :is(a, button)')?.focus()
      })
      const down = await walk(page, 'Tab')
      assert.ok(down > 40, `${down} stops only`)
      await page.evaluate(() => {
        Array.from(document.querySelectorAll<HTMLElement>('main :is(a, button)')).at(-1)?.focus()
      })
      await walk(page, 'Shift+Tab')
      await page.context().close()
    })
  }
})

async function judgeSheet(page: Page, where: string): Promise<void> {
  await page.locator('dialog[open]').waitFor()
  await judge(page, where)
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

/** To the last stop of the page. Gives how many there were. */
async function walk(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<number> {
  for (let stops = 1; stops < 200; stops++) {
    await page.keyboard.press(key)
    const covered = await page.evaluate(coveredFocus, RING_PX)
    if (covered === 'end') return stops
    assert.equal(covered, undefined)
  }
  throw new Error('there is no end')
}

/** What is focused and lies behind the bars, in words; `end` where nothing of `main` is focused. */
function coveredFocus(ring: number): string | undefined {
  const here = document.activeElement
  if (!here?.closest('main')) return 'end'
  const { top, bottom } = here.getBoundingClientRect()
  const ceiling = document.querySelector('.top')?.getBoundingClientRect().bottom ?? 0
  const floor = document.querySelector('.dock')?.getBoundingClientRect().top ?? innerHeight
  const fits = bottom - top + 2 * ring <= floor - ceiling
  const isSeen = fits
    ? top - ring >= ceiling && bottom + ring <= floor
    : top < floor - 24 && bottom > ceiling + 24
  if (isSeen) return undefined
  const at = `${top.toFixed()} to ${bottom.toFixed()}, seen ${ceiling.toFixed()} to ${floor.toFixed()}`
  return `${here.outerHTML.slice(0, 120)}: ${at}`
}

interface Noted {
  moved?: string[]
}

/** Two of ours only wait, without moving, before they show. */
function noteMotion(): void {
  const noted: string[] = []
  Object.assign(window, { moved: noted })
  document.addEventListener('transitionrun', (event) => noted.push(event.propertyName))
  document.addEventListener('animationstart', ({ animationName }) => {
    if (!['wait', 'appear'].includes(animationName)) noted.push(animationName)
  })
}

const moved = () => (window as Noted).moved

const running = () =>
  document.getAnimations().map((one) => (one.effect as KeyframeEffect | null)?.target?.outerHTML)
