import { expect } from 'chai'
import type { ReleaseView } from '../../../node/domain/catalogue.ts'
import { asker, codeOf, createShop } from './shop.ts'

interface Listing {
  releases: ReleaseView[]
  cursor: string | null
}

describe('gateway /api/v1/releases', () => {
  const shop = createShop()
  const first = shop.put({ title: 'Salt', artist: 'The Tin Lanterns', priceWei: 10n ** 16n })
  shop.put({ title: 'Copper', artist: 'Oto Maki' })
  shop.put({ title: 'Night Ferry', artist: 'Nadia Voss' })
  const ask = asker(shop.powers)
  const list = async (query = '') =>
    (await (await ask(`/api/v1/releases${query}`)).json()) as Listing

  it('lists the newest first, with money as decimal strings', async () => {
    const { releases, cursor } = await list()
    expect(releases.map(({ title }) => title)).to.deep.equal(['Night Ferry', 'Copper', 'Salt'])
    expect(releases[2]?.priceWei).to.equal('10000000000000000')
    expect(cursor).to.equal(null)
  })

  it('turns pages with the cursor it gave', async () => {
    const one = await list('?limit=2')
    expect(one.releases).to.have.length(2)
    const two = await list(`?limit=2&cursor=${one.cursor ?? ''}`)
    expect(two.releases.map(({ title }) => title)).to.deep.equal(['Salt'])
    expect(two.cursor).to.equal(null)
  })

  it('finds by the words of a title or an artist', async () => {
    expect((await list('?q=oto')).releases.map(({ title }) => title)).to.deep.equal(['Copper'])
    expect((await list('?q=nobody')).releases).to.deep.equal([])
  })

  it('lists what was bought last, and how many copies are out', async () => {
    const other = createShop()
    other.put({ title: 'Sold', sold: 2 })
    other.put({ title: 'Unsold' })
    const found = (await (
      await asker(other.powers)('/api/v1/releases?order=sold&limit=5')
    ).json()) as Listing
    expect(found.releases.map(({ title, sold }) => [title, sold])).to.deep.equal([['Sold', 2]])
    expect((await ask('/api/v1/releases?order=sold&q=x')).status).to.equal(400)
    expect((await ask('/api/v1/releases?order=price')).status).to.equal(400)
  })

  for (const query of ['limit=0', 'limit=101', 'limit=ten', 'limit=-1', 'cursor=', 'limit=1e1']) {
    it(`refuses ${query}`, async () => {
      const response = await ask(`/api/v1/releases?${query}`)
      expect(response.status).to.equal(400)
      expect(await codeOf(response)).to.equal('UsageError')
    })
  }

  it('refuses a query longer than any title', async () => {
    expect((await ask(`/api/v1/releases?q=${'x'.repeat(201)}`)).status).to.equal(400)
  })

  it('shows one release by its id, in either case', async () => {
    for (const id of [first.release, first.release.toUpperCase().replace('0X', '0x')]) {
      const view = (await (await ask(`/api/v1/releases/${id}`)).json()) as ReleaseView
      expect(view).to.include({ release: first.release, title: 'Salt', onSale: true })
    }
  })

  it('shows a retired release as no longer on sale', async () => {
    const other = createShop()
    const { release } = other.put({ title: 'Gone', retired: true })
    const response = await asker(other.powers)(`/api/v1/releases/${release}`)
    expect(((await response.json()) as ReleaseView).onSale).to.equal(false)
  })

  it('tells an unknown release from words that are no id', async () => {
    const unknown = await ask(`/api/v1/releases/0x${'00'.repeat(32)}`)
    expect(unknown.status).to.equal(404)
    expect(await codeOf(unknown)).to.equal('UnknownReleaseError')
    expect((await ask('/api/v1/releases/night-ferry')).status).to.equal(400)
  })

  it('answers in JSON that nothing stores, sniffs, frames or reads from elsewhere', async () => {
    const { headers } = await ask('/api/v1/releases')
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('content-security-policy')).to.contain("default-src 'none'")
    expect(headers.get('access-control-allow-origin')).to.equal(null)
  })
})
