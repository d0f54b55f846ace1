import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chainAt } from '../../node/ledger/endpoint.ts'
import { openBrowser } from '../support/browser.ts'
import { flac } from '../support/audio.ts'
import { eventually, Stage } from './megabox.ts'

interface View {
  release: string
  artist: { name: string }
  tracks: unknown[]
}

describe('a node with its own chain', function () {
  this.timeout(120_000)
  let stage: Stage

  beforeEach(async () => {
    stage = await Stage.open()
  })
  afterEach(() => stage[Symbol.asyncDispose]())

  const isDown = (url: string) =>
    chainAt(url).then(
      () => false,
      () => true,
    )

  it('plays demo music by three artists after its first start, in a real browser', async () => {
    const node = await stage.up('shop')
    const { json: releases } = await stage.run<View[]>('shop', 'search', '--json')
    assert.equal(new Set(releases.map(({ artist }) => artist.name)).size, 3)
    assert.ok(releases.flatMap(({ tracks }) => tracks).length >= 7)

    await using browser = await openBrowser()
    const page = await browser.newPage()
    await page.goto(node.ready.http)
    await page
      .getByRole('button', { name: /^Play / })
      .first()
      .click()
    await page.waitForFunction(() => {
      const audio = document.querySelector('audio')
      return audio !== null && audio.currentTime > 0.5
    })
  })

  it('keeps its chain, its releases and its identity through a power cut', async () => {
    const first = await stage.up('shop', '--no-demo')
    const folder = stage.data('single')
    await mkdir(folder)
    const song = await flac({ title: 'Kept', artist: 'Quay', album: 'Kept' })
    await writeFile(join(folder, 'kept.flac'), song)
    const { json } = await stage.run<{ release: string }>('shop', 'publish', folder, '--json')
    const { url = '' } = first.ready.chain
    const before = await chainAt(url)
    await first.kill()
    await eventually(
      5000,
      () => isDown(url),
      (down) => down,
    )

    const second = await stage.up('shop')
    assert.deepEqual(second.ready.chain, first.ready.chain)
    assert.deepEqual(await chainAt(url), before)
    assert.equal(second.ready.peerId, first.ready.peerId)
    const shown = (await stage.run<View>('shop', 'show', json.release, '--json')).json
    assert.equal(shown.artist.name, 'Quay')
    // Demo music is for a first start only.
    assert.equal((await stage.run<View[]>('shop', 'search', '--json')).json.length, 1)
    const bought = await stage.run('shop', 'buy', json.release, '--pay', '0.5')
    assert.equal(bought.code, 0, bought.stderr)
  })

  it('stops within five seconds with all its children', async () => {
    const node = await stage.up('shop', '--no-demo')
    const { code, ms } = await node.stop()
    assert.equal(code, 0)
    assert.ok(ms < 5000, `it took ${ms} ms`)
    assert.ok(await isDown(node.ready.chain.url ?? ''))
  })

  it('says who holds its directory when a second node wants it', async () => {
    const node = await stage.up('shop', '--no-demo')
    const ran = await stage.run('shop', 'up', '--http', '0', '--p2p', '0')
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /is held by process \d+/)
    assert.ok(ran.stderr.includes(node.ready.http))
  })

  it('refuses a directory that belongs to another chain, and leaves it as it was', async () => {
    const other = await stage.up('other', '--no-demo')
    const node = await stage.up('shop', '--no-demo')
    await node.stop()
    const chain = ['--chain', other.ready.chain.url ?? '']
    const ran = await stage.run('shop', 'up', ...chain, '--http', '0', '--p2p', '0', '--json')
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /"code":"ForeignDirectoryError"/)
    const again = await stage.up('shop')
    assert.equal(again.ready.peerId, node.ready.peerId)
  })
})
