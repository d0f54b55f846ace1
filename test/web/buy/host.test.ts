import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { eventually, Stage, type Node } from '../../journey/megabox.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { wav } from '../../support/audio.ts'
import { openBrowser } from '../../support/browser.ts'
import { bought, button, pressPay } from './counter.ts'
import { walletIn } from './walletInPage.ts'

interface Published {
  release: string
  tracks: { cid: string }[]
}

describe('the host of a sale', function () {
  this.timeout(120_000)
  let stage: Stage
  let chain: TestChain
  let [shop, other]: Node[] = []
  let browser: Browser | undefined
  let context: BrowserContext
  let page: Page
  let long: Published
  let short: Published

  before(async () => {
    stage = await Stage.open()
    chain = await testChain()
    shop = await stage.up('shop', '--chain', chain.url, '--no-demo', '--seed', '0')
    const near = shop.ready.multiaddrs[0] ?? ''
    other = await stage.up('other', '--chain', chain.url, '--no-demo', '--join', near)
    long = await publish('shop', 'Long Way', 60)
    short = await publish('other', 'Short Cut', 10)
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    await context.addInitScript(() =>
      localStorage.setItem('megabox:settings', JSON.stringify({ sharing: true })),
    )
  })
  after(async () => {
    await browser?.close()
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
  })

  async function publish(node: string, title: string, seconds: number): Promise<Published> {
    const folder = stage.data(title)
    await mkdir(folder)
    await writeFile(join(folder, '01 Song.wav'), wav({ seconds, rate: 44_100, pitch: seconds * 7 }))
    const words = ['publish', folder, '--artist', 'Nadia Voss', '--price', '0.01', '--json']
    return (await stage.run<Published>(node, ...words)).json
  }

  /** All of a song, through the page's own peer. */
  const hear = (cid: string) =>
    page.evaluate(
      async (path) => (await (await fetch(path)).arrayBuffer()).byteLength,
      `/ipfs/${cid}`,
    )

  const payoutOf = async (node: Node | undefined): Promise<string> => {
    const status = await fetch(`${node?.ready.http}/api/v1/status`)
    // Our own node's own words.
    return ((await status.json()) as { payout: string }).payout.toLowerCase()
  }

  async function buy({ release }: Published): Promise<string> {
    await page.goto(`${shop?.ready.http}/release/${release}`)
    await page.locator('.dock').waitFor({ state: 'attached' })
    await pressPay(page)
    await bought(page)
    const { ledger } = chain
    const events = await ledger.money(0, (await ledger.head()).number)
    const sale = events.find((event) => event.kind === 'sold' && event.release === release)
    return sale?.kind === 'sold' ? sale.host : ''
  }

  it('is who delivered most of this release, though another delivered more of others', async () => {
    const [cid = ''] = short.tracks.map((track) => track.cid)
    const peers = async () => (await fetch(`${shop?.ready.http}/api/v1/peers`)).text()
    await eventually(20_000, peers, (told) => told.includes('payout'))
    await walletIn(context, chain.endpoint)
    // As if the page had met the other at an earlier visit.
    await context.route('**/api/v1/status', async (route) => {
      const response = await route.fetch()
      // Our own node's own words.
      const status = (await response.json()) as { multiaddrs: string[] }
      const multiaddrs = [...(other?.ready.multiaddrs ?? []), ...status.multiaddrs]
      await route.fulfill({ response, json: { ...status, multiaddrs } })
    })
    page = await context.newPage()
    await page.goto(`${shop?.ready.http}/release/${long.release}`)
    await button(page, /^Play/).first().click()
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await hear(long.tracks[0]?.cid ?? '')
    // The shop has no room for what others publish, but would bring it from them by itself.
    await context.route(/\/ipfs\/|\/api\/v1\/(blocks|have)/, (route) => route.abort())
    await eventually(
      30_000,
      () => hear(cid).catch(() => 0),
      (bytes) => bytes > 800_000,
    )
    await page.waitForFunction(isWritten, cid)
    await context.unroute(/\/ipfs\/|\/api\/v1\/(blocks|have)/)
    assert.equal(await buy(short), await payoutOf(other))
  })

  it('is this shop where it delivered most, and still after the page was left', async () => {
    await page.goto('about:blank')
    assert.equal(await buy(long), await payoutOf(shop))
    assert.notEqual(await payoutOf(shop), await payoutOf(other))
  })
})

/** Runs in the page: who delivered it is on disk. */
const isWritten = (cid: string): Promise<boolean> =>
  new Promise((resolve) => {
    const opening = indexedDB.open('megabox-served')
    opening.onsuccess = () => {
      const { result } = opening
      const asked = result.transaction('files').objectStore('files').getKey(cid)
      asked.onsuccess = () => {
        result.close()
        resolve(asked.result === cid)
      }
    }
  })
