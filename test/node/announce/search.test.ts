import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  answerSearch,
  askSearch,
  decodeHits,
  decodeQuestion,
  encodeHits,
  encodeQuestion,
  InvalidSearchError,
  MAX_HITS,
  SEARCH_PROTOCOL,
  type Hit,
} from '../../../node/announce/search.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { parseReleaseId } from '../../../node/domain/ids.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { cidOf, digestOf, hashOf } from '../../support/manifests.ts'
import { join, testNetwork } from '../../support/network.ts'

const hitOf = (word: string): Hit => ({
  release: parseReleaseId(digestOf(word)),
  manifest: cborCidOf(hashOf(word)),
})
const hits = (count: number) => Array.from({ length: count }, (_, i) => hitOf(`hit ${i}`))
const wire = { release: hashOf('a'), manifest: cborCidOf(hashOf('a')) }

describe('search protocol', () => {
  it('gives questions and answers back as they were', () => {
    const question = { query: 'Ørkester 東京', limit: 20 }
    assert.deepEqual(decodeQuestion(encodeQuestion(question)), question)
    assert.deepEqual(decodeHits(encodeHits(hits(MAX_HITS)), MAX_HITS), hits(MAX_HITS))
    assert.deepEqual(decodeHits(encodeHits([]), 1), [])
  })

  it('takes the longest words there are', () => {
    const question = { query: '💿'.repeat(100), limit: 1 }
    assert.deepEqual(decodeQuestion(encodeQuestion(question)), question)
  })

  for (const [what, question] of [
    ['of another version', { v: 2, query: 'a', limit: 1 }],
    ['without words', { v: 1, query: '', limit: 1 }],
    ['with 201 letters', { v: 1, query: 'a'.repeat(201), limit: 1 }],
    ['in no words', { v: 1, query: 1, limit: 1 }],
    ['for nothing', { v: 1, query: 'a', limit: 0 }],
    ['for more than a page', { v: 1, query: 'a', limit: 21 }],
    ['that is larger than any', { v: 1, query: 'a', limit: 1, more: 'x'.repeat(2000) }],
  ] as const) {
    it(`refuses a question ${what}`, () => {
      assert.throws(() => decodeQuestion(encodeCanonical(question)), InvalidSearchError)
    })
  }

  for (const [what, answer] of [
    ['of another version', { v: 2, hits: [] }],
    ['that is no list', { v: 1, hits: {} }],
    ['with more than was asked for', { v: 1, hits: [wire, wire, wire] }],
    ['whose id is too short', { v: 1, hits: [{ ...wire, release: new Uint8Array(31) }] }],
    ['whose manifest is a song', { v: 1, hits: [{ ...wire, manifest: cidOf('song') }] }],
    ['whose manifest is text', { v: 1, hits: [{ ...wire, manifest: wire.manifest.toString() }] }],
    ['that is larger than any', { v: 1, hits: [{ ...wire, more: 'x'.repeat(5000) }] }],
  ] as const) {
    it(`refuses an answer ${what}`, () => {
      assert.throws(() => decodeHits(encodeCanonical(answer), 2), InvalidSearchError)
    })
  }

  it('refuses whatever else comes, in its own words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.throws(() => decodeHits(bytes, 20), InvalidSearchError)
        assert.throws(() => decodeQuestion(bytes), InvalidSearchError)
      }),
    )
  })
})

describe('search between peers', () => {
  let stack: AsyncDisposableStack
  let here: Network
  let there: Network
  const question = { query: 'salt', limit: 2 }

  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    here = stack.use(await testNetwork())
    there = stack.use(await testNetwork())
    await join(here, there)
  })

  afterEach(() => stack.disposeAsync())

  it('answers with what is listed, and never with more than was asked for', async () => {
    await answerSearch(there.streams, async () => hits(5))
    assert.deepEqual(await askSearch(here.streams, there.peer, question), hits(2))
  })

  it('is answered by turns: a peer that asks too often hears nothing for a while', async () => {
    let now = 0
    await answerSearch(
      there.streams,
      async () => [],
      () => now,
    )
    const ask = () => askSearch(here.streams, there.peer, question)
    for (let i = 0; i < 10; i++) await ask()
    await assert.rejects(ask())
    now = 1000
    await ask()
    await assert.rejects(ask())
  })

  it('refuses an endless answer', async () => {
    await there.streams.handle(SEARCH_PROTOCOL, async () => new Uint8Array(5_000_000))
    await assert.rejects(askSearch(here.streams, there.peer, question))
  })

  it('ends with its signal when the other is silent', async () => {
    await there.streams.handle(SEARCH_PROTOCOL, () => new Promise(() => undefined))
    const asking = askSearch(here.streams, there.peer, question, {
      signal: AbortSignal.timeout(200),
    })
    await assert.rejects(asking)
  })
})
