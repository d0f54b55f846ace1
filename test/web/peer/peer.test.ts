import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { eventually } from '../../journey/megabox.ts'
import { openBrowser } from '../../support/browser.ts'
import { builtPage } from './built.ts'
import { openFront, type Front } from './front.ts'
import { openSongs, type Songs } from './songs.ts'
import { Tab } from './tab.ts'

const MB = 1024 * 1024

describe('the peer of a page', function () {
  this.timeout(60_000)
  let songs: Songs
  let browser: Browser & AsyncDisposable
  let front: Front
  let context: BrowserContext
  /** Requests to anyone but the shop, from whichever page or worker. */
  let strangers: string[]
  let one = ''
  let two = ''

  before(async () => {
    const [opened, chromium] = await Promise.all([openSongs(), openBrowser(), builtPage()])
    songs = opened
    browser = chromium
    ;[one = '', two = ''] = songs.songs
  })

  after(async () => {
    await browser.close()
    await songs.stage[Symbol.asyncDispose]()
  })

  /** A listener who was never here. */
  beforeEach(async () => {
    front = await openFront(await builtPage(), songs.node.ready.http)
    context = await browser.newContext()
    strangers = []
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${front.url}/`)) strangers.push(url)
    })
  })

  afterEach(async () => {
    await context.close()
    await front[Symbol.asyncDispose]()
    assert.deepEqual(strangers, [])
  })

  const open = (query = '') => Tab.open(context, `${front.url}/${query}`)

  it('plays on a first visit, nothing but checked blocks, and asks nobody but the shop', async () => {
    const tab = await open()
    await tab.play(one)
    await tab.seek(90)
    assert.ok((await tab.now()) >= 90)
    const { sources, verified } = await tab.until(3000, (status) => status.verified.blocks > 2)
    assert.deepEqual(
      sources.map(({ name, kind }) => ({ name, kind })),
      [{ name: front.url, kind: 'shop' }],
    )
    assert.ok(verified.bytes > 256 * 1024)
    const unchecked = front.asked.filter((path) => /\/ipfs\/\w+$/.test(path))
    assert.deepEqual(unchecked, [])
  })

  it('answers every range to the byte, and never so that the bytes could run', async () => {
    const tab = await open()
    const whole = await fetch(new URL(`/ipfs/${one}`, songs.node.ready.http))
    const bytes = Buffer.from(await whole.arrayBuffer())
    const hash = (from: number, to: number) =>
      createHash('sha256').update(bytes.subarray(from, to)).digest('hex')
    // First, when nothing is known of the song yet: some players begin so.
    const two = await tab.get(one, { range: 'bytes=0-1' })
    assert.deepEqual([two.status, two.bytes, two.headers['content-type']], [206, 2, 'audio/wav'])
    const all = await tab.get(one)
    assert.deepEqual([all.status, all.bytes], [200, bytes.length])
    assert.equal(all.sha256, hash(0, bytes.length))
    const part = await tab.get(one, { range: 'bytes=262140-262150' })
    assert.deepEqual([part.status, part.bytes], [206, 11])
    assert.equal(part.sha256, hash(262_140, 262_151))
    assert.equal(part.headers['content-range'], `bytes 262140-262150/${bytes.length}`)
    const past = await tab.get(one, { range: `bytes=${bytes.length}-` })
    assert.deepEqual([past.status, past.bytes], [416, 0])
    for (const { headers } of [all, part, past]) {
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'")
    }
    assert.equal(all.headers['content-type'], 'audio/wav')
    const none = await tab.get('nonsense')
    assert.equal(none.status, 400)
  })

  it('shows covers the same way', async () => {
    const tab = await open()
    const wide = await tab.page.evaluate(async (src) => {
      const image = document.querySelector('img')
      if (!image) return 0
      image.src = src
      await image.decode()
      return image.naturalWidth
    }, `ipfs/${songs.cover}`)
    assert.ok(wide > 0)
    assert.deepEqual(
      front.asked.filter((path) => path.endsWith(songs.cover)),
      [],
    )
  })

  it('is one peer for all tabs, and the next tab goes on with the song when the first is closed', async () => {
    const first = await open()
    const second = await open()
    assert.deepEqual([await first.leads(), await second.leads()], [true, false])
    await second.play(one, 4)
    const halting = second.longestHalt(4000)
    await first.close()
    const halt = await halting
    assert.ok(halt < 1000, `it stood still for ${halt} ms`)
    await eventually(5000, () => second.leads(), Boolean)
    // Beyond all that the browser may have had of it.
    await second.seek(110)
    assert.ok((await second.now()) >= 110)
  })

  it('goes on when the shop is gone and the song is here, and opens without it', async () => {
    const tab = await open()
    await tab.play(one)
    await tab.fetchAhead(one)
    await eventually(15_000, () => tab.opensAlone(), Boolean)
    front.manner = 'dead'
    await tab.seek(100)
    assert.ok((await tab.now()) >= 100)
    await tab.page.reload()
    await tab.ready()
    await tab.play(one)
    await tab.seek(60)
  })

  it('never plays flipped bytes, and says that the shop lied', async () => {
    const tab = await open('?patience=0.1')
    front.manner = 'lying'
    await assert.rejects(tab.play(one))
    const { trouble, sources } = await tab.until(
      5000,
      (status) => status.trouble?.state === 'failed',
    )
    assert.deepEqual(
      [trouble?.state, trouble?.reason, trouble?.cid, trouble?.tried],
      ['failed', 'lied', one, 0],
    )
    assert.deepEqual(
      sources.map(({ lied, blocks }) => ({ lied, blocks })),
      [{ lied: true, blocks: 0 }],
    )
    assert.equal(await tab.now(), 0)
  })

  it('says within two seconds that the shop is silent, and plays as soon as it answers', async () => {
    const tab = await open('?patience=0.5')
    front.manner = 'silent'
    const playing = tab.play(one)
    const { trouble } = await tab.until(2500, (status) => status.trouble !== undefined)
    assert.deepEqual([trouble?.state, trouble?.reason, trouble?.tried], ['stalled', 'silent', 1])
    front.manner = 'honest'
    await playing
    await tab.until(3000, (status) => status.trouble === undefined)
  })

  it('forgets what was played longest ago when there is no room, and never what is kept', async () => {
    const tab = await open(`?budget=${14 * MB}`)
    const told = await tab.keep(one)
    assert.ok(Array.isArray(told))
    assert.ok((told.at(-1) ?? 0) > 10 * MB)
    await tab.fetchAhead(two).catch(() => undefined)
    const { storage } = await tab.until(3000, ({ storage: { bytes } }) => bytes > 11 * MB)
    assert.ok(storage.bytes <= 14 * MB)
    assert.deepEqual(
      storage.kept.map(({ cid }) => cid),
      [one],
    )
    assert.equal(await tab.keep(two), 'DiskFullError')
    front.manner = 'dead'
    assert.equal((await tab.get(one)).status, 200)
    front.manner = 'honest'
    await tab.drop(one)
    assert.equal(await tab.isKept(one), false)
    assert.ok(Array.isArray(await tab.keep(two)))
  })

  it('finds a rotten block, drops it and fetches it again', async () => {
    const tab = await open()
    const before = await tab.get(one)
    await tab.page.evaluate(async () => {
      const { shop } = window as unknown as { shop: { close(): Promise<void> } }
      await new Promise((resolve) => setTimeout(resolve, 400)) // until it is written down
      await shop.close()
      const folder = await navigator.storage.getDirectory()
      const file = await folder.getFileHandle('megabox-leaves')
      for (let tries = 0; tries < 20; tries++) {
        try {
          const writable = await file.createWritable({ keepExistingData: true })
          await writable.write({ type: 'write', position: 5 * 262_144 + 77, data: 'rot' })
          await writable.close()
          return
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
      }
      throw new Error('the file stayed locked')
    })
    await tab.page.reload()
    await tab.ready()
    const asked = front.asked.length
    assert.deepEqual(await tab.get(one), before)
    const { storage } = await tab.until(3000, ({ storage: { damaged } }) => damaged > 0)
    assert.equal(storage.damaged, 1)
    const blocks = front.asked.slice(asked).filter((path) => path.includes('/api/v1/blocks'))
    assert.equal(blocks.length, 1)
  })
})
