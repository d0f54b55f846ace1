import { expect } from 'chai'
import { asker, codeOf, createShop } from '../shop.ts'

interface Card {
  title: string
  author_name: string
  html: string
  width: number
  height: number
  thumbnail_url?: string
}

describe('gateway /oembed', () => {
  const shop = createShop()
  const { release } = shop.put({ title: 'Salt', artist: 'Nadia Voss' })
  const ask = asker(shop.powers, { names: ['music.example'], url: 'https://music.example' })
  const about = (address: string, more: Record<string, string> = {}) =>
    ask(`/oembed?${new URLSearchParams({ url: address, ...more }).toString()}`)
  const page = `https://music.example/release/${release}`
  const card = async (more?: Record<string, string>, address = page) =>
    (await (await about(address, more)).json()) as Card

  it('shows a release as a player', async () => {
    const response = await about(page)
    expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8')
    expect(response.headers.get('access-control-allow-origin')).to.equal('*')
    const { html, ...rest } = (await response.json()) as Card
    expect(rest).to.deep.equal({
      ...{ version: '1.0', type: 'rich', title: 'Salt', author_name: 'Nadia Voss' },
      author_url: `https://music.example/artist/0x${'a1'.repeat(20)}`,
      ...{ provider_name: 'MegaBox', provider_url: 'https://music.example/', cache_age: 300 },
      thumbnail_url: `${page}/sleeve.png`,
      ...{ thumbnail_width: 600, thumbnail_height: 600, width: 480, height: 320 },
    })
    expect(html).to.contain(`<iframe src="https://music.example/embed/${release}" width="480"`)
  })

  it('keeps within the size that was asked for, as a strip where it is low', async () => {
    expect(await card({ maxwidth: '300' })).to.include({ width: 300, height: 320 })
    expect(await card({ maxheight: '200' })).to.include({ width: 480, height: 80 })
    expect(await card({ maxwidth: '200', maxheight: '60' })).to.include({ width: 200, height: 60 })
    expect(await card({ maxwidth: '300' })).to.not.have.property('thumbnail_url')
  })

  it('begins where the link does, and takes nothing else from it', async () => {
    const { html } = await card({}, `${page}?song=2&t=72&x="onload="alert(1)`)
    expect(html).to.contain(`/embed/${release}?song=2&#38;t=72"`).and.not.contain('alert')
    expect((await card({}, `${page}?song=-1&t=9e9`)).html).to.contain(`/embed/${release}"`)
  })

  it('knows no addresses but its own', async () => {
    for (const address of [
      `https://evil.example/release/${release}`,
      `https://music.example@evil.example/release/${release}`,
      `https://music.example.evil/release/${release}`,
      `ftp://music.example/release/${release}`,
      `${page}/x`,
      'https://music.example/',
      'nonsense',
    ]) {
      const response = await about(address)
      expect([response.status, await codeOf(response)], address).to.deep.equal([
        404,
        'ForeignAddressError',
      ])
    }
    const unknown = await about(`https://music.example/release/0x${'12'.repeat(32)}`)
    expect([unknown.status, await codeOf(unknown)]).to.deep.equal([404, 'UnknownReleaseError'])
  })

  it('answers 501 for other formats, and 400 for what is no question', async () => {
    expect((await about(page, { format: 'yaml' })).status).to.equal(501)
    expect((await ask('/oembed')).status).to.equal(400)
    for (const maxwidth of ['0', '-1', 'x', '1e9']) {
      expect((await about(page, { maxwidth })).status, maxwidth).to.equal(400)
    }
    expect((await about(`${page}?${'x'.repeat(3000)}`)).status).to.equal(400)
  })

  it('is not sent again to whoever has it, and has no body for HEAD', async () => {
    const first = await about(page)
    const path = `/oembed?${new URLSearchParams({ url: page }).toString()}`
    const again = await ask(path, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect([again.status, await again.text()]).to.deep.equal([304, ''])
    const head = await ask(path, { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
    expect(head.headers.get('etag')).to.equal(first.headers.get('etag'))
  })

  it('tells a page elsewhere nothing of a node that is reached as this machine', async () => {
    const local = asker(shop.powers)
    const path = `/oembed?url=http://localhost:4180/release/${release}`
    expect((await local(path)).status).to.equal(200)
    const asked: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' },
    ]
    const places = [path, `/embed/${release}`, '/feed.xml', `/release/${release}/sleeve.png`]
    for (const headers of asked) {
      for (const place of places) {
        expect((await local(place, { headers })).status, place).to.equal(403)
      }
    }
  })
})
