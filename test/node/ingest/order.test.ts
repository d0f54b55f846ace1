import assert from 'node:assert/strict'
import fc from 'fast-check'
import { naturally } from '../../../node/ingest/naturalOrder.ts'
import { order as orderTagged } from '../../../node/ingest/order.ts'

interface Song {
  path: string
  disc?: number | undefined
  track?: number | undefined
}

const order = (songs: Song[]) => orderTagged(songs.map(({ path, ...tags }) => ({ path, tags })))

const places = (songs: Song[]) =>
  order(songs).songs.map(({ song, place }) => `${song.path} ${place.disc}.${place.number}`)

describe('ingest order', () => {
  it('follows disc and track, not the names', () => {
    const songs = [
      { path: 'a', disc: 2, track: 1 },
      { path: 'b', disc: 1, track: 2 },
      { path: 'c', disc: 1, track: 1 },
    ]
    assert.deepEqual(places(songs), ['c 1.1', 'b 1.2', 'a 2.1'])
    assert.deepEqual(order(songs).numbered, [])
  })

  it('counts the names of untagged songs as people do', () => {
    const songs = [{ path: '10 x' }, { path: '2 x' }, { path: '1 x' }]
    assert.deepEqual(places(songs), ['1 x 1.1', '2 x 1.2', '10 x 1.3'])
    assert.deepEqual(order(songs).numbered, ['1 x', '2 x', '10 x'])
  })

  it('keeps the tagged where they are and puts the others into the gaps', () => {
    const songs = [{ path: 'z', track: 2 }, { path: 'a' }, { path: 'b' }]
    assert.deepEqual(places(songs), ['a 1.1', 'z 1.2', 'b 1.3'])
  })

  it('gives the second of two equal numbers a place of its own', () => {
    const songs = [
      { path: 'b', track: 1 },
      { path: 'a', track: 1 },
    ]
    assert.deepEqual(places(songs), ['a 1.1', 'b 1.2'])
    assert.deepEqual(order(songs).numbered, ['b'])
  })

  it('takes the disc from the folder when the tags do not say', () => {
    const songs = [
      { path: 'Box/CD 2/01.flac', track: 1 },
      { path: 'Box/CD1 (Live)/01.flac', track: 1 },
      { path: 'Box/disc03/01.flac', track: 1 },
      { path: 'Box/CDs/01.flac', track: 2 },
    ]
    assert.deepEqual(
      places(songs).map((place) => place.slice(-3)),
      ['1.1', '1.2', '2.1', '3.1'],
    )
  })

  for (const strange of [0, -1, 1.5, 10_000, Number.NaN]) {
    it(`takes track ${strange} for none`, () => {
      assert.deepEqual(places([{ path: 'a', track: strange, disc: strange }]), ['a 1.1'])
    })
  }

  it('gives every song one place, the same whatever order the files came in', () => {
    const number = fc.option(fc.integer({ min: -1, max: 5 }), { nil: undefined })
    const song = fc.record({ path: fc.string({ maxLength: 6 }), disc: number, track: number })
    const songs = fc.uniqueArray(song, { selector: ({ path }) => path, maxLength: 12 })
    fc.assert(
      fc.property(songs, (some) => {
        const all = places(some)
        assert.equal(new Set(all.map((place) => place.split(' ').at(-1))).size, some.length)
        assert.deepEqual(places(some.toReversed()), all)
      }),
    )
  })
})

describe('ingest natural order', () => {
  it('sorts 2 before 10, whatever the case and the zeros', () => {
    const names = ['a10', 'A2', 'a002b', 'a1', 'b', '10', '9']
    assert.deepEqual(names.toSorted(naturally), ['9', '10', 'a1', 'A2', 'a002b', 'a10', 'b'])
  })

  it('compares numbers longer than any integer', () => {
    assert.ok(naturally('1'.repeat(40), '2'.repeat(40)) < 0)
  })

  it('is a total order', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', '0', '1', '9', ' '), maxLength: 5 })
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        assert.ok(Math.sign(naturally(a, b)) + Math.sign(naturally(b, a)) === 0)
        if (naturally(a, b) <= 0 && naturally(b, c) <= 0) assert.ok(naturally(a, c) <= 0)
        assert.equal(naturally(a, b) === 0, a === b)
      }),
    )
  })
})
