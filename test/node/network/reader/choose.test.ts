import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import { LEAF_BYTES } from '../../../../node/domain/layout.ts'
import { chooseFor, overtakeBy, type Field } from '../../../../node/network/reader/choose.ts'
import { Pace } from '../../../../node/network/reader/pace.ts'
import { Request } from '../../../../node/network/reader/request.ts'
import type { Source } from '../../../../node/network/reader/source.ts'
import { Wanted } from '../../../../node/network/reader/wanted.ts'

const ANY = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
const PLAIN: Field = { best: Infinity, among: 1, bulk: false, hurry: false }

const leaves = (count: number) =>
  Array.from({ length: count }, (_, i) => new Wanted(ANY, LEAF_BYTES, i))
const ordersOf = (items: readonly Wanted[] | undefined) => items?.map(({ order }) => order)

/** A source of this pace, as if it had delivered some leaves. */
function paced(rate: number, latencyMs = 1): Pace {
  const pace = new Pace()
  pace.answered(latencyMs)
  for (let i = 0; i < 5; i++) pace.delivered(LEAF_BYTES, LEAF_BYTES / rate)
  return pace
}

const named = (name: string): Source => ({
  name,
  lastResort: false,
  ask: () => assert.fail('not asked'),
  askFile: () => assert.fail('not asked'),
})

describe('what a source is asked for', () => {
  it('is one leaf first, of somebody unknown', () => {
    assert.deepEqual(ordersOf(chooseFor(named('a'), new Pace(), leaves(9), PLAIN)), [0])
  })

  it('is about a quarter of a second of its pace, at most 4 MiB', () => {
    const at = (rate: number) => chooseFor(named('a'), paced(rate), leaves(100), PLAIN).length
    assert.equal(at(100), 1)
    assert.equal(at(5 * 1049), 5)
    assert.equal(at(200_000), 16)
  })

  it('is no more than its share of what is left', () => {
    const field = { ...PLAIN, best: 1, among: 3 }
    assert.equal(chooseFor(named('a'), paced(200_000), leaves(6), field).length, 2)
  })

  it('is what is needed last, to try an unknown one beside a proven one', () => {
    const field = { ...PLAIN, best: 10, among: 2 }
    assert.deepEqual(ordersOf(chooseFor(named('a'), new Pace(), leaves(5), field)), [4])
    assert.deepEqual(ordersOf(chooseFor(named('a'), new Pace(), leaves(2), field)), [])
  })

  it('is nothing a listener waits for when it is far slower than the best', () => {
    const slow = paced(6, 50)
    const field = { ...PLAIN, best: 30, among: 2 }
    assert.deepEqual(ordersOf(chooseFor(named('slow'), slow, leaves(5), field)), [])
    assert.deepEqual(
      ordersOf(chooseFor(named('slow'), slow, leaves(5), { ...field, bulk: true })),
      [4],
    )
    assert.deepEqual(ordersOf(chooseFor(named('slow'), slow, leaves(5), PLAIN)), [0])
  })

  it('is not what it said it lacks', () => {
    const items = leaves(3)
    items[0]?.lack('a')
    assert.deepEqual(ordersOf(chooseFor(named('a'), new Pace(), items, PLAIN)), [1])
    for (const item of items) item.lack('a')
    assert.deepEqual(chooseFor(named('a'), new Pace(), items, PLAIN), [])
  })
})

describe('overtaking', () => {
  const [quick, slow] = [named('quick'), named('slow')]
  function owing(pace: Pace, count = 3) {
    const items = leaves(count)
    const request = new Request(slow, pace, items)
    for (const item of items) item.asked.add(request)
    return { items, request }
  }

  it('asks elsewhere for what the reader waits for and would come late', () => {
    const { items } = owing(paced(6))
    const hurried = { ...PLAIN, hurry: true }
    assert.deepEqual(ordersOf(overtakeBy(quick, paced(5000), items, hurried)), [0])
    assert.deepEqual(ordersOf(overtakeBy(quick, paced(5000), items, PLAIN)), [])
  })

  it('leaves what comes in time', () => {
    const { items } = owing(paced(5000))
    assert.deepEqual(ordersOf(overtakeBy(quick, paced(5000), items, { ...PLAIN, hurry: true })), [])
  })

  it('never asks the one who owes it or who lacks it, or a third where the second is quick', () => {
    const { items } = owing(paced(6))
    const hurried = { ...PLAIN, hurry: true }
    assert.deepEqual(overtakeBy(slow, paced(5000), items, hurried), [])
    items[0]?.lack('quick')
    assert.deepEqual(overtakeBy(quick, paced(5000), items, hurried), [])
    const second = named('second')
    const other = new Request(second, paced(5000), items)
    for (const item of items) item.asked.add(other)
    assert.deepEqual(overtakeBy(named('third'), paced(5000), items, hurried), [])
    const slower = owing(paced(6))
    const too = new Request(second, paced(6), slower.items)
    for (const item of slower.items) item.asked.add(too)
    const third = overtakeBy(named('third'), paced(5000), slower.items, hurried)
    assert.deepEqual(ordersOf(third), [0], 'two who are slow keep it from nobody')
  })

  it('of a copy takes only what is left at the end', () => {
    const { items } = owing(paced(6))
    const bulk = { ...PLAIN, bulk: true }
    assert.deepEqual(overtakeBy(quick, paced(5000), items, bulk), [])
    assert.equal(overtakeBy(quick, paced(5000), items, { ...bulk, hurry: true }).length, 1)
  })
})
