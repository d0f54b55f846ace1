import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import {
  decodeAnnouncement,
  encodeAnnouncement,
  encodeAnnouncementBody,
  MAX_ANNOUNCEMENT_BYTES,
  type Announcement,
} from '../../../node/domain/announcement.ts'
import { encodeCanonical, equalBytes } from '../../../node/domain/canonical.ts'
import { InvalidAnnouncementError } from '../../../node/domain/errors.ts'
import { cidOf, hashOf } from '../../support/manifests.ts'
import { HOSTILE_VALUES, respelt, withField } from './hostile.ts'

const announcement: Announcement = {
  v: 1,
  chain: 31337,
  contract: hashOf('contract').subarray(0, 20),
  artist: hashOf('artist').subarray(0, 20),
  salt: hashOf('salt'),
  edition: hashOf('edition'),
  manifest: cborCidOf(hashOf('manifest')),
  key: hashOf('key'),
  signature: new Uint8Array(64),
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const announcements: fc.Arbitrary<Announcement> = fc.record(
  {
    v: fc.constant(1 as const),
    chain: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    contract: bytes(20),
    artist: bytes(20),
    salt: bytes(32),
    edition: bytes(32),
    manifest: bytes(32).map(cborCidOf),
    key: bytes(32),
    signature: bytes(64),
  },
  { noNullPrototype: true },
)

const refuses = (data: Uint8Array) =>
  assert.throws(() => decodeAnnouncement(data), InvalidAnnouncementError)

const SHA2_256 = 0x12
const cid = (version: 0 | 1, code: number, hash = SHA2_256, length = 32) =>
  CID.create(version, code, Digest.create(hash, hashOf('manifest').subarray(0, length)))

const SPOILED: readonly [string, Record<string, unknown>][] = [
  ['of another version', { v: 2 }],
  ['of chain 0', { chain: 0 }],
  ['with a chain in words', { chain: '31337' }],
  ['with a contract of 19 bytes', { contract: new Uint8Array(19) }],
  ['with an artist of 21 bytes', { artist: new Uint8Array(21) }],
  ['with a salt of 31 bytes', { salt: new Uint8Array(31) }],
  ['with an edition in words', { edition: 'first' }],
  ['with a key of 33 bytes', { key: new Uint8Array(33) }],
  ['with a signature of 63 bytes', { signature: new Uint8Array(63) }],
  ['with a manifest that is no CID', { manifest: hashOf('manifest') }],
  ['with a manifest that is a file', { manifest: cidOf('file') }],
  ['with a manifest by an old CID', { manifest: cid(0, 0x70) }],
  ['with a manifest by another hash', { manifest: cid(1, 0x71, 0x16) }],
  ['with a manifest by half a hash', { manifest: cid(1, 0x71, SHA2_256, 16) }],
  ['with a field of its own', { x: 1 }],
  ['with a field named like what every object has', { toString: 1 }],
  ['with a field named constructor', { constructor: 1 }],
]

describe('announcement', () => {
  it('comes back from its bytes as it was, within 1 KiB', () => {
    fc.assert(
      fc.property(announcements, (made) => {
        const data = encodeAnnouncement(made)
        assert.ok(data.length <= MAX_ANNOUNCEMENT_BYTES)
        const read = decodeAnnouncement(data)
        assert.deepEqual(read, made)
        assert.ok(equalBytes(encodeAnnouncement(read), data))
      }),
    )
  })

  it('signs all of its fields but the signature', () => {
    const body = encodeAnnouncementBody(announcement)
    assert.deepEqual(
      encodeAnnouncementBody({ ...announcement, signature: hashOf('x') } as Announcement),
      body,
    )
    const other = {
      ...{ chain: 1, contract: new Uint8Array(20), artist: new Uint8Array(20) },
      ...{ salt: hashOf('x'), edition: hashOf('x'), key: hashOf('x') },
      manifest: cborCidOf(hashOf('x')),
    }
    for (const [field, value] of Object.entries(other)) {
      assert.notDeepEqual(encodeAnnouncementBody({ ...announcement, [field]: value }), body, field)
    }
  })

  for (const [what, fields] of SPOILED) {
    it(`refuses one ${what}`, () => {
      assert.doesNotThrow(() => decodeAnnouncement(encodeCanonical(announcement)))
      refuses(encodeCanonical({ ...announcement, ...fields }))
    })
  }

  it('refuses one without each of its fields', () => {
    for (const field of Object.keys(announcement)) {
      const rest = Object.entries(announcement).filter(([key]) => key !== field)
      refuses(encodeCanonical(Object.fromEntries(rest)))
    }
    for (const other of [null, 1, 'news', [], {}]) refuses(encodeCanonical(other))
  })

  it('says of more than 1 KiB that it is too much, before it looks inside', () => {
    const large = (size: number) => () => decodeAnnouncement(new Uint8Array(size).fill(0x9f))
    const tooMuch = { name: 'InvalidAnnouncementError', message: /1025 bytes are more/ }
    assert.throws(large(MAX_ANNOUNCEMENT_BYTES + 1), tooMuch)
    assert.throws(large(MAX_ANNOUNCEMENT_BYTES), { message: /indefinite/ })
  })

  it('refuses every value and spelling that dag-cbor does not know', () => {
    for (const [, hex] of HOSTILE_VALUES) refuses(withField(announcement, hex))
    for (const [what, data] of respelt(announcement)) {
      assert.throws(() => decodeAnnouncement(data), InvalidAnnouncementError, what)
    }
  })

  it('meets any bytes with an InvalidAnnouncementError and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => refuses(data)),
      { numRuns: 2000 },
    )
  })
})
