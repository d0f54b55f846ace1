import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { DigestSet } from '../../../node/domain/digestSet.ts'
import { cidOf } from '../../support/manifests.ts'

const rawOf = (digest: Uint8Array) => CID.createV1(0x55, Digest.create(0x12, digest))

describe('a set of digests', () => {
  it('knows what was added, also after it has grown many times', () => {
    const set = new DigestSet()
    const [there, elsewhere] = ['a', 'b'].map((kind) =>
      Array.from({ length: 5000 }, (_, i) => cidOf(`${kind} ${i}`)),
    )
    for (const cid of there ?? []) assert.equal(set.add(cid), true)
    for (const cid of there ?? []) assert.equal(set.add(cid), false)
    assert.equal(set.size, 5000)
    assert.ok(there?.every((cid) => set.has(cid)))
    assert.ok(!elsewhere?.some((cid) => set.has(cid)))
  })

  it('goes by the hash: whatever codec reads the block', () => {
    const set = new DigestSet()
    set.add(cidOf('a'))
    assert.ok(set.has(CID.createV1(0x70, cidOf('a').multihash)))
  })

  it('holds hashes of zeros, of few bytes, and many that begin alike', () => {
    const set = new DigestSet()
    const odd = [new Uint8Array(32), new Uint8Array(0), Uint8Array.of(7)]
    for (const digest of odd) set.add(rawOf(digest))
    assert.ok(odd.every((digest) => set.has(rawOf(digest))))
    const alike = Array.from({ length: 600 }, (_, i) =>
      rawOf(Uint8Array.of(i >> 8, i & 255, 9, 9, 9, 9, 9, 9)),
    )
    for (const cid of alike) assert.equal(set.add(cid), true)
    assert.ok(alike.every((cid) => set.has(cid)))
  })

  it('takes a million blocks in some 32 MB', () => {
    const set = new DigestSet()
    const before = process.memoryUsage().arrayBuffers
    const digest = new Uint8Array(32)
    const view = new DataView(digest.buffer)
    const cid = rawOf(digest)
    for (let i = 1; i <= 1_000_000; i++) {
      view.setUint32(0, Math.imul(i, 2_654_435_761) >>> 0)
      view.setUint32(4, Math.imul(i, 40_503_123) >>> 0)
      set.add(cid)
    }
    assert.equal(set.size, 1_000_000)
    assert.ok(process.memoryUsage().arrayBuffers - before < 60e6)
  })
})
