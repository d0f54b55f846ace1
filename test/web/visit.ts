/** A shop, its front and a browser that visits it. What must stay empty is heard and kept. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { wav } from '../support/audio.ts'
import type { createShop } from '../node/gateway/shop.ts'
import { openShopfront } from './shopfront.ts'

export type Shop = ReturnType<typeof createShop>

export interface Visit extends AsyncDisposable {
  url: string
  browser: Browser
  /** A fresh listener: a profile of its own. */
  arrive(path?: string, options?: BrowserContextOptions): Promise<Visitor>
}

export interface Visitor {
  page: Page
  /** Broken policies, thrown errors, dialogs, requests elsewhere; from workers, too. */
  alarms: string[]
  /** Every address that was asked for. */
  asked: string[]
}

export async function openVisit(shop: Shop): Promise<Visit> {
  const front = await openShopfront(shop.powers)
  const browser = await openBrowser()
  return {
    url: front.url,
    browser,
    async arrive(path = '/', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        ...options,
      })
      const alarms: string[] = []
      const asked: string[] = []
      context.on('request', (request) => {
        asked.push(request.url())
        if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) alarms.push(request.url())
        else if (!request.url().includes(new URL(front.url).host)) alarms.push(request.url())
      })
      context.on('console', (message) => {
        if (message.type() === 'error') alarms.push(message.text())
      })
      context.on('weberror', (error) => alarms.push(error.error().message))
      const page = await context.newPage()
      page.on('dialog', (dialog) => {
        alarms.push(dialog.message())
        void dialog.dismiss()
      })
      await page.goto(front.url + path)
      await page.locator('.dock').waitFor({ state: 'attached' })
      return { page, alarms, asked }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await front[Symbol.asyncDispose]()
    },
  }
}

export const song = (title: string, pitch: number, seconds = 4) => ({
  title,
  bytes: wav({ seconds, pitch }),
  mime: 'audio/wav',
  durationMs: seconds * 1000,
})
