import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { Holders } from '../../../../node/network/reader/holders.ts'

const rootOf = (n: number) => {
  const digest = new Uint8Array(32)
  new DataView(digest.buffer).setUint32(0, n)
  return CID.createV1(raw.code, Digest.create(0x12, digest))
}

describe('who holds what', () => {
  it('is known of those who served or denied it', () => {
    const holders = new Holders()
    holders.note(rootOf(1), 'a', true)
    holders.note(rootOf(1), 'b', false)
    assert.equal(holders.knows(rootOf(1), 'a'), true)
    assert.equal(holders.knows(rootOf(1), 'b'), false)
    assert.equal(holders.knows(rootOf(1), 'c'), undefined)
    assert.equal(holders.knows(rootOf(2), 'a'), undefined)
  })

  it('forgets a no soon, since who lists a song may be fetching it', () => {
    let now = 0
    const holders = new Holders(() => now)
    holders.note(rootOf(1), 'a', true)
    holders.note(rootOf(1), 'b', false)
    now = 6_000
    assert.equal(holders.knows(rootOf(1), 'b'), undefined)
    assert.equal(holders.knows(rootOf(1), 'a'), true)
  })

  it('stays bounded, whoever claims what', () => {
    const holders = new Holders()
    for (let n = 0; n < 100; n++) holders.note(rootOf(1), `peer ${n}`, true)
    assert.equal(holders.knows(rootOf(1), 'peer 0'), undefined)
    assert.equal(holders.knows(rootOf(1), 'peer 99'), true)
    for (let n = 2; n < 2500; n++) holders.note(rootOf(n), 'a', true)
    assert.equal(holders.knows(rootOf(1), 'peer 99'), undefined)
  })
})
