import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rpc } from '../../node/ledger/endpoint.ts'
import { startAnvil } from '../support/anvil.ts'
import { songHashes, writeAlbum } from './album.ts'
import { eventually, Stage, type Node } from './megabox.ts'

interface Published {
  release: string
  edition: string
  manifest: string
  tx: string | null
  existing: boolean
  tracks: { title: string; cid: string; bytes: number }[]
}
interface View {
  release: string
  title: string
  artist: { name: string; wallet: string }
  priceWei: string
  tracks: { cid: string; bytes: number; mime: string }[]
}
interface Bought {
  tx: string
  paidWei: string
  artistWei: string
  hostWei: string
  host: string
  payees: { wallet: string; wei: string }[]
}

const COLLABORATOR = `0x${'c'.repeat(40)}`

/** The story of the whole line. Each step stands on the ones before, so they run in order. */
describe('a song’s journey through three nodes', function () {
  this.timeout(60_000)
  let stage: Stage
  let chain: Awaited<ReturnType<typeof startAnvil>>
  let [a, b, c]: (Node | undefined)[] = []
  let album: string
  let published: Published
  const balance = async (wallet: string) =>
    BigInt(String(await rpc(chain.url, 'eth_getBalance', [wallet, 'latest'])))
  const search = async (name: string, ...words: string[]) =>
    (await stage.run<View[]>(name, 'search', ...words, '--json')).json

  before(async () => {
    stage = await Stage.open()
    chain = await startAnvil()
    album = stage.data('album')
    await writeAlbum(album)
  })
  after(async () => {
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
  })

  it('is published on the first node', async () => {
    a = await stage.up('a', '--chain', chain.url)
    const payee = `${COLLABORATOR}:1800`
    const ran = await stage.run<Published>(
      'a',
      'publish',
      album,
      '--price',
      '0.01',
      '--payee',
      payee,
      '--json',
    )
    published = ran.json
    assert.equal(published.existing, false)
    assert.deepEqual(
      published.tracks.map(({ title }) => title),
      ['Slack Water', 'Copper & Œillets', 'Third', 'Long Take'],
    )
  })

  it('is the same release when the same folder is published again', async () => {
    const again = (await stage.run<Published>('a', 'publish', album, '--price', '0.01', '--json'))
      .json
    assert.deepEqual(again, { ...published, tx: null, existing: true })
  })

  it('is found within two seconds on a second node that was only told to join', async () => {
    assert.ok(a)
    b = await stage.up('b', '--join', a.ready.multiaddrs[0] ?? '')
    assert.deepEqual(b.ready.chain, a.ready.chain)
    const late = stage.data('late')
    await writeAlbum(late)
    await rm(join(late, '02.flac'))
    const words = ['--title', 'Second Thoughts', '--price', '0', '--json']
    const { release } = (await stage.run<Published>('a', 'publish', late, ...words)).json
    const { http } = b.ready
    const { ms } = await eventually(
      10_000,
      () => fetch(`${http}/api/v1/releases/${release}`),
      ({ ok }) => ok,
    )
    assert.ok(ms < 2000, `it took ${ms} ms`)
    for (const words of [['orkester'], ['oeillets'], ['dub'], ['second', 'tho'], ['SÜLO']]) {
      const found = await search('b', ...words)
      assert.ok(found.length > 0, words.join(' '))
    }
  })

  it('plays through the second node from any place in it', async () => {
    assert.ok(b)
    const [track] = published.tracks
    assert.ok(track)
    const song = await readFile(join(album, '01.flac'))
    const [start, end] = [Math.floor(song.length * 0.6), Math.floor(song.length * 0.6) + 99_999]
    const response = await fetch(`${b.ready.http}/ipfs/${track.cid}`, {
      headers: { range: `bytes=${start}-${end}` },
    })
    assert.equal(response.status, 206)
    assert.equal(response.headers.get('content-type'), 'audio/flac')
    assert.equal(response.headers.get('content-range'), `bytes ${start}-${end}/${song.length}`)
    assert.ok(song.subarray(start, end + 1).equals(await response.bytes()))
  })

  it('arrives on the second node’s disk byte for byte', async () => {
    await stage.run('b', 'get', published.release, '-o', stage.data('got-b'))
    assert.deepEqual(await songHashes(stage.data('got-b')), await songHashes(album))
  })

  it('outlives the node it came from: a third has every byte from the second', async () => {
    assert.ok(a && b)
    await a.kill()
    c = await stage.up('c', '--join', b.ready.multiaddrs[0] ?? '')
    await eventually(
      10_000,
      () => search('c', 'night'),
      (found) => found.length === 1,
    )
    await stage.run('c', 'get', published.release, '-o', stage.data('got-c'))
    assert.deepEqual(await songHashes(stage.data('got-c')), await songHashes(album))
  })

  it('is bought through the third node, and the chain pays everyone to the wei', async () => {
    const view = (await stage.run<View>('c', 'show', published.release, '--json')).json
    const { payout } = (await stage.run<{ payout: string }>('c', 'status', '--json')).json
    const wallets = [view.artist.wallet, COLLABORATOR, payout]
    const before = await Promise.all(wallets.map(balance))
    const words = ['buy', published.release, '--pay', '0.010000000000000007', '--json']
    const bought = (await stage.run<Bought>('c', ...words)).json
    const paid = 10_000_000_000_000_007n
    const artistSide = paid - paid / 10n
    assert.deepEqual([bought.paidWei, bought.artistWei, bought.hostWei].map(BigInt), [
      paid,
      artistSide,
      paid / 10n,
    ])
    const collaborator = (artistSide * 1800n) / 9000n
    const after = await Promise.all(wallets.map(balance))
    assert.deepEqual(
      after.map((now, i) => now - (before[i] ?? 0n)),
      [artistSide - collaborator, collaborator, paid / 10n],
    )
    assert.equal(await balance(c?.ready.chain.releases ?? ''), 0n)
  })

  it('is listed again when the catalogue is deleted and gossip is off', async () => {
    assert.ok(b)
    const before = await search('b')
    assert.equal(before.length, 2)
    const { code, ms } = await b.stop()
    assert.equal(code, 0)
    assert.ok(ms < 5000, `it took ${ms} ms to stop`)
    for (const ending of ['', '-wal', '-shm']) {
      await rm(join(stage.data('b'), `megabox.sqlite${ending}`), { force: true })
    }
    b = await stage.up('b', '--no-gossip')
    const { answer } = await eventually(
      10_000,
      () => search('b'),
      ({ length }) => length === 2,
    )
    assert.deepEqual(answer, before)
  })

  it('is still there, whole, when every node has been restarted', async () => {
    await b?.stop()
    await c?.stop()
    a = await stage.up('a')
    b = await stage.up('b')
    c = await stage.up('c')
    for (const name of ['a', 'b', 'c']) {
      const { answer } = await eventually(
        10_000,
        () => search(name),
        ({ length }) => length === 2,
      )
      assert.equal(answer.length, 2)
      const folder = stage.data(`again-${name}`)
      await stage.run(name, 'get', published.release, '-o', folder)
      assert.deepEqual(await songHashes(folder), await songHashes(album))
    }
  })

  it('goes on playing and being found while the chain is down, and says so when asked to sell', async () => {
    await chain[Symbol.asyncDispose]()
    assert.equal((await search('b', 'night')).length, 1)
    await stage.run('b', 'get', published.release, '-o', stage.data('offline'))
    assert.deepEqual(await songHashes(stage.data('offline')), await songHashes(album))
    const ran = await stage.run('b', 'buy', published.release, '--json')
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /"code":"ChainUnavailableError"/)
  })
})
