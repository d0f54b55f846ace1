import { expect } from 'chai'
import * as fc from 'fast-check'
import * as queues from '../../web/src/player/queue.ts'
import type { Queue } from '../../web/src/player/queue.ts'
import type { Song } from '../../web/src/player/song.ts'

const song = (cid: string): Song => ({
  ...{ cid, title: cid, artist: 'a', wallet: 'w', release: 'r', releaseTitle: 'R' },
  ...{ durationMs: 1000, extent: 'full', mime: 'audio/flac' },
})
const [a, b, c] = [song('a'), song('b'), song('c')]
const names = ({ songs }: Queue): string => songs.map(({ cid }) => cid).join('')
const playing = (queue: Queue | undefined) => queue && queues.current(queue)?.cid

describe('the queue', () => {
  const abc = queues.startAt(queues.EMPTY, [a, b, c], 1)

  it('begins where one pressed Play', () => {
    expect([names(abc), playing(abc)]).to.deep.equal(['abc', 'b'])
  })

  it('ends after its last song, unless it repeats', () => {
    const last = { ...abc, at: 2 }
    expect(queues.nextIn(last)).to.equal(undefined)
    expect(playing(queues.nextIn({ ...last, repeat: 'all' }))).to.equal('a')
    expect(queues.previousIn({ ...abc, at: 0 })).to.equal(undefined)
    expect(playing(queues.previousIn({ ...abc, at: 0, repeat: 'all' }))).to.equal('c')
  })

  it('repeats one song by itself, and goes on when one asks', () => {
    const one: Queue = { ...abc, repeat: 'one' }
    expect(playing(queues.nextIn(one, true))).to.equal('b')
    expect(playing(queues.nextIn(one))).to.equal('c')
  })

  it('plays on when a song before is removed, and the next when its own is', () => {
    expect(playing(queues.removeAt(abc, 0))).to.equal('b')
    expect(playing(queues.removeAt(abc, 1))).to.equal('c')
    expect(playing(queues.removeAt({ ...abc, at: 2 }, 2))).to.equal('b')
    expect(playing(queues.removeAt(queues.startAt(queues.EMPTY, [a], 0), 0))).to.equal(undefined)
  })

  it('keeps what plays wherever songs are moved', () => {
    expect([names(queues.move(abc, 0, 2)), playing(queues.move(abc, 0, 2))]).to.deep.equal([
      ...['bca', 'b'],
    ])
    expect(names(queues.move(abc, 1, 0))).to.equal('bac')
    expect(queues.move(abc, 0, 3)).to.equal(abc)
    expect(queues.move(abc, 7, 0)).to.equal(abc)
  })

  it('has every song once when shuffled, and its own order again after', () => {
    const mixed = queues.toggleShuffle(abc)
    expect(names(mixed).split('').toSorted().join('')).to.equal('abc')
    expect(playing(mixed)).to.equal('b')
    const straight = queues.toggleShuffle(mixed)
    expect([names(straight), playing(straight)]).to.deep.equal(['abc', 'b'])
  })

  it('never loses or doubles a song, and never points outside, whatever one does', () => {
    const act = fc.oneof(
      fc.tuple(fc.constant('move' as const), fc.nat(6), fc.nat(6)),
      fc.tuple(fc.constant('shuffle' as const), fc.constant(0), fc.constant(0)),
      fc.tuple(fc.constant('next' as const), fc.constant(0), fc.constant(0)),
      fc.tuple(fc.constant('previous' as const), fc.constant(0), fc.constant(0)),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let queue = abc
        for (const [what, x, y] of acts) {
          if (what === 'move') queue = queues.move(queue, x, y)
          if (what === 'shuffle') queue = queues.toggleShuffle(queue)
          if (what === 'next') queue = queues.nextIn(queue) ?? queue
          if (what === 'previous') queue = queues.previousIn(queue) ?? queue
        }
        expect(names(queue).split('').toSorted().join('')).to.equal('abc')
        expect(queues.current(queue)).to.not.equal(undefined)
      }),
    )
  })

  it('holds the same song twice as two', () => {
    const twice = queues.append(queues.startAt(queues.EMPTY, [a], 0), [{ ...a }])
    expect(names(queues.removeAt(twice, 1))).to.equal('a')
    expect(playing(queues.nextIn(twice))).to.equal('a')
  })
})
