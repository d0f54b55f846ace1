import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { createShop } from '../node/gateway/shop.ts'
import { openVisit, song, type Visit } from './visit.ts'

describe('keeping music', () => {
  const shop = createShop({ chunk: 16_384 })
  let visit: Visit
  let release: string

  before(async () => {
    const songs = ['One', 'Two', 'Three'].map((title, i) => song(title, 300 + i * 50, 12))
    release = shop.put({ title: 'Night Ferry', songs }).release
    visit = await openVisit(shop)
  })

  after(async () => visit[Symbol.asyncDispose]())

  const names = (page: Page) =>
    page
      .locator('main .track')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('.name')?.firstChild?.textContent))
  const moveOn = (page: Page, first: string) =>
    page.waitForFunction(
      (first) => document.querySelector('main .track .name')?.firstChild?.textContent === first,
      first,
    )

  it('adds to a playlist, which is put in order by keyboard and by pointer, and stays so', async () => {
    const { page, alarms } = await visit.arrive(`/release/${release}`)
    await page.getByRole('button', { name: 'Add Night Ferry' }).click()
    await page.getByLabel('Name of the playlist').fill('Evening')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Added to Evening.').waitFor()
    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('link', { name: 'Playlists' }).click()
    await page.getByRole('link', { name: 'Evening' }).click()
    await page.getByRole('heading', { level: 1, name: 'Evening' }).waitFor()
    expect(await names(page)).to.deep.equal(['One', 'Two', 'Three'])
    await page.getByRole('button', { name: 'Play Three' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await moveOn(page, 'Three')
    expect(await names(page)).to.deep.equal(['Three', 'One', 'Two'])
    const middleOf = async (at: number) => {
      const box = await page.locator('main .track .grip').nth(at).boundingBox()
      return { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
    }
    const [from, to] = [await middleOf(2), await middleOf(0)]
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 8 })
    await page.mouse.up()
    await moveOn(page, 'Two')
    await page.reload()
    await moveOn(page, 'Two')
    expect(await names(page)).to.deep.equal(['Two', 'Three', 'One'])
    expect(alarms).to.deep.equal([])
    await page.context().close()
  })

  it('goes on saving after a reload, and says when all is on this device', async () => {
    const { page } = await visit.arrive(`/release/${release}`)
    // The last song is gone from the shop, for now.
    const last = shop.entries[0]?.manifest.release.tracks[2]?.listening.cid.toString() ?? ''
    const kept = shop.files.get(last)
    shop.files.delete(last)
    await page.getByRole('button', { name: 'Save Night Ferry for this device' }).click()
    await page.locator('.track .note', { hasText: 'on this device' }).nth(1).waitFor()
    expect(await page.locator('.track .note', { hasText: 'on this device' }).count()).to.equal(2)
    await page.getByText(/^Saving, 6\d/).waitFor()
    if (kept) shop.files.set(last, kept)
    await page.reload()
    await page.locator('.track .note', { hasText: 'on this device' }).nth(2).waitFor()
    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('listitem').getByText('on this device').waitFor()
    await page.getByText(/of it saved/).waitFor()
    await page.context().close()
  })

  it('bears a playlist of 100,000 songs: few rows are drawn, at either end', async function () {
    this.timeout(120_000)
    const { page } = await visit.arrive('/library/playlists')
    const songs = Array.from({ length: 100_000 }, (_, i) => ({
      ...{ cid: `c${i}`, title: `Song ${i + 1}`, artist: 'A', wallet: 'w', release: 'r' },
      ...{ releaseTitle: 'R', durationMs: 1000, extent: 'full', mime: 'audio/wav' },
    }))
    const file = {
      ...{ megabox: 'kept/1', saved: [], followed: [], hidden: [] },
      playlists: [{ id: 'long', name: 'Everything', songs }],
    }
    await page.locator('input[type=file]').setInputFiles({
      name: 'megabox.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(file)),
    })
    await page.getByRole('link', { name: 'Everything' }).click()
    await page.getByRole('button', { name: 'Play Song 1, A', exact: true }).waitFor()
    await page.evaluate(() => {
      const long: number[] = []
      Object.assign(window, { long })
      new PerformanceObserver((list) => {
        long.push(...list.getEntries().map(({ duration }) => duration))
      }).observe({ entryTypes: ['longtask'] })
    })
    const drawn = () => page.locator('main .track').count()
    for (const part of [0.1, 0.5, 0.9, 0.3]) {
      await page.evaluate((part) => scrollTo(0, document.documentElement.scrollHeight * part), part)
      await page.waitForFunction((part) => {
        const first = Number(document.querySelector<HTMLElement>('main .track')?.dataset['at'])
        return Math.abs(first - part * 100_000) < 1000
      }, part)
      expect(await drawn()).to.be.below(120)
    }
    await page.getByRole('button', { name: 'Remove this playlist' }).scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Play Song 100000, A', exact: true }).waitFor()
    expect(await drawn()).to.be.below(120)
    const longest = await page.evaluate(() =>
      Math.max(0, ...(window as unknown as { long: number[] }).long),
    )
    expect(longest, 'ms in one piece').to.be.below(1000)
    await page.context().close()
  })
})
