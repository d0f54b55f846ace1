/** An album onto the listener's disk, in a real Chromium, from a real node. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { infoList, wav } from '../../support/audio.ts'
import { bought, button, Counter, pressPay, type Customer } from './counter.ts'

const run = promisify(execFile)
const MIB = 1024 * 1024
/** In the first song, and not where a part of it ends. */
const BREAK = 9 * MIB

describe('downloads of what was bought', function () {
  this.timeout(120_000)
  let counter: Counter
  let release: string
  const songs = [150, 20].map((seconds, i) =>
    wav(
      { seconds, rate: 44_100, pitch: 200 + i },
      infoList({ INAM: `Song ${i}`, IART: 'Quay', IPRD: 'Long' }),
    ),
  )

  before(async () => {
    counter = await Counter.open()
    const folder = counter.stage.data('long')
    await mkdir(folder)
    for (const [i, song] of songs.entries()) await writeFile(join(folder, `${i}.wav`), song)
    release = await counter.publishFolder(folder, '--price', '0.01')
  })
  after(() => counter[Symbol.asyncDispose]())
  afterEach(function () {
    return counter.tidy(this.currentTest)
  })

  const owner = async (): Promise<Customer> => {
    const customer = await counter.customer(release)
    const { page } = customer
    await page.addInitScript(mayBreak)
    await pressPay(page)
    await bought(page)
    await page.goto(`${counter.shop.ready.http}/library/bought`)
    await button(page, /^Download all/).waitFor()
    return customer
  }

  /** Once, in the first song: the page's own peer would only ask elsewhere. */
  const breakAt = async (page: Page, bytes: number) => {
    await page.evaluate((at) => sessionStorage.setItem('break', `${at}`), bytes)
    await page.reload()
    await button(page, /^Download all/).click()
    await page.getByRole('alert').waitFor()
  }
  const comesWhole = async (page: Page) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, /^Download all/).click(),
    ])
    const path = await download.path()
    for (const [i, song] of songs.entries()) {
      const { stdout } = await run('unzip', ['-p', path, `*Song ${i}.wav`], {
        encoding: 'buffer',
        maxBuffer: 64 * MIB,
      })
      assert.ok(stdout.equals(song), `song ${i}`)
    }
  }

  it('are whole also when a part of what had come was lost meanwhile', async () => {
    const { page } = await owner()
    await breakAt(page, BREAK)
    const lost = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle('megabox-downloads')
      for await (const name of folder.keys()) {
        if (!name.endsWith('.0')) continue
        await folder.removeEntry(name)
        return true
      }
      return false
    })
    assert.ok(lost)
    // So that what is left of before does not begin where this ends.
    await breakAt(page, BREAK / 2)
    await page.reload()
    await comesWhole(page)
  })

  it('go on after a reload where they broke off, and are whole', async () => {
    const { page } = await owner()
    await breakAt(page, BREAK)
    await page.reload()
    await comesWhole(page)
    const asked = await page.evaluate(() => sessionStorage.getItem('asked'))
    assert.match(asked ?? '', new RegExp(`bytes=${BREAK}-`))
    const left = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle('megabox-downloads')
      const names: string[] = []
      for await (const name of folder.keys()) names.push(name)
      return names
    })
    // Only what the browser may be copying still.
    assert.ok(left.length > 0 && left.every((name) => name.startsWith('zip-')), left.join(' '))
  })

  it('go on while other pages are looked at', async () => {
    const { page } = await owner()
    await page.getByText('Download', { exact: true }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await button(page, /^Download .*Song 0/).click()
        await page.getByRole('link', { name: 'New', exact: true }).click()
      })(),
    ])
    const { stdout } = await run('cat', [await download.path()], {
      encoding: 'buffer',
      maxBuffer: 64 * MIB,
    })
    assert.ok(stdout.equals(songs[0] ?? Buffer.alloc(0)))
  })
})

/** In the page: an answer with a song ends in an error after as many bytes as the test says, once. */
function mayBreak(): void {
  const whole = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const response = await whole(input, init)
    const url = input instanceof Request ? input.url : `${input}`
    if (!url.includes('/ipfs/')) return response
    const range = new Headers(init?.headers).get('range') ?? 'all'
    sessionStorage.setItem('asked', `${sessionStorage.getItem('asked') ?? ''} ${range}`)
    const at = sessionStorage.getItem('break')
    if (at === null || !response.body) return response
    sessionStorage.removeItem('break')
    let left = Number(at)
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        controller.enqueue(piece.subarray(0, left))
        left -= piece.length
        if (left <= 0) controller.error(new TypeError('the line broke'))
      },
    })
    return new Response(response.body.pipeThrough(cut), response)
  }
}
