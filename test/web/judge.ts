/** Axe on a page as it stands now, and whether it can be read without scrolling sideways. */
import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** Also how big a target is, which axe asks only when told to. */
const OPTIONS = { rules: { 'target-size': { enabled: true } } }

export async function judge(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).options(OPTIONS).analyze()
  const found: string[][] = []
  for (const { id, nodes } of violations) {
    for (const { html, target } of nodes) {
      // It takes what has scrolled half behind a bar for small.
      if (id === 'target-size' && (await page.evaluate(isCovered, target.join(' ')))) continue
      found.push([where, id, html])
    }
  }
  assert.deepEqual(found, [])
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(wider <= 0, `${where} is ${wider} px too wide`)
}

/** Does anything that stays lie over a part of it? */
function isCovered(selector: string): boolean {
  const here = document.querySelector(selector)
  if (!here?.closest('main')) return false
  const { top, bottom, left, right } = here.getBoundingClientRect()
  return [...document.querySelectorAll('.top, .dock, .toast p, .queue')].some((bar) => {
    const over = bar.getBoundingClientRect()
    return over.top < bottom && over.bottom > top && over.left < right && over.right > left
  })
}
