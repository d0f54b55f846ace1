import { expect } from 'chai'
import { viewOf, type ReleaseView } from '../../node/domain/catalogue.ts'
import { parseAddress } from '../../node/domain/ids.ts'
import { LocalSearch } from '../../web/src/search/localSearch.ts'
import { createShop } from '../node/gateway/shop.ts'

describe('search over what the page has met', () => {
  const shop = createShop()
  const put = (title: string, artist: string, songs: string[], digit = 'a'): ReleaseView =>
    viewOf(
      shop.put({
        title,
        artist,
        wallet: parseAddress(`0x${digit.repeat(40)}`),
        genres: ['Dub'],
        songs: songs.map((title) => ({ title })),
      }),
    )
  const ferry = put('Night Ferry', 'Nadia Voss', ['Slack Water', 'Copper Rails'])
  const ork = put('Ørkester', 'Sülo', ['Straße', 'AC/DC'], 'b')
  const other = put('Other', 'Nadia Voss', ['夜の渡し船'], 'c')
  const search = new LocalSearch()
  search.add([ferry, ork, other])
  const titles = (query: string) => search.find(query).releases.map(({ title }) => title)
  const songs = (query: string) =>
    search.find(query).songs.map(({ release, at }) => release.tracks[at]?.title)

  it('finds by the beginning of a word, however it is spelt', () => {
    expect(titles('nig')).to.deep.equal(['Night Ferry'])
    expect(titles('ORKESTER')).to.deep.equal(['Ørkester'])
    expect(songs('strasse')).to.deep.equal(['Straße'])
    expect(songs('ac/dc')).to.deep.equal(['AC/DC'])
    expect(songs('渡し')).to.deep.equal(['夜の渡し船'])
  })

  it('forgives a typo, and two letters that changed places', () => {
    expect(titles('nihgt ferry')).to.deep.equal(['Night Ferry'])
    expect(songs('coper rails')).to.deep.equal(['Copper Rails'])
    expect(search.find('nadai').artists.map(({ name }) => name)).to.include('Nadia Voss')
  })

  it('finds nothing for what is nothing like it', () => {
    expect(search.find('zzzzqq')).to.deep.equal({ artists: [], releases: [], songs: [] })
    expect(search.find('  ')).to.deep.equal({ artists: [], releases: [], songs: [] })
    expect(search.find('*"\\()')).to.deep.equal({ artists: [], releases: [], songs: [] })
  })

  it('tells namesakes apart, and names each artist once', () => {
    const { artists } = search.find('nadia voss')
    expect(artists.map(({ wallet }) => wallet).toSorted()).to.deep.equal(
      [ferry.artist.wallet, other.artist.wallet].toSorted(),
    )
  })

  it('finds a song by its own words, and by its artist’s beside them, not by those alone', () => {
    expect(songs('voss water')).to.deep.equal(['Slack Water'])
    expect(songs('voss')).to.deep.equal([])
  })

  it('knows a release under its new words when it was revised', () => {
    const revised = { ...ferry, title: 'Day Ferry', manifest: `${ferry.manifest}2` }
    search.add([revised])
    expect(titles('day')).to.deep.equal(['Day Ferry'])
    expect(titles('ferry')).to.deep.equal(['Day Ferry'])
  })

  it('is at once there among thousands', function () {
    this.timeout(20_000)
    const many = Array.from({ length: 1000 }, (_, i) => ({
      ...ferry,
      release: `${ferry.release}${i}` as ReleaseView['release'], // it only has to differ
      title: `Tide ${i}`,
      manifest: `${i}`,
    }))
    search.add(many)
    const begun = performance.now()
    expect(titles('tide 77').length).to.be.above(0)
    expect(performance.now() - begun).to.be.below(1000)
  })
})
