import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import type { BrowserContext, Page } from 'playwright-core'
import type { Stage } from '../../../web/src/buy/stage.ts'
import { bought, button, Counter, pressPay } from './counter.ts'
import { showStage } from './staged.ts'
import { STAGES } from './stages.ts'
import { walletIn } from './walletInPage.ts'

const nameOf = (stage: Stage): string =>
  'what' in stage ? `${stage.at} to ${stage.what}` : stage.at

describe('paying, for everybody', function () {
  this.timeout(120_000)
  let counter: Counter
  let release: string
  let artist: string
  let context: BrowserContext
  let page: Page
  let payer: string

  before(async () => {
    counter = await Counter.open('--relay')
    release = await counter.publish('--price', '0.01')
    const response = await fetch(`${counter.shop.ready.http}/api/v1/releases/${release}`)
    // Our own node's own words.
    artist = ((await response.json()) as { artist: { wallet: string } }).artist.wallet
    context = await counter.browser.newContext({ viewport: { width: 1280, height: 860 } })
    payer = (await walletIn(context, counter.chain.endpoint)).address
    page = await context.newPage()
  })
  after(() => counter[Symbol.asyncDispose]())

  const open = async (path: string) => {
    await page.goto(counter.shop.ready.http + path)
    await page.locator('.dock').waitFor({ state: 'attached' })
  }

  async function check(part = 'body'): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).include(part).analyze()
      const found = violations.map(({ id, nodes }) => [colorScheme, id, nodes[0]?.html])
      assert.deepEqual(found, [])
    }
  }

  describe('the dialog', () => {
    before(() => open(`/release/${release}`))

    it('leaves nobody out where the amount is chosen, also when it is wrong', async () => {
      await button(page, /^Buy from/).click()
      await button(page, /^Pay /).waitFor()
      await check()
      await page.getByLabel('It’s a gift').check()
      await page.getByLabel('How much?').fill('none')
      await button(page, /^Pay /).click()
      await page.getByText('Write an amount').waitFor()
      await check('dialog')
      await page.getByLabel('How much?').fill('1')
      await page.getByLabel('It’s a gift').uncheck()
    })

    it('leaves nobody out where the wallet is chosen, or is elsewhere', async () => {
      await button(page, /^Pay /).click()
      await button(page, 'Test Wallet').waitFor()
      await check('dialog')
      await button(page, 'Back').click()
    })

    for (const stage of STAGES) {
      it(`leaves nobody out where it is ${nameOf(stage)}`, async () => {
        await showStage(page, release, stage)
        await check('dialog')
      })
    }
  })

  describe('what is left of it', () => {
    before(async () => {
      await context.clearCookies()
      await open(`/release/${release}`)
      await page.evaluate(() => {
        indexedDB.deleteDatabase('megabox-purchases')
        localStorage.clear()
      })
      await open(`/release/${release}`)
      await pressPay(page)
      await bought(page)
    })

    it('is a slip that leaves nobody out', async () => {
      await page.getByRole('link', { name: 'See the slip' }).click()
      await page.locator('.slip').waitFor()
      await check()
    })

    it('is a library that leaves nobody out', async () => {
      await open('/library/bought')
      await page.locator('.copy').first().waitFor()
      await check()
    })

    it('is an account of earnings that leaves nobody out', async () => {
      const wallets = [artist, payer].map((address) => ({
        address: address.toLowerCase(),
        isWatched: true,
      }))
      await page.evaluate(
        (text) => localStorage.setItem('megabox:wallets', text),
        JSON.stringify(wallets),
      )
      await open('/earnings')
      await page.locator('.sales li').first().waitFor()
      await check()
    })
  })
})
