import assert from 'node:assert/strict'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { InvalidWantsError } from '../../../node/domain/errors.ts'
import {
  decodeHave,
  decodeWants,
  encodeHave,
  encodeWants,
  MAX_HAVE,
  MAX_WANTS,
  MAX_WANTS_BYTES,
} from '../../../node/domain/wants.ts'

const anyCid = fc
  .record({
    code: fc.constantFrom(0x55, 0x70, 0x71),
    digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  })
  .map(({ code, digest }) => CID.createV1(code, Digest.create(0x12, Uint8Array.from(digest))))

describe('wants', () => {
  it('come back as they were asked', () => {
    fc.assert(
      fc.property(fc.array(anyCid, { minLength: 1, maxLength: 50 }), (cids) => {
        assert.deepEqual(decodeWants(encodeWants(cids)).map(String), cids.map(String))
      }),
    )
  })

  it('come back as yes and no', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: MAX_HAVE }), (held) => {
        assert.deepEqual(decodeHave(encodeHave(held), held.length), held)
      }),
    )
  })

  it('fit their limits when there are as many as may be', () => {
    const [cid] = fc.sample(anyCid, 1)
    assert.ok(cid)
    const full = encodeWants(new Array<CID>(MAX_WANTS).fill(cid))
    assert.ok(full.length <= MAX_WANTS_BYTES, `${full.length}`)
    assert.equal(decodeWants(full).length, MAX_WANTS)
    const yes = new Array<boolean>(MAX_HAVE).fill(true)
    assert.deepEqual(decodeHave(encodeHave(yes), MAX_HAVE), yes)
  })

  it('are neither none nor too many, on both sides', () => {
    const [cid] = fc.sample(anyCid, 1)
    assert.ok(cid)
    for (const [count, most] of [
      [0, undefined],
      [MAX_WANTS + 1, undefined],
      [MAX_HAVE + 1, MAX_HAVE],
    ] as const) {
      const cids = new Array<CID>(count).fill(cid)
      assert.throws(() => encodeWants(cids, most), InvalidWantsError)
      assert.throws(() => decodeWants(encodeCanonical(cids), most), InvalidWantsError)
    }
  })

  it('refuse an answer to another question, or in other words', () => {
    assert.throws(() => decodeHave(encodeHave([true]), 2), InvalidWantsError)
    for (const value of [[1], ['yes'], [null], { 0: true }, true]) {
      assert.throws(() => decodeHave(encodeCanonical(value), 1), InvalidWantsError)
    }
  })

  it('refuse any bytes that are not theirs, without another error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(3), (bytes, count) => {
        for (const read of [
          () => encodeWants(decodeWants(bytes)),
          () => encodeHave(decodeHave(bytes, count)),
        ]) {
          try {
            assert.deepEqual(read(), Uint8Array.from(bytes))
          } catch (error) {
            assert.ok(error instanceof InvalidWantsError)
          }
        }
      }),
    )
  })
})
