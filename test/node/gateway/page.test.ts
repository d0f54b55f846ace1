import { expect } from 'chai'
import type { PageDocument } from '../../../node/gateway/pageView.ts'
import { asker, createShop, type Made } from './shop.ts'

describe('gateway pages', () => {
  const shop = (made: Made[], chainId = 31337) => {
    const shop = createShop()
    const ids = made.map((one) => shop.put(one).release)
    const ask = asker({ ...shop.powers, chain: { ...shop.powers.chain, id: chainId } })
    /** What the dapp is given to draw. */
    const drawn = async (path: string, headers: Record<string, string> = {}) => {
      const response = await ask(path, { headers })
      return { response, page: (await response.json()) as PageDocument }
    }
    return { ids, drawn, ask }
  }

  it('show the newest releases, with the way to the next ones', async () => {
    const { drawn } = shop(Array.from({ length: 30 }, (_, i) => ({ title: `Salt ${i}` })))
    const { page } = await drawn('/')
    if (page.view.name !== 'home') throw new Error(page.view.name)
    expect(page.view.releases).to.have.length(24)
    const second = await drawn(`/?cursor=${page.view.cursor ?? ''}`)
    if (second.page.view.name !== 'home') throw new Error(second.page.view.name)
    expect(second.page.view.releases).to.have.length(6)
    expect(second.page.view.cursor).to.equal(null)
  })

  it('find by words, at either address', async () => {
    const { drawn } = shop([{ title: 'Salt' }, { title: 'Copper' }])
    for (const path of ['/?q=copper', '/search?q=copper']) {
      const { view } = (await drawn(path)).page
      if (view.name !== 'search') throw new Error(view.name)
      expect(view.query).to.equal('copper')
      expect(view.releases.map(({ title }) => title)).to.deep.equal(['Copper'])
    }
  })

  it('show one release, and say so where it is not known', async () => {
    const { drawn, ids } = shop([{ title: 'Salt' }])
    const known = await drawn(`/release/${ids[0] ?? ''}`)
    expect(known.response.status).to.equal(200)
    expect(known.page.view).to.have.nested.property('release.title', 'Salt')
    for (const id of [`0x${'12'.repeat(32)}`, 'cut', '0x12']) {
      const unknown = await drawn(`/release/${id}`)
      expect(unknown.response.status).to.equal(404)
      expect(unknown.page.view).to.deep.equal({ name: 'release', release: null })
    }
  })

  it('leave the rest to the browser', async () => {
    const { drawn } = shop([])
    for (const path of ['/library', '/library/playlists/x', '/settings', '/browse/Dub']) {
      const { page } = await drawn(path)
      expect(page.view).to.deep.equal({ name: 'other' })
      expect(page.path).to.equal(path)
    }
  })

  it('speak the language that was asked for first, and only real ones', async () => {
    const { drawn } = shop([])
    const asked = { 'accept-language': 'fr-CA, fr;q=0.9, "><script>;q=0.8, *' }
    expect((await drawn('/', asked)).page.languages).to.deep.equal(['fr-CA', 'fr'])
    expect((await drawn('/', asked)).response.headers.get('vary')).to.equal(
      'accept-language, accept-encoding',
    )
  })

  it('know play money on a development chain only', async () => {
    expect((await shop([]).drawn('/')).page.playMoney).to.equal(true)
    expect((await shop([], 1).drawn('/')).page.playMoney).to.equal(false)
  })

  it('allow no script or style but their own files, and stay in no cache and no frame', async () => {
    const { response } = await shop([]).drawn('/')
    const policy = response.headers.get('content-security-policy')
    expect(policy).to.contain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).to.contain("frame-ancestors 'none'")
    expect(policy).to.not.match(/unsafe|data:|\*/)
    expect(response.headers.get('cache-control')).to.equal('no-store')
  })

  it('refuse parameters that make no sense', async () => {
    expect((await shop([]).ask('/?limit=0')).status).to.equal(400)
  })
})
