import assert from 'node:assert/strict'
import type { Browser, BrowserContext } from 'playwright-core'
import { eventually, Stage, type Node } from '../../journey/megabox.ts'
import { openBrowser } from '../../support/browser.ts'
import { builtPage } from './built.ts'
import { openFront, type Front } from './front.ts'
import { publishAlbum } from './songs.ts'
import { Tab } from './tab.ts'

describe('a page whose shop is gone, once others may help', function () {
  this.timeout(180_000)
  let stage: Stage
  let other: Node
  let shop: Node
  let browser: Browser & AsyncDisposable
  let front: Front
  let context: BrowserContext
  let one = ''

  beforeEach(async () => {
    stage = await Stage.open()
    ;[other, browser] = await Promise.all([stage.up('other', '--no-demo'), openBrowser()])
    shop = await stage.up('shop', '--no-demo', '--join', other.ready.multiaddrs[0] ?? '')
    ;[one = ''] = await publishAlbum(stage, 'shop', { seconds: 120 })
    front = await openFront(await builtPage(), shop.ready.http)
    context = await browser.newContext()
  })

  afterEach(async () => {
    await context.close()
    await browser.close()
    await front[Symbol.asyncDispose]()
    await stage[Symbol.asyncDispose]()
  })

  /** A page in touch with both nodes, the other of which has the song as well. */
  async function listener(): Promise<Tab> {
    const held = new URL(`/ipfs/${one}`, other.ready.http)
    const has = async () => (await fetch(held, { method: 'HEAD' }).catch(() => undefined))?.ok
    await eventually(30_000, has, Boolean)
    const tab = await Tab.open(context, `${front.url}/?sharing`)
    const nodes = (kinds: string[]) => kinds.filter((kind) => kind === 'node').length
    await tab.until(30_000, ({ sources }) => nodes(sources.map(({ kind }) => kind)) === 2)
    return tab
  }

  async function lose(): Promise<void> {
    front.manner = 'dead'
    await shop.kill()
  }

  it('hears what is published elsewhere', async () => {
    const tab = await listener()
    await eventually(15_000, () => tab.opensAlone(), Boolean)
    await lose()
    await publishAlbum(stage, 'other', { artist: 'Oto Maki', pitch: 150 })
    const { answer } = await eventually(
      30_000,
      () => tab.heard(),
      (titles) => titles.length > 0,
    )
    assert.deepEqual(answer, ['album of Oto Maki'])
    const late = await Tab.open(context, `${front.url}/`)
    await eventually(
      5000,
      () => late.heard(),
      (titles) => titles.length > 0,
    )
  })

  it('plays from the others when its shop turns out to lie, and not a byte of that', async () => {
    const tab = await listener()
    front.manner = 'lying'
    await shop.kill()
    await tab.play(one)
    await tab.seek(100)
    const { sources } = await tab.until(15_000, (status) => status.verified.blocks > 2)
    assert.deepEqual(
      sources.filter(({ blocks }) => blocks > 0).map(({ kind }) => kind),
      ['node'],
    )
  })

  it('plays on without a stop', async () => {
    const tab = await listener()
    await tab.play(one, 8)
    const halting = tab.longestHalt(8000)
    await lose()
    const halt = await halting
    assert.ok(halt < 250, `it stood still for ${halt} ms`)
    await tab.seek(110)
    const { sources } = await tab.until(5000, ({ verified }) => verified.blocks > 2)
    assert.ok(sources.some(({ kind, blocks }) => kind === 'node' && blocks > 0))
  })
})
