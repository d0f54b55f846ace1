import { expect } from 'chai'
import { viewOf } from '../../node/domain/catalogue.ts'
import { cborCidOf } from '../../node/crypto/hash.ts'
import { fromHex } from '../../node/domain/ids.ts'
import { encodeManifest } from '../../node/domain/manifest.ts'
import { makeArtist, makeManifest } from '../support/manifests.ts'
import { createShop } from '../node/gateway/shop.ts'
import { openVisit, song, type Visit } from './visit.ts'

const HOSTILE = '<img src=x onerror="window.__pwned=1">'

type Others = () => AsyncGenerator<object, object>

/** The driver misses requests of a page that a service worker takes over meanwhile, now and then. */
const ROUTED = { serviceWorkers: 'block' } as const

describe('finding music', () => {
  const shop = createShop({ chunk: 16_384 })
  const nobody: Others = async function* () {
    yield* []
    return { asked: 0, answered: 0 }
  }
  /** What other shops say. */
  let others = nobody
  let visit: Visit
  let ferry: string

  before(async () => {
    shop.put({ title: 'Copper', artist: 'Oto Maki', songs: [song('Copper', 300)], sold: 3 })
    shop.put({ title: 'Night Ferry', artist: 'Nadia Voss', songs: [song('Slack Water', 350)] })
    ferry = shop.put({
      title: 'Night Ferry, again',
      artist: 'Nadia Voss',
      genres: ['Dub'],
      sold: 212,
      songs: [
        { ...song('Slack Water', 400), lyrics: `[00:00]${HOSTILE}\n[00:02]Salt on every key` },
        { ...song('Low Lamp', 410), lyrics: 'Plain words', explicit: true },
      ],
      more: {
        notes: `Loud. ${HOSTILE}`,
        licence: 'CC-BY-4.0',
        credits: [{ name: HOSTILE, role: 'Drums' }],
      },
    }).release
    shop.powers.searchPeers = () => others()
    visit = await openVisit(shop)
  })

  after(async () => visit[Symbol.asyncDispose]())

  it('finds at once what the page knows, typos forgiven, and asks nobody before a pause', async () => {
    const { page, asked, alarms } = await visit.arrive('/', ROUTED)
    await page.locator('#search').focus()
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('localSearch')),
    )
    // The shop stays silent: whatever shows is the page's own.
    await page.route('**/api/v1/search*', () => undefined)
    // All within one task, so that there is no pause between the letters.
    await page.locator('#search').evaluate((field: HTMLInputElement) => {
      // React hears of what the element's own setter does.
      const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')
      for (let letters = 1; letters <= 'nihgt'.length; letters++) {
        value?.set?.call(field, 'nihgt'.slice(0, letters))
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await page
      .getByRole('list', { name: 'Releases' })
      .getByText('Night Ferry', { exact: true })
      .waitFor()
    await page.waitForURL(/q=nihgt$/)
    await page.getByText('Asking other shops').waitFor()
    const words = asked.flatMap((url) => new URL(url).searchParams.get('q') ?? [])
    expect([...new Set(words)]).to.deep.equal(['nihgt'])
    expect(alarms).to.deep.equal([])
    await page.context().close()
  })

  it('puts late hits behind, and leaves out what its artist did not sign', async () => {
    const made = await makeManifest(await makeArtist('Eve'), 'Night Train')
    const cid = cborCidOf(fromHex(made.digest))
    shop.files.set(cid.toString(), { bytes: encodeManifest(made.manifest) })
    const entry = shop.put({ title: 'Elsewhere', songs: [song('x', 420)] })
    shop.entries.splice(shop.entries.indexOf(entry), 1)
    const honest = viewOf({ ...entry, release: made.release, cid, manifest: made.manifest })
    const liar = {
      ...honest,
      release: entry.release,
      title: 'Night Lie',
      manifest: entry.cid.toString(),
    }
    const gate = Promise.withResolvers<undefined>()
    others = async function* () {
      await gate.promise
      yield { from: 'liar', listed: true, view: liar }
      yield { from: 'honest', listed: true, view: honest }
      return { asked: 2, answered: 2 }
    }
    const { page } = await visit.arrive('/search?q=night')
    const titles = () => page.locator('.card .title').allInnerTexts()
    const list = page.getByRole('list', { name: 'Releases' })
    await list.getByText('Night Ferry, again').waitFor()
    const before = await titles()
    gate.resolve(undefined)
    await list.getByText('Night Train').waitFor()
    expect(await titles()).to.deep.equal([...before, 'Night Train'])
    others = nobody
    await page.context().close()
  })

  it('asks this shop alone when so chosen', async () => {
    const { page, asked } = await visit.arrive('/settings')
    await page.getByLabel('Search other shops, too').uncheck()
    await page.locator('#search').fill('copper')
    await page.getByRole('list', { name: 'Releases' }).getByText('Copper').waitFor()
    await page.getByText(/^\d+ results?$/).waitFor()
    const searches = asked.filter((url) => url.includes('/api/v1/search'))
    expect(searches).to.have.length(1)
    expect(searches[0]).to.not.contain('remote')
    await page.context().close()
  })

  it('shows what others bought lately and the genres, and those one follows', async () => {
    const { page } = await visit.arrive()
    const bought = page.getByRole('list', { name: 'Bought lately' })
    await bought.getByText('Night Ferry, again').waitFor()
    expect(await bought.locator('.card').count()).to.equal(2)
    await page.getByRole('link', { name: /^Dub/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Dub' }).waitFor()
    await page.getByRole('link', { name: 'Nadia Voss', exact: true }).first().click()
    await page.getByText('Fingerprint 0xa1a1a1').waitFor()
    await page.getByRole('button', { name: 'Follow Nadia Voss' }).click()
    await page.getByRole('link', { name: 'New', exact: true }).click()
    await page.getByRole('list', { name: 'From artists you follow' }).getByText('Copper').waitFor()
    await page.context().close()
  })

  it('says all of a release, and all of it is text', async () => {
    const { page, alarms } = await visit.arrive(`/release/${ferry}`)
    for (const text of [
      '212 copies sold',
      'Licence: CC-BY-4.0',
      'Drums',
      'explicit',
      'Loud. <img',
    ]) {
      await page.getByText(text).first().waitFor()
    }
    const pressings = page.getByRole('region', { name: 'Other pressings' })
    await pressings.getByText('Night Ferry', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'More by Nadia Voss' }).getByText('Copper').waitFor()
    await page.locator('.lyrics summary', { hasText: 'Slack Water' }).click()
    await page.locator('.sung').getByText(HOSTILE).waitFor()
    // A line is a place in the song.
    await page.getByRole('button', { name: 'Salt on every key' }).click()
    await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) >= 2)
    await page.locator('.sung li[aria-current]').getByText('Salt on every key').waitFor()
    expect(await page.evaluate(() => '__pwned' in window)).to.equal(false)
    expect(alarms).to.deep.equal([])
    await page.context().close()
  })

  it('hides what one does not want to see, and shows it again', async () => {
    const { page } = await visit.arrive(`/release/${ferry}`)
    await page.getByRole('button', { name: 'Report or hide' }).click()
    await page.getByRole('button', { name: 'Hide on this device' }).click()
    await page.getByRole('link', { name: 'New', exact: true }).click()
    const window_ = page.getByRole('list', { name: 'New in this shop' })
    await window_.getByText('Night Ferry', { exact: true }).waitFor()
    expect(await window_.getByText('Night Ferry, again').count()).to.equal(0)
    await page.reload()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Show Night Ferry, again again' }).click()
    await page.getByRole('link', { name: 'New', exact: true }).click()
    await window_.getByText('Night Ferry, again').waitFor()
    await page.context().close()
  })

  it('says that the shop is gone, and searches what it knows', async () => {
    const { page } = await visit.arrive('/', ROUTED)
    await page.locator('#search').focus()
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('localSearch')),
    )
    await page.route('**/api/**', (route) => route.abort())
    await page.locator('#search').fill('copper')
    await page.getByText('This shop does not answer. This is what the page knows.').waitFor()
    await page.getByRole('list', { name: 'Releases' }).getByText('Copper').waitFor()
    await page.locator('#search').fill('')
    await page.getByRole('link', { name: 'Browse' }).click()
    await page.getByText('This shop does not answer. Music on this device still plays.').waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: /^Dub/ }).waitFor()
    await page.context().close()
  })
})
