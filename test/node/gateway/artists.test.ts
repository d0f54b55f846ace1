import { expect } from 'chai'
import type { ReleaseView } from '../../../node/domain/catalogue.ts'
import { parseAddress } from '../../../node/domain/ids.ts'
import { ARTIST, asker, codeOf, createShop } from './shop.ts'

const OTHER = parseAddress(`0x${'b2'.repeat(20)}`)

interface ArtistAnswer {
  wallet: string
  name: string
  names: string[]
  fingerprint: string
  since: number
  releases: ReleaseView[]
  cursor: string | null
  count: number
  namesakes: { wallet: string; name: string; fingerprint: string; releases: number }[]
}

describe('gateway /api/v1/artists and /api/v1/genres', () => {
  const shop = createShop()
  shop.put({ title: 'Salt', artist: 'Sülo', genres: ['Dub', 'Ambient'] })
  shop.put({ title: 'Copper', artist: 'Oto Maki', genres: ['dub'], wallet: OTHER })
  shop.put({ title: 'Orchard', artist: 'SULO', genres: ['Dub'], wallet: OTHER })
  shop.put({ title: 'Tigers', artist: 'Sülo Trio', genres: ['Jazz'] })
  const ask = asker(shop.powers)
  const read = async <T>(path: string) => (await (await ask(path)).json()) as T

  it('shows an artist by all its names, with its releases newest first', async () => {
    const found = await read<ArtistAnswer>(`/api/v1/artists/${ARTIST}`)
    expect(found).to.include({
      wallet: ARTIST,
      name: 'Sülo Trio',
      count: 2,
      since: 1,
      cursor: null,
    })
    expect(found.names).to.deep.equal(['Sülo Trio', 'Sülo'])
    expect(found.releases.map(({ title }) => title)).to.deep.equal(['Tigers', 'Salt'])
    expect(found.fingerprint).to.equal('0xa1a1a1…a1a1a1')
  })

  it('names other wallets of the same name, however it is written', async () => {
    const { namesakes } = await read<ArtistAnswer>(`/api/v1/artists/${ARTIST}`)
    expect(namesakes).to.deep.equal([
      {
        ...{ wallet: OTHER, name: 'SULO', fingerprint: '0xb2b2b2…b2b2b2' },
        ...{ names: ['SULO', 'Oto Maki'], since: 2, releases: 2 },
      },
    ])
  })

  it('tells an unknown wallet from words that are none', async () => {
    const unknown = await ask(`/api/v1/artists/0x${'00'.repeat(20)}`)
    expect([unknown.status, await codeOf(unknown)]).to.deep.equal([404, 'UnknownArtistError'])
    expect((await ask('/api/v1/artists/sulo')).status).to.equal(400)
  })

  it('counts genres under the spelling most use', async () => {
    expect(await read('/api/v1/genres')).to.deep.equal({
      genres: [
        { genre: 'Dub', releases: 3 },
        { genre: 'Ambient', releases: 1 },
        { genre: 'Jazz', releases: 1 },
      ],
    })
  })

  it('lists the releases of a genre and of an artist, page by page', async () => {
    interface Listing {
      releases: ReleaseView[]
      cursor: string | null
    }
    const titles = async (query: string) => {
      const { releases, cursor } = await read<Listing>(`/api/v1/releases?${query}`)
      return [releases.map(({ title }) => title), cursor] as const
    }
    expect(await titles('genre=DUB')).to.deep.equal([['Orchard', 'Copper', 'Salt'], null])
    expect(await titles(`artist=${OTHER}`)).to.deep.equal([['Orchard', 'Copper'], null])
    expect(await titles(`artist=${ARTIST}&genre=dub`)).to.deep.equal([['Salt'], null])
    const [first, cursor] = await titles('genre=dub&limit=2')
    expect(first).to.deep.equal(['Orchard', 'Copper'])
    expect(await titles(`genre=dub&limit=2&cursor=${cursor ?? ''}`)).to.deep.equal([['Salt'], null])
    expect(await titles('genre=polka')).to.deep.equal([[], null])
  })

  for (const query of ['genre=', `genre=${'x'.repeat(101)}`, 'artist=sulo', 'genre=dub&q=salt']) {
    it(`refuses ${query.slice(0, 30)}`, async () => {
      const response = await ask(`/api/v1/releases?${query}`)
      expect([response.status, await codeOf(response)]).to.deep.equal([400, 'UsageError'])
    })
  }
})
