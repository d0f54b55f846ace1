import assert from 'node:assert/strict'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import type { Probe } from '../../../node/domain/ports.ts'
import { buildTrack, songTitle } from '../../../node/ingest/track.ts'

const titled = (path: string, title?: string) =>
  songTitle({ path, tags: title === undefined ? {} : { title } })

describe('ingest track', () => {
  for (const [path, title] of [
    ['Night Ferry/01 - Slack Water.flac', 'Slack Water'],
    ['01 Slack Water.flac', 'Slack Water'],
    ['3. Slack Water.flac', 'Slack Water'],
    ['1-02 Slack_Water.flac', 'Slack Water'],
    ['99 Luftballons.mp3', '99 Luftballons'],
    ['1999.mp3', '1999'],
    ['01.flac', '01'],
    ['No. 5.live.wav', 'No. 5.live'],
    ['\u202e.wav', 'Untitled'],
  ] as const) {
    it(`is called ${title} when its file is "${path}"`, () => {
      assert.deepEqual(titled(path), { title, guessed: true })
    })
  }

  it('is called what its tag says, cleaned', () => {
    assert.deepEqual(titled('x.wav', ' <b>Copper</b>\0'), {
      title: '<b>Copper</b>',
      guessed: false,
    })
    assert.deepEqual(titled('x.wav', '\0'), { title: 'x', guessed: true })
  })

  const sha256 = new Uint8Array(32).fill(7)
  const stored = { cid: cborCidOf(sha256), bytes: 9, sha256 }
  const build = (tags: Partial<Probe['tags']>) => {
    const said = { genres: [], title: 'Copper', ...tags }
    const song = { path: 'a.wav', mime: 'audio/wav' as const, durationMs: 5, tags: said }
    return buildTrack(song, { disc: 1, number: 2 }, stored, 'Nadia Voss')
  }

  it('streams the master itself, whole', () => {
    const copy = { cid: stored.cid, mime: 'audio/wav', bytes: 9 }
    assert.deepEqual(build({ isrc: 'gb-aye-05-00123' }), {
      ...{ disc: 1, number: 2, title: 'Copper', durationMs: 5, isrc: 'GBAYE0500123' },
      listening: { ...copy, extent: 'full' },
      master: { ...copy, sha256 },
    })
  })

  it('credits whoever plays it besides the artist of the release', () => {
    assert.deepEqual(build({ artist: 'Oto Maki' }).credits, [{ name: 'Oto Maki', role: 'artist' }])
    assert.equal(build({ artist: 'nadia voss' }).credits, undefined)
  })
})
