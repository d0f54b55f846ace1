import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { createShop } from '../../node/gateway/shop.ts'
import { openBrowser } from '../../support/browser.ts'
import { cover, openShopfront } from '../shopfront.ts'

/** All that could end an attribute, an element, a script, a comment or a document too early. */
const HOSTILE =
  '"><script>alert(1)</script><!-- \' onload=alert(1) & &amp; ]]> </title></script>\u202Egpj \u{1F600}'
/** XML has no way to write this one. */
const UNWRITABLE = '\uFFFF'

describe('what others read of a page', () => {
  const shop = createShop()
  const made = shop.put({
    title: HOSTILE + UNWRITABLE,
    artist: HOSTILE,
    genres: [HOSTILE],
    priceWei: 15n * 10n ** 15n,
    cover: cover([92, 44, 144], [232, 84, 184], 64),
    songs: [{ title: HOSTILE }, { title: 'Two' }],
  })
  made.manifest.release.notes = HOSTILE
  const bare = shop.put({ title: 'Bare' })
  const path = `/release/${made.release}`
  let front: Awaited<ReturnType<typeof openShopfront>>
  let browser: Browser
  let page: Page

  before(async () => {
    const sold = { ...shop.powers, chain: { ...shop.powers.chain, id: 1 } }
    front = await openShopfront(sold)
    browser = await openBrowser()
    page = await browser.newPage()
    // Of the shop's own origin, so that a test may read its answers; it shows nothing.
    await page.goto(`${front.url}/icon.svg`)
  })

  after(async () => {
    await browser.close()
    await front[Symbol.asyncDispose]()
  })

  const text = async (at: string, headers: Record<string, string> = {}) =>
    (await fetch(front.url + at, { headers })).text()

  /** A real parser's view: what is said in the head, and whatever of it could run. */
  const parsed = (html: string) =>
    page.evaluate((source) => {
      const read = new DOMParser().parseFromString(source, 'text/html')
      const all = (which: string) => [...read.querySelectorAll<HTMLElement>(which)]
      const said = (name: string) =>
        all(`meta[property="${name}"], meta[name="${name}"]`).map(
          (meta) => meta.getAttribute('content') ?? '',
        )
      const links = all('link').map((link) => [link.getAttribute('rel'), link.getAttribute('href')])
      const runs = [
        ...all('script').filter((script) => !/json|module/.test(script.getAttribute('type') ?? '')),
        ...all('*').filter((one) => one.getAttributeNames().some((name) => name.startsWith('on'))),
      ].map((one) => one.outerHTML)
      const names = 'og:title og:type og:image og:url twitter:card twitter:player description'
      return {
        title: read.title,
        metas: Object.fromEntries(names.split(' ').map((name) => [name, said(name)])),
        width: said('og:image:width'),
        links,
        runs,
        data: all('script[type="application/ld+json"]').map(({ textContent }) => textContent),
      }
    }, html)

  /** A real XML parser's: undefined where it is no XML. */
  const asXml = (xml: string, which: string) =>
    page.evaluate(
      ([source, wanted]) => {
        const read = new DOMParser().parseFromString(source, 'text/xml')
        if (read.querySelector('parsererror')) return undefined
        return [...read.querySelectorAll(wanted)].map(({ textContent }) => textContent)
      },
      [xml, which] as const,
    )

  it('says a hostile title as it is, and runs nothing', async () => {
    const head = await parsed(await text(path))
    const shown = `${HOSTILE}${UNWRITABLE}, ${HOSTILE}`
    expect(head.title).to.equal(`${shown} · MegaBox`)
    expect(head.metas).to.deep.include({
      'og:title': [shown],
      'og:type': ['music.album'],
      'og:url': [`${front.url}${path}`],
      'twitter:card': ['summary'],
    })
    expect(head.metas['description']?.[0]).to.contain(`By ${HOSTILE}. 2 songs, 6 min. From 0.015`)
    expect(head.links).to.deep.include(['canonical', `${front.url}${path}`])
    expect(head.runs).to.deep.equal([])
  })

  it('says it as schema.org wants it, with what it costs', async () => {
    const { data } = await parsed(await text(path))
    expect(data).to.have.length(1)
    const album = JSON.parse(data[0] ?? '') as Record<string, unknown>
    expect(album).to.deep.include({
      '@type': 'MusicAlbum',
      name: HOSTILE + UNWRITABLE,
      numTracks: 2,
    })
    expect(album).to.have.nested.property('byArtist.@type', 'MusicGroup')
    expect(album).to.have.nested.property('track[0].@type', 'MusicRecording')
    expect(album).to.have.nested.property('track[0].name', HOSTILE)
    expect(album).to.have.nested.property('track[0].duration', 'PT180S')
    expect(album).to.have.nested.property('offers[0].price', '0.015')
    expect(album).to.have.nested.property('offers[0].priceCurrency', 'ETH')
    expect(album).to.have.nested.property('offers[0].availability', 'https://schema.org/InStock')
  })

  it('offers nothing for play money', async () => {
    await using play = await openShopfront(shop.powers)
    const html = await (await fetch(play.url + path)).text()
    const { data, metas } = await parsed(html)
    expect(JSON.parse(data[0] ?? '')).to.not.have.property('offers')
    expect(metas['description']?.[0]).to.not.contain('0.015')
  })

  it('says the artist as it does the release', async () => {
    const head = await parsed(await text(`/artist/${made.artist}`))
    expect(head.title).to.equal('Nadia Voss · MegaBox')
    expect(head.metas['og:type']).to.deep.equal(['profile'])
    expect(head.runs).to.deep.equal([])
    const group = JSON.parse(head.data[0] ?? '') as Record<string, unknown>
    expect(group).to.deep.include({ '@type': 'MusicGroup', name: 'Nadia Voss' })
    expect(group).to.have.nested.property('album[1].name', HOSTILE + UNWRITABLE)
    const feed = `${front.url}/artist/${made.artist}/feed.xml`
    expect(head.links).to.deep.include(['alternate', feed])
    expect((await fetch(`${front.url}/artist/0x${'00'.repeat(20)}`)).status).to.equal(404)
  })

  it('says so in the reader’s language', async () => {
    const french = await parsed(await text(path, { 'accept-language': 'fr' }))
    expect(french.metas['description']?.[0]).to.contain('Dès 0,015')
  })

  it('brings a player card where the shop is reached by https', async () => {
    const head = await parsed(await text(path, { 'x-forwarded-proto': 'https' }))
    const address = `${front.url.replace('http:', 'https:')}/embed/${made.release}`
    expect(head.metas).to.deep.include({ 'twitter:card': ['player'], 'twitter:player': [address] })
  })

  it('shows a picture that is there, of the size it says', async () => {
    for (const { release } of [made, bare]) {
      const { metas, width } = await parsed(await text(`/release/${release}`))
      const [url = ''] = metas['og:image'] ?? []
      expect(url.startsWith(`${front.url}/`), url).to.equal(true)
      const side = await page.evaluate(async (address) => {
        const bitmap = await createImageBitmap(await (await fetch(address)).blob())
        return [bitmap.width, bitmap.height]
      }, url)
      expect([`${side[0]}`, `${side[1]}`]).to.deep.equal([width[0], width[0]])
    }
  })

  it('finds the oEmbed it names, whose frame runs nothing of a stranger’s', async () => {
    const { links } = await parsed(await text(path))
    const asked = links.map(([, href]) => href ?? '').filter((href) => href.includes('/oembed?'))
    expect(asked).to.have.length(2)
    const [json = '', xml = ''] = asked
    const card = (await (await fetch(json)).json()) as { title: string; html: string }
    expect(card.title).to.equal(HOSTILE + UNWRITABLE)
    expect((await parsed(card.html)).runs).to.deep.equal([])
    const source = await (await fetch(xml)).text()
    expect(await asXml(source, 'title')).to.deep.equal([HOSTILE])
    expect(await asXml(source, 'html')).to.deep.equal([card.html.replace(UNWRITABLE, '')])
  })

  it('is XML in every feed, hostile words and all', async () => {
    for (const at of ['/feed.xml', `/artist/${made.artist}/feed.xml`]) {
      const xml = await text(at)
      expect(await asXml(xml, 'item > title'), at).to.deep.equal(['Bare', HOSTILE, 'Two'])
      expect(await asXml(xml, 'item > description'), at).to.include(`${HOSTILE} · ${HOSTILE}`)
      expect(await asXml(xml, 'script')).to.deep.equal([])
    }
  })

  it('would be seen breaking', async () => {
    expect(await asXml('<rss><a></rss>', 'a')).to.equal(undefined)
    expect((await parsed('<p onclick="x"><script>1</script>')).runs).to.have.length(2)
  })

  it('is drawn for the embed without a script of a stranger’s', async () => {
    const head = await parsed(await text(`/embed/${made.release}`))
    expect(head.title).to.equal(`${HOSTILE}${UNWRITABLE}, ${HOSTILE}`)
    expect(head.runs).to.deep.equal([])
    expect(head.links).to.deep.include(['canonical', `${front.url}${path}`])
  })

  it('has a head and no body for HEAD', async () => {
    for (const at of ['/', path, `/artist/${made.artist}`, `/embed/${made.release}`, '/feed.xml']) {
      const response = await fetch(front.url + at, { method: 'HEAD' })
      expect([response.status, await response.text()], at).to.deep.equal([200, ''])
      expect(response.headers.get('content-type'), at).to.match(/^(text\/html|application\/rss)/)
    }
  })
})
