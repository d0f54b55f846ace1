import { expect } from 'chai'
import type { PageDocument } from '../../../../node/gateway/pageView.ts'
import { asker, createShop } from '../shop.ts'

describe('gateway /embed/{release}', () => {
  const shop = createShop()
  const { release } = shop.put({ title: 'Salt' })
  const ask = asker(shop.powers)
  const framers = (response: Response) =>
    /frame-ancestors ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

  it('is the only page that may stand in a frame', async () => {
    expect(framers(await ask(`/embed/${release}`))).to.equal('*')
    for (const path of [
      ...['/', '/search?q=x', `/release/${release}`, `/artist/0x${'a1'.repeat(20)}`],
      ...['/library', '/settings', '/nothing', '/api/v1/releases', '/feed.xml', '/oembed'],
      `/release/${release}/sleeve.png`,
    ]) {
      expect(framers(await ask(path)), path).to.equal("'none'")
    }
  })

  it('runs no script but its own, and sends no form', async () => {
    const policy = (await ask(`/embed/${release}`)).headers.get('content-security-policy')
    expect(policy).to.contain("script-src 'self'").and.contain("form-action 'none'")
    expect(policy).to.not.match(/unsafe|data:|wss?:/)
  })

  it('is drawn from its release, and says so where it is not known', async () => {
    const known = (await (await ask(`/embed/${release}`)).json()) as PageDocument
    expect(known.view).to.have.nested.property('release.title', 'Salt')
    for (const id of [`0x${'12'.repeat(32)}`, 'cut']) {
      const unknown = await ask(`/embed/${id}`)
      expect([unknown.status, framers(unknown)]).to.deep.equal([404, '*'])
    }
  })

  it('is asked for again each time, and not sent again to whoever has it in this language', async () => {
    const first = await ask(`/embed/${release}`)
    expect(first.headers.get('cache-control')).to.equal('no-cache')
    expect(first.headers.get('vary')).to.equal('accept-language')
    const etag = first.headers.get('etag') ?? ''
    const again = await ask(`/embed/${release}`, { headers: { 'if-none-match': etag } })
    expect(again.status).to.equal(304)
    const french = await ask(`/embed/${release}`, {
      headers: { 'if-none-match': etag, 'accept-language': 'fr' },
    })
    expect(french.status).to.equal(200)
  })
})
