import { expect } from 'chai'
import { merged, NOTHING, parseKept, type Kept } from '../../web/src/keeping/kept.ts'

const song = {
  ...{ cid: 'c', title: 't', artist: 'a', wallet: 'w', release: 'r', releaseTitle: 'R' },
  ...{ durationMs: 1, extent: 'full' as const, mime: 'audio/flac' },
}
const KEPT: Kept = {
  megabox: 'kept/1',
  saved: [{ release: 'r', title: 't', artist: 'a', wallet: 'w', songs: [song] }],
  followed: [{ wallet: 'w', name: 'Nadia' }],
  playlists: [{ id: 'p', name: 'Evening', songs: [song] }],
  hidden: ['h'],
}

describe('what is kept', () => {
  it('comes back from its file as it was', () => {
    expect(parseKept(JSON.parse(JSON.stringify(KEPT)))).to.deep.equal(KEPT)
  })

  for (const [what, value] of Object.entries({
    nothing: undefined,
    text: 'kept/1',
    'another format': { ...KEPT, megabox: 'kept/2' },
    'a song without a fingerprint': { ...KEPT, playlists: [{ id: 'p', name: 'x', songs: [{}] }] },
    'a title that never ends': { ...KEPT, followed: [{ wallet: 'w', name: 'x'.repeat(301) }] },
    'an extent we do not know': {
      ...KEPT,
      playlists: [{ id: 'p', name: 'x', songs: [{ ...song, extent: 'all' }] }],
    },
  })) {
    it(`is not taken from ${what}`, () => {
      expect(parseKept(value)).to.equal(undefined)
    })
  }

  it('drops what it does not know', () => {
    expect(parseKept({ ...KEPT, more: 1 })).to.deep.equal(KEPT)
  })

  it('is joined with another without doubles, and what comes in replaces a playlist', () => {
    const theirs: Kept = {
      ...KEPT,
      saved: [...KEPT.saved, { release: 'r2', title: 't', artist: 'a', wallet: 'w', songs: [] }],
      playlists: [{ id: 'p', name: 'Morning', songs: [] }],
    }
    const both = merged(KEPT, theirs)
    expect(both.saved.map(({ release }) => release)).to.deep.equal(['r', 'r2'])
    expect(both.playlists).to.deep.equal(theirs.playlists)
    expect(both.hidden).to.deep.equal(['h'])
    expect(merged(NOTHING, KEPT)).to.deep.equal(KEPT)
    expect(merged(both, both)).to.deep.equal(both)
  })
})
