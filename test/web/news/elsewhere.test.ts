import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { Stage, type Node } from '../../journey/megabox.ts'
import { openBrowser } from '../../support/browser.ts'
import { askedThere, rpcServer } from '../../support/rpcServer.ts'
import { publishAlbum } from '../peer/songs.ts'

const HOSTILE = `<img src=x onerror="window.__pwned=1"> ${'Long '.repeat(30)}`

describe('the shop window, once others may help', function () {
  this.timeout(180_000)
  let stage: Stage
  let other: Node
  let shop: Node
  let chain: Chain
  let browser: Browser & AsyncDisposable
  let page: Page
  const alarms: string[] = []

  before(async () => {
    stage = await Stage.open()
    ;[other, browser] = await Promise.all([stage.up('other', '--no-demo'), openBrowser()])
    const { url = '', releases } = other.ready.chain
    chain = await openChain(url)
    const join = ['--join', other.ready.multiaddrs[0] ?? '']
    const reads = ['--chain', chain.url, '--releases', releases]
    shop = await stage.up('shop', '--no-demo', ...join, ...reads)
    await publishAlbum(stage, 'other')
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    await context.addInitScript(() => {
      localStorage.setItem('megabox:settings', JSON.stringify({ keys: true, sharing: true }))
    })
    page = await context.newPage()
    page.on('pageerror', (error) => alarms.push(error.message))
    await page.goto(new URL('/settings', shop.ready.http).href)
    // In touch with both nodes.
    await page.getByText('Another shop').nth(1).waitFor({ timeout: 60_000 })
    await window_().click()
    await card('album of Nadia Voss').waitFor({ timeout: 30_000 })
  })

  after(async () => {
    await browser.close()
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
  })

  const window_ = () => page.getByRole('link', { name: 'New', exact: true })
  const group = () => page.getByRole('region', { name: 'Heard from other shops' })
  const card = (title: string) =>
    page.getByRole('list', { name: 'New in this shop' }).locator('.card', { hasText: title })
  const judge = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
    )
  }
  const publish = (artist: string, pitch: number, ...options: string[]) =>
    publishAlbum(stage, 'other', { artist, pitch }, ...options)

  it('shows what this shop does not list apart, without a price, and plays it', async () => {
    chain.isSilent = true
    await publish('Nadia Voss 2', 150, '--title', HOSTILE)
    const heard = group().locator('.card')
    await heard.waitFor({ timeout: 60_000 })
    assert.match(await heard.innerText(), /^<img src=x[^]*Nadia Voss 2\s*not checked yet$/)
    assert.equal(await group().locator('.sticker, .plain-price').count(), 0)
    assert.equal(await heard.getByRole('link', { name: 'Nadia Voss 2', exact: true }).count(), 0)
    assert.equal(await card('<img').count(), 0)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wider <= 0, `${wider} px too wide`)
    await judge()
    await heard.getByRole('link').last().click()
    await page.getByRole('heading', { level: 1, name: '<img src=x' }).waitFor()
    await page.getByText('not yet checked by this shop').waitFor()
    await judge()
    assert.equal(await page.locator('main .sticker').count(), 0)
    await page.getByRole('button', { name: 'Play One', exact: true }).click()
    await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.5)
    assert.equal(await page.evaluate(() => '__pwned' in window), false)
    assert.deepEqual(alarms, [])
  })

  it('shows it as its own as soon as this shop has checked it, and hints no more', async () => {
    chain.isSilent = false
    await page.locator('main .sticker').waitFor({ timeout: 60_000 })
    await window_().click()
    await card('<img').waitFor()
    assert.equal(await card('<img').locator('.sticker').count(), 1)
    assert.equal(await group().count(), 0)
  })

  it('shows nothing of what one has hidden, and nothing once one keeps to this shop', async () => {
    chain.isSilent = true
    await publish('Oto Maki', 170)
    await publish('Sulo', 190)
    await group().getByText('album of Sulo').waitFor({ timeout: 60_000 })
    await group().getByRole('link', { name: 'album of Oto Maki', exact: true }).click()
    await page.getByRole('button', { name: 'Report or hide' }).click()
    await page.getByRole('button', { name: 'Hide on this device' }).click()
    await window_().click()
    await group().getByText('album of Sulo').waitFor()
    assert.equal(await group().getByText('Oto Maki').count(), 0)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Other listeners may help').uncheck()
    await window_().click()
    await card('album of Nadia Voss').waitFor()
    assert.equal(await group().count(), 0)
  })
})

interface Chain extends AsyncDisposable {
  url: string
  /** It takes questions and answers none. */
  isSilent: boolean
}

/** The way of one node to its chain, which may fall silent. */
async function openChain(behind: string): Promise<Chain> {
  const mood = { isSilent: false }
  const server = await rpcServer((call) => (mood.isSilent ? undefined : askedThere(behind, call)))
  return Object.assign(mood, server)
}
