import assert from 'node:assert/strict'
import { UsageError } from '../../../node/domain/errors.ts'
import type { Probe } from '../../../node/domain/ports.ts'
import { describeRelease, type ReleaseOptions } from '../../../node/ingest/release.ts'

type Tags = Partial<Probe['tags']>

const describeTagged = (songs: Tags[], options: ReleaseOptions = {}) =>
  describeRelease(
    songs.map((tags, i) => ({ path: `f/0${i + 1} Song.flac`, tags: { genres: [], ...tags } })),
    options,
  )

describe('ingest release words', () => {
  const ferry = { artist: 'Nadia Voss', album: 'Night Ferry' }

  it('come from the tags, and it says so', () => {
    const tags = { ...ferry, date: '2024-05', genres: ['Dub; Ambient'], licence: 'CC-BY-4.0' }
    const { filled, warnings, ...words } = describeTagged([tags, tags, tags])
    assert.deepEqual(words, {
      ...{ artistName: 'Nadia Voss', title: 'Night Ferry', kind: 'ep', date: '2024-05' },
      ...{ genres: ['Dub', 'Ambient'], licence: 'CC-BY-4.0' },
    })
    assert.deepEqual(filled, [
      'Artist "Nadia Voss" from the artist tag.',
      'Title "Night Ferry" from the album tag.',
      'Kind EP, as it has 3 songs.',
      'Date 2024-05 from the tags.',
      'Genre Dub, Ambient from the tags.',
      'Licence CC-BY-4.0 from the tags.',
    ])
    assert.deepEqual(warnings, [])
  })

  it('come from the artist first, and then nothing is filled', () => {
    const said = { kind: 'album', date: '2020-01-02', licence: 'CC0-1.0' } as const
    const options = { ...said, title: ' Other\0 ', artist: 'Else', genres: ['Jazz'] }
    const { filled, warnings, ...words } = describeTagged([ferry], options)
    assert.deepEqual(words, { ...said, title: 'Other', artistName: 'Else', genres: ['Jazz'] })
    assert.deepEqual([filled, warnings], [[], []])
  })

  for (const [songs, kind] of [
    ...([
      [1, 'single'],
      [2, 'single'],
      [3, 'ep'],
      [6, 'ep'],
      [7, 'album'],
    ] as const),
  ]) {
    it(`call ${songs} songs ${kind}`, () => {
      assert.equal(describeTagged(Array.from({ length: songs }, () => ferry)).kind, kind)
    })
  }

  it('prefer the album artist to the artists', () => {
    const songs = [
      { ...ferry, albumArtist: 'Various' },
      { ...ferry, artist: 'Maki', albumArtist: 'Various' },
    ]
    assert.equal(describeTagged(songs).artistName, 'Various')
  })

  it('know the lead of songs with guests', () => {
    const songs = [
      { ...ferry, artist: 'Nadia Voss feat. Oto Maki' },
      { ...ferry, artist: 'nadia voss' },
    ]
    assert.equal(describeTagged(songs).artistName, 'nadia voss')
  })

  for (const [what, songs] of [
    ['no artist is named', [{ album: 'x' }]],
    ['several artists are', [ferry, { ...ferry, artist: 'Oto Maki' }]],
    [
      'one only begins like the other',
      [
        { ...ferry, artist: 'Nadia' },
        { ...ferry, artist: 'Nadiana' },
      ],
    ],
  ] as const) {
    it(`ask for --artist when ${what}`, () => {
      assert.throws(
        () => describeTagged([...songs]),
        (e) => e instanceof UsageError && e.cure.includes('--artist'),
      )
    })
  }

  it('name a single after its song, and anything else after its folder', () => {
    const song = { artist: 'N', title: 'Copper' }
    assert.equal(describeTagged([song], { folderName: 'f' }).title, 'Copper')
    assert.equal(describeTagged([song, song], { folderName: 'Ferry' }).title, 'Ferry')
    assert.throws(() => describeTagged([song, song]), UsageError)
  })

  it('take the album most songs name, and warn', () => {
    const { title, warnings } = describeTagged([{ ...ferry, album: 'B' }, ferry, ferry])
    assert.equal(title, 'Night Ferry')
    assert.match(warnings.join(), /different albums \(B, Night Ferry\)/)
  })

  it('fill no licence unless every song names it', () => {
    const { licence, warnings } = describeTagged([{ ...ferry, licence: 'CC0-1.0' }, ferry])
    assert.equal(licence, undefined)
    assert.match(warnings.join(), /CC0-1.0/)
  })

  for (const options of [
    { title: ' \0' },
    { artist: '' },
    { date: '2024-02-30' },
    { date: 'soon' },
    { licence: '' },
  ]) {
    it(`refuse ${JSON.stringify(options)}`, () => {
      assert.throws(() => describeTagged([ferry], options), UsageError)
    })
  }
})
