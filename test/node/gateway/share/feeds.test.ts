import { expect } from 'chai'
import { ARTIST, asker, createShop, flacLike } from '../shop.ts'
import { sha256 } from '../../../../node/crypto/hash.ts'

describe('gateway feeds', () => {
  const shop = createShop()
  const bytes = flacLike(700)
  const { release } = shop.put({
    title: 'Salt',
    songs: [{ title: 'One', bytes }, { title: 'Two' }],
  })
  shop.put({ title: 'Copper', artist: 'Oto Maki', songs: [{ title: 'Rails', extent: 'preview' }] })
  const ask = asker(shop.powers, { url: 'https://music.example', names: ['music.example'] })
  const titles = (xml: string) =>
    [...xml.matchAll(/<item><title>([^<]*)</g)].map(([, title]) => title)

  it('give the songs of the newest releases first', async () => {
    const response = await ask('/feed.xml')
    expect(response.headers.get('content-type')).to.equal('application/rss+xml; charset=utf-8')
    expect(titles(await response.text())).to.deep.equal(['Rails', 'One', 'Two'])
  })

  it('say names and no sentences, in whatever language they are read', async () => {
    const of = (xml: string, name: string) =>
      [...xml.matchAll(new RegExp(`<${name}[^>]*>([^<]*)<`, 'g'))].map(([, text]) => text)
    const xml = await (await ask('/feed.xml')).text()
    expect(of(xml, 'title').slice(0, 1)).to.deep.equal(['music.example'])
    expect(of(xml, 'description')).to.deep.equal([
      'MegaBox · music.example',
      'Oto Maki · Copper',
      ...Array.from({ length: 2 }, () => 'Nadia Voss · Salt'),
    ])
    expect(of(xml, 'podcast:funding')).to.deep.equal(['music.example'])
  })

  it('say where a song is, at this shop and at anybody, and what it must be', async () => {
    const xml = await (await ask('/feed.xml')).text()
    const cid = shop.entries[1]?.manifest.release.tracks[0]?.listening.cid.toString() ?? ''
    const at = `https://music.example/ipfs/${cid}`
    expect(xml).to.contain(`<enclosure url="${at}" length="700" type="audio/flac"/>`)
    expect(xml).to.contain(`<podcast:source uri="${at}"/><podcast:source uri="ipfs://${cid}"/>`)
    const hash = Buffer.from(sha256(bytes)).toString('base64')
    const integrity = element('podcast:integrity', `type="sri" value="sha256-${hash}"`)
    expect(xml).to.contain(integrity)
    expect(xml).to.contain(`megabox:${release}:1.1`)
    expect(xml).to.contain('<itunes:episodeType>trailer<')
  })

  it('state no hash of a song that is not its original', async () => {
    const other = createShop()
    const entry = other.put({ title: 'Salt' })
    const [track] = entry.manifest.release.tracks
    if (!track) throw new Error('no track')
    track.master = { ...track.master, cid: entry.cid }
    const xml = await (await asker(other.powers)('/feed.xml')).text()
    expect(xml).to.contain('ipfs://').and.not.contain('podcast:integrity')
  })

  it('date a song as its artist says, else by the chain, else not at all', async () => {
    const other = createShop()
    other.put({ title: 'Dated', more: { date: '2024-05-03' } })
    const { place } = other.put({ title: 'Undated', more: { date: '2024' } })
    const dates = async (timeOf?: (block: number) => Promise<number | undefined>) => {
      const powers = { ...other.powers, ...(timeOf && { timeOf }) }
      const xml = await (await asker(powers)('/feed.xml')).text()
      return [...xml.matchAll(/<pubDate>([^<]*)</g)].map(([, date]) => date)
    }
    const said = 'Fri, 03 May 2024 00:00:00 GMT'
    const time = Date.UTC(2025, 0, 2, 15) / 1000
    expect(await dates(async (block) => (block === place.block ? time : undefined))).to.deep.equal([
      'Thu, 02 Jan 2025 00:00:00 GMT',
      said,
    ])
    expect(await dates()).to.deep.equal([said])
    expect(await dates(() => Promise.reject(new Error('silent')))).to.deep.equal([said])
  })

  it('are one for each artist, the same at every node', async () => {
    const guid = /<podcast:guid>([0-9a-f-]{36})</
    const elsewhere = asker(shop.powers, { names: ['other.example'], url: 'http://other.example' })
    const [here, there] = await Promise.all(
      [ask, elsewhere].map(async (one) => (await one(`/artist/${ARTIST}/feed.xml`)).text()),
    )
    expect(titles(here ?? '')).to.deep.equal(['Rails', 'One', 'Two'])
    expect(guid.exec(here ?? '')?.[1])
      .to.be.a('string')
      .and.equal(guid.exec(there ?? '')?.[1])
    expect(here).to.contain('https://music.example').and.not.contain('other.example')
  })

  it('of a shop are its own', async () => {
    const guid = /<podcast:guid>([0-9a-f-]{36})</
    const elsewhere = asker(shop.powers, { names: ['other.example'], url: 'http://other.example' })
    const [here, there] = await Promise.all(
      [ask, elsewhere].map(async (one) => guid.exec(await (await one('/feed.xml')).text())?.[1]),
    )
    expect(here).to.be.a('string').and.not.equal(there)
  })

  it('hold so many songs at most', async () => {
    const many = createShop()
    const songs = Array.from({ length: 200 }, (_, i) => ({ title: `Song ${i}` }))
    for (const title of ['A', 'B', 'C']) many.put({ title, songs })
    expect(titles(await (await asker(many.powers)('/feed.xml')).text())).to.have.length(300)
  })

  it('are not sent again to whoever has them, and have no body for HEAD', async () => {
    const first = await ask('/feed.xml')
    const etag = first.headers.get('etag') ?? ''
    const again = await ask('/feed.xml', { headers: { 'if-none-match': `W/${etag}` } })
    expect([again.status, await again.text()]).to.deep.equal([304, ''])
    const head = await ask('/feed.xml', { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
  })

  it('know no strangers', async () => {
    expect((await ask(`/artist/0x${'00'.repeat(20)}/feed.xml`)).status).to.equal(404)
    expect((await ask('/artist/nobody/feed.xml')).status).to.equal(400)
  })
})

const element = (name: string, attributes: string) => `<${name} ${attributes}/>`
