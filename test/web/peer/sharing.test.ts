import assert from 'node:assert/strict'
import type { Browser, BrowserContext } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { builtPage } from './built.ts'
import { openFront, type Front } from './front.ts'
import { openSongs, type Songs } from './songs.ts'
import { Tab } from './tab.ts'

const kinds = async (tab: Tab) => (await tab.status())?.sources.map(({ kind }) => kind) ?? []

describe('listeners who said that others may help', function () {
  this.timeout(60_000)
  let songs: Songs
  let browser: Browser & AsyncDisposable
  let front: Front
  const contexts: BrowserContext[] = []

  before(async () => {
    ;[songs, browser] = await Promise.all([openSongs(60), openBrowser(), builtPage()])
    front = await openFront(await builtPage(), songs.node.ready.http)
  })

  after(async () => {
    for (const context of contexts) await context.close()
    await browser.close()
    await front[Symbol.asyncDispose]()
    await songs.stage[Symbol.asyncDispose]()
  })

  async function listener(query = ''): Promise<Tab> {
    const context = await browser.newContext()
    contexts.push(context)
    return Tab.open(context, `${front.url}/${query}`)
  }

  it('are in touch with nobody before they say so, and with nobody after they take it back', async () => {
    const tab = await listener()
    assert.deepEqual(await kinds(tab), ['shop'])
    assert.ok(!front.asked.some((path) => path.includes('swarm') || path.includes('/status')))
    await tab.share(true)
    await tab.until(20_000, ({ sources }) => sources.some(({ kind }) => kind === 'node'))
    await tab.share(false)
    const { sharing, sources } = await tab.until(5000, (status) => status.sources.length === 1)
    assert.deepEqual([sharing, sources.map(({ kind }) => kind)], ['off', ['shop']])
    await tab.page.context().close()
  })

  it('play to each other when every node is dead', async () => {
    const [one = ''] = songs.songs
    const seeder = await listener('?sharing')
    await seeder.keep(one)
    const tab = await listener('?sharing')
    const isMet: Parameters<Tab['until']>[1] = ({ sources }) =>
      sources.some(({ kind }) => kind === 'listener')
    const met = await tab.until(30_000, isMet)
    assert.equal(met.sharing, 'on')
    // Both may have dialled, and one of the two connections is let go.
    await seeder.until(30_000, isMet)
    await songs.node.kill()
    front.manner = 'dead'
    await tab.play(one)
    await tab.seek(50)
    const { sources } = await tab.until(3000, ({ verified }) => verified.blocks > 2)
    const helped = sources.filter(({ blocks }) => blocks > 0).map(({ kind }) => kind)
    assert.deepEqual(helped, ['listener'])
    await seeder.until(3000, ({ given }) => given > 500_000)
  })
})
