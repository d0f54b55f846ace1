import assert from 'node:assert/strict'
import { Slots, type SlotLimits } from '../../../../node/network/road/slots.ts'

describe('places for answers under way', () => {
  function places(limits: Partial<SlotLimits>) {
    const slots = new Slots({ perPeer: 100, inAll: 4, sliceMs: 60_000, ...limits })
    const cut: string[] = []
    const take = (origin: string, name = origin, peer = origin) =>
      slots.take({ peer, origin }, () => cut.push(name))
    return { take, cut }
  }

  it('are taken and given back', () => {
    const { take, cut } = places({ inAll: 1 })
    const place = take('a')
    assert.ok(place)
    assert.equal(take('b'), undefined)
    place[Symbol.dispose]()
    place[Symbol.dispose]()
    assert.ok(take('b'))
    assert.equal(take('c'), undefined)
    assert.deepEqual(cut, [])
  })

  it('are so many for one peer', () => {
    const { take } = places({ perPeer: 2 })
    const first = take('a')
    assert.ok(take('a'))
    assert.equal(take('a'), undefined)
    first?.[Symbol.dispose]()
    assert.ok(take('a'))
  })

  it('are given up, when there are no others, by the machine that holds most, oldest first', () => {
    const { take, cut } = places({})
    const peers = ['x', 'y', 'z'].map((peer) => take('greedy', peer, peer))
    take('modest')
    assert.ok(take('new'))
    assert.deepEqual(cut, ['x'])
    // What was cut gives back nothing when it hears of it.
    peers[0]?.[Symbol.dispose]()
    assert.ok(take('newer'))
    assert.deepEqual(cut, ['x', 'y'])
    assert.equal(take('newest'), undefined)
    assert.equal(take('greedy'), undefined)
    assert.deepEqual(cut, ['x', 'y'])
  })

  it('change hands after a while, when all hold as much', () => {
    const { take, cut } = places({ sliceMs: -1 })
    for (const one of ['a', 'b', 'c', 'd', 'e', 'f']) assert.ok(take(one))
    assert.deepEqual(cut, ['a', 'b'])
  })
})
