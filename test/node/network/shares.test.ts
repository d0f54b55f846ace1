import assert from 'node:assert/strict'
import { Shares } from '../../../node/network/shares.ts'

describe('shares', () => {
  const most = (shares: Shares<number>) => {
    const { owner, items = [] } = shares.most() ?? {}
    return [owner, ...items]
  }

  it('tell who holds most, and what of it is oldest', () => {
    const shares = new Shares<number>()
    for (const item of [1, 2, 3]) shares.add('greedy', item)
    shares.add('modest', 4)
    shares.add('greedy', 1)
    assert.deepEqual(most(shares), ['greedy', 2, 3, 1])
    for (const item of [2, 3, 1]) shares.delete('greedy', item)
    assert.deepEqual(most(shares), ['modest', 4])
    assert.equal(shares.size, 1)
    shares.delete('modest', 5)
    shares.delete('modest', 4)
    assert.deepEqual([shares.most(), shares.size], [undefined, 0])
  })

  it('name of several who hold as much the one who has for longest', () => {
    const shares = new Shares<number>()
    for (const owner of ['first', 'second']) shares.add(owner, 1)
    assert.equal(shares.most()?.owner, 'first')
    shares.add('first', 2)
    shares.delete('first', 2)
    assert.equal(shares.most()?.owner, 'second')
  })

  it('agree with a plain count after many changes', () => {
    const shares = new Shares<number>()
    const counts = new Map<string, Set<number>>()
    for (let i = 0; i < 20_000; i++) {
      const owner = `${(i * 7919) % 13}`
      const item = (i * 104_729) % 17
      const held = counts.get(owner) ?? new Set()
      counts.set(owner, held)
      if (i % 3 === 0) held.delete(item)
      else held.add(item)
      shares[i % 3 === 0 ? 'delete' : 'add'](owner, item)
      const top = Math.max(...[...counts.values()].map(({ size }) => size))
      assert.equal(shares.most()?.items.size ?? 0, top)
      assert.equal(shares.countOf(owner), held.size)
    }
  })
})
