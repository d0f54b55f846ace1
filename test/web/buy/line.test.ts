import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { Stage, type Node } from '../../journey/megabox.ts'

describe('buying with play money, from the link', function () {
  this.timeout(120_000)
  let stage: Stage
  let node: Node
  let browser: Browser

  before(async () => {
    stage = await Stage.open()
    node = await stage.up('shop')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await stage[Symbol.asyncDispose]()
  })

  it('takes three presses, and the slip says what the chain says', async () => {
    const { json: releases } = await stage.run<{ release: string; title: string }[]>(
      'shop',
      'search',
      '--json',
    )
    const page = await browser.newPage()
    page.on('console', (m) => console.log(m.type(), m.text()))
    page.on('pageerror', (e) => console.log(e))
    const started = performance.now()
    await page.goto(`${node.ready.http}/release/${releases[0]?.release ?? ''}`)
    await page.getByRole('button', { name: /^Buy from/ }).click()
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.getByRole('button', { name: /^Play-money wallet/ }).click()
    await page.locator('[data-stage=paid], [data-stage=yours]').waitFor({ timeout: 30_000 })
    console.log('paid', Math.round(performance.now() - started))
    await page.locator('[data-stage=yours]').waitFor({ timeout: 30_000 })
    console.log('yours', Math.round(performance.now() - started))
    await page.getByRole('link', { name: 'See the slip' }).click()
    await page.getByRole('heading', { name: 'Slip' }).waitFor()
    console.log(await page.locator('.slip').innerText())
    expect(page.url()).to.contain('/slip/0x')
  })
})
