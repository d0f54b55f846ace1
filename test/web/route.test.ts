import { expect } from 'chai'
import { parseRoute, pathOf, pathTo, type Route } from '../../web/src/route.ts'

const ROUTES: Route[] = [
  { name: 'home' },
  { name: 'new' },
  { name: 'search', query: 'AC/DC & “ø” #1' },
  { name: 'release', release: `0x${'ab'.repeat(32)}` },
  { name: 'artist', wallet: `0x${'cd'.repeat(20)}` },
  { name: 'browse' },
  { name: 'browse', genre: 'R&B / Soul?' },
  { name: 'library', tab: 'playlists', playlist: 'one' },
  { name: 'library', tab: 'saved' },
  { name: 'settings' },
]

/** What `location` shows of an address. */
const locationOf = (url: string): Location => {
  const { pathname, search, hash } = new URL(url)
  // The rest of it is not asked for.
  return { pathname, search, hash } as Location
}

describe('routes', () => {
  for (const route of ROUTES) {
    it(`come back from their address: ${pathTo(route)}`, () => {
      expect(parseRoute(pathTo(route))).to.deep.equal(route)
    })

    it(`stand behind a hash where there is only one file: ${pathTo(route)}`, () => {
      const path = pathOf(
        locationOf(`https://gateway.example/ipfs/bafy/index.html#${pathTo(route)}`),
      )
      expect(parseRoute(path)).to.deep.equal(route)
    })
  }

  it('take a query at the front door for a search', () => {
    expect(parseRoute('/?q=salt')).to.deep.equal({ name: 'search', query: 'salt' })
  })

  for (const path of ['/nowhere', '/release', '/library/else', '/ipfs/bafy', '//evil.example/x']) {
    it(`know that there is nothing at ${path}`, () => {
      expect(parseRoute(path).name).to.equal('unknown')
    })
  }

  it('bear a broken escape', () => {
    expect(parseRoute('/browse/100%')).to.deep.equal({ name: 'browse', genre: '100%' })
  })

  it('never lead out of the shop', () => {
    for (const release of ['//evil.example', '../..', 'javascript:alert(1)', 'a b#c?d']) {
      const path = pathTo({ name: 'release', release })
      expect(new URL(path, 'http://here').origin).to.equal('http://here')
      expect(parseRoute(path)).to.deep.equal({ name: 'release', release })
    }
  })
})
