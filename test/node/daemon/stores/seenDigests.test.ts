import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { SeenDigests } from '../../../../node/daemon/stores/seenDigests.ts'

const anyCid = (): CID =>
  CID.createV1(raw.code, Digest.create(0x12, crypto.getRandomValues(new Uint8Array(32))))

describe('what was ever stored', () => {
  it('is never denied', () => {
    const seen = new SeenDigests()
    const stored = Array.from({ length: 5000 }, anyCid)
    for (const cid of stored) seen.add(cid)
    assert.ok(stored.every((cid) => seen.has(cid)))
  })

  it('is hardly ever said of what was not', () => {
    const seen = new SeenDigests()
    for (let i = 0; i < 50_000; i++) seen.add(anyCid())
    const wrong = Array.from({ length: 20_000 }, anyCid).filter((cid) => seen.has(cid))
    assert.ok(wrong.length < 20, `${wrong.length}`)
  })

  it('knows digests of any length', () => {
    const seen = new SeenDigests()
    const short = CID.createV1(raw.code, Digest.create(0, Uint8Array.of(7)))
    const empty = CID.createV1(raw.code, Digest.create(0, new Uint8Array()))
    assert.ok(!seen.has(short))
    seen.add(short)
    seen.add(empty)
    assert.ok(seen.has(short) && seen.has(empty))
  })
})
