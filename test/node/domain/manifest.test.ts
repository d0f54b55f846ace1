import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { encodeCanonical, equalBytes } from '../../../node/domain/canonical.ts'
import { InvalidManifestError } from '../../../node/domain/errors.ts'
import {
  checkRelease,
  decodeManifest,
  encodeManifest,
  MAX_MANIFEST_BYTES,
  MAX_TRACKS,
  type Manifest,
  type Release,
} from '../../../node/domain/manifest.ts'
import { cidOf, hashOf, makeTrack } from '../../support/manifests.ts'
import { manifests } from './arbitraries.ts'
import { HOSTILE_VALUES, respelt, withField } from './hostile.ts'

const track = makeTrack(1, 'Slack Water')
const release: Release = {
  version: 1,
  chain: { id: 31337, contract: hashOf('contract').subarray(0, 20) },
  artist: {
    wallet: hashOf('wallet').subarray(0, 20),
    name: 'Ada',
    key: hashOf('key'),
    delegation: { validFrom: 0, validUntil: 2 ** 47, signature: new Uint8Array(65) },
  },
  salt: hashOf('salt'),
  title: 'Night Ferry',
  kind: 'single',
  genres: ['Dub'],
  tracks: [track],
}
const manifest: Manifest = { release, signature: new Uint8Array(64) }

type Fields = Record<string, unknown>
/** The release with these fields instead, whatever they are, as the bytes of a manifest. */
const blockWith = (fields: Fields) =>
  encodeCanonical({ ...manifest, release: { ...release, ...fields } })
const trackWith = (fields: Fields) => ({ tracks: [{ ...track, ...fields }] })
const artistWith = (fields: Fields) => ({ artist: { ...release.artist, ...fields } })
const copyWith = (fields: Fields) => trackWith({ listening: { ...track.listening, ...fields } })
const masterWith = (fields: Fields) => trackWith({ master: { ...track.master, ...fields } })
const artwork = { cid: cidOf('cover'), mime: 'image/png', width: 1, height: 1, alt: '' }
const many = (length: number) => Array.from({ length }, (_, i) => makeTrack(i + 1, `${i}`, 'one'))
const credits = (length: number) => Array.from({ length }, () => ({ name: 'Eve', role: 'bass' }))
const delegationWith = (fields: Fields) =>
  artistWith({ delegation: { ...release.artist.delegation, ...fields } })

/** What is just allowed, and what is just not. */
const BORDERS: readonly [string, Fields | null, Fields][] = [
  ['a title of 501 characters', { title: 'x'.repeat(500) }, { title: 'x'.repeat(501) }],
  ['an empty title', { title: ' ' }, { title: '' }],
  ['a NUL in a title', { title: 'a b' }, { title: 'a\0b' }],
  ['a line break in a title', null, { title: 'a\nb' }],
  ['a tab in a title', null, { title: 'a\tb' }],
  ['DEL in a title', null, { title: 'a\u007fb' }],
  ['an escape sequence in notes', { notes: 'a\n\tb' }, { notes: '\u001b[31m' }],
  ['notes of 20,001 characters', { notes: 'x'.repeat(20_000) }, { notes: 'x'.repeat(20_001) }],
  ['a version that is not known', { version: 1 }, { version: 2 }],
  ['chain 0', { chain: { ...release.chain, id: 1 } }, { chain: { ...release.chain, id: 0 } }],
  ['a contract of 19 bytes', null, { chain: { id: 1, contract: new Uint8Array(19) } }],
  ['a wallet of 21 bytes', null, artistWith({ wallet: new Uint8Array(21) })],
  ['a wallet in words', null, artistWith({ wallet: `0x${'a'.repeat(40)}` })],
  ['a key of 31 bytes', null, artistWith({ key: new Uint8Array(31) })],
  ['an artist without a name', artistWith({ name: 'x' }), artistWith({ name: '' })],
  [
    'an artist of 301 characters',
    artistWith({ name: 'x'.repeat(300) }),
    artistWith({ name: 'x'.repeat(301) }),
  ],
  [
    'a delegation without a signature',
    delegationWith({ signature: new Uint8Array(1) }),
    delegationWith({ signature: new Uint8Array(0) }),
  ],
  [
    'a delegation of 4097 bytes',
    delegationWith({ signature: new Uint8Array(4096) }),
    delegationWith({ signature: new Uint8Array(4097) }),
  ],
  ['a time before 1970', delegationWith({ validFrom: 0 }), delegationWith({ validFrom: -1 })],
  ['a salt of 33 bytes', null, { salt: new Uint8Array(33) }],
  ['a kind that is none', { kind: 'ep' }, { kind: 'mixtape' }],
  ['a date that is none', { date: '2024' }, { date: 'last May' }],
  ['a date with a short month', { date: '2024-05' }, { date: '2024-5' }],
  ['a thirteenth month', { date: '2024-12' }, { date: '2024-13' }],
  ['a day that does not exist', { date: '2024-02-29' }, { date: '2023-02-29' }],
  ['33 genres', { genres: Array(32).fill('Dub') }, { genres: Array(33).fill('Dub') }],
  ['a genre of 101 characters', { genres: ['x'.repeat(100)] }, { genres: ['x'.repeat(101)] }],
  ['a licence with a line break', { licence: 'CC-BY-4.0' }, { licence: 'CC\n0' }],
  ['a language with a NUL', { language: 'pt-BR' }, { language: 'p\0' }],
  ['a language of 36 characters', { language: 'x'.repeat(35) }, { language: 'x'.repeat(36) }],
  ['256 credits', { credits: credits(255) }, { credits: credits(256) }],
  ['a credit without a role', { credits: credits(1) }, { credits: [{ name: 'Eve' }] }],
  ['no track', null, { tracks: [] }],
  ['256 tracks', { tracks: many(MAX_TRACKS) }, { tracks: many(MAX_TRACKS + 1) }],
  [
    'two tracks in one place',
    { tracks: [track, { ...track, disc: 2 }] },
    { tracks: [track, track] },
  ],
  ['disc 0', trackWith({ disc: 999 }), trackWith({ disc: 0 })],
  ['disc 1000', null, trackWith({ disc: 1000 })],
  ['track 0', trackWith({ number: 9999 }), trackWith({ number: 0 })],
  ['a negative duration', trackWith({ durationMs: 0 }), trackWith({ durationMs: -1 })],
  [
    'a duration beyond 2^48',
    trackWith({ durationMs: 2 ** 48 - 1 }),
    trackWith({ durationMs: 2 ** 48 }),
  ],
  ['a duration beyond all exact numbers', null, trackWith({ durationMs: 2n ** 60n })],
  [
    'an ISRC with dashes',
    trackWith({ isrc: 'DEA612600001' }),
    trackWith({ isrc: 'DE-A61-26-00001' }),
  ],
  ['an ISRC in small letters', null, trackWith({ isrc: 'dea612600001' })],
  [
    '101 credits of a song',
    trackWith({ credits: credits(100) }),
    trackWith({ credits: credits(101) }),
  ],
  ['a yes in words', trackWith({ explicit: true }), trackWith({ explicit: 'yes' })],
  [
    'a loudness out of range',
    trackWith({ loudnessCentiLufs: -10_000 }),
    trackWith({ loudnessCentiLufs: -10_001 }),
  ],
  ['lyrics in words', trackWith({ lyrics: cidOf('words') }), trackWith({ lyrics: 'la la' })],
  ['a copy that is half a preview', copyWith({ extent: 'preview' }), copyWith({ extent: 'half' })],
  ['a CID in words', null, copyWith({ cid: track.listening.cid.toString() })],
  [
    'a MIME type in capitals',
    copyWith({ mime: 'audio/x-y.z+1' }),
    copyWith({ mime: 'Audio/FLAC' }),
  ],
  ['a MIME type with a parameter', null, copyWith({ mime: 'audio/ogg;codecs=opus' })],
  ['a MIME type with a line break', null, copyWith({ mime: 'audio/ogg\n' })],
  ['a negative length', copyWith({ bytes: 0 }), copyWith({ bytes: -1 })],
  ['a hash of 31 bytes', null, masterWith({ sha256: new Uint8Array(31) })],
  ['a master without a hash', null, trackWith({ master: track.listening })],
  ['a cover without width', { artwork }, { artwork: { ...artwork, width: 0 } }],
  ['a cover too wide', null, { artwork: { ...artwork, width: 65536 } }],
  [
    'a price with a point',
    { suggestedPrice: { currency: new Uint8Array(20), amount: '10' } },
    { suggestedPrice: { currency: new Uint8Array(20), amount: '0.1' } },
  ],
  [
    '65 extras',
    { extras: Array(64).fill({ ...track.listening, name: 'x' }) },
    { extras: Array(65).fill({ ...track.listening, name: 'x' }) },
  ],
  ['an envelope that is no CID', { keys: cidOf('keys') }, { keys: hashOf('keys') }],
  ['a predecessor that is no CID', { previous: cidOf('before') }, { previous: null }],
]

const refuses = (block: Uint8Array) =>
  assert.throws(() => decodeManifest(block), InvalidManifestError)

describe('manifest', () => {
  it('comes back from its bytes as it was, whatever it holds', () => {
    fc.assert(
      fc.property(manifests, (made) => {
        const block = encodeManifest(made)
        const read = decodeManifest(block)
        assert.deepEqual(read, made)
        assert.ok(equalBytes(encodeManifest(read), block))
      }),
      { numRuns: 150 },
    )
  })

  it('keeps fields it does not know, byte for byte, whatever their names', () => {
    const later = {
      zeal: 1,
      constructor: 'a',
      toString: 'b',
      ['__proto__']: { c: 1 },
      prototype: 2,
    }
    const block = encodeCanonical({
      ...later,
      signature: manifest.signature,
      release: { ...release, ...later, tracks: [{ ...track, ...later }] },
    })
    assert.deepEqual(Buffer.from(encodeManifest(decodeManifest(block))), Buffer.from(block))
    const kept = decodeManifest(block).release
    assert.equal(Object.getOwnPropertyDescriptor(kept, 'constructor')?.value, 'a')
  })

  it('signs what it keeps: checking a release drops nothing from it', () => {
    const later = { ...release, constructor: 'a', toString: 'b' }
    assert.deepEqual(encodeCanonical(checkRelease(later)), encodeCanonical(later))
  })

  for (const [what, good, bad] of BORDERS) {
    it(`refuses ${what}`, () => {
      assert.doesNotThrow(() => decodeManifest(blockWith(good ?? {})))
      refuses(blockWith(bad))
    })
  }

  it('refuses half a surrogate pair before it becomes other bytes', () => {
    for (const title of ['\ud83c', 'a\udf0ab']) {
      assert.throws(() => checkRelease({ ...release, title }), InvalidManifestError)
      assert.throws(() => checkRelease({ ...release, notes: title }), InvalidManifestError)
    }
    assert.doesNotThrow(() => checkRelease({ ...release, title: '🌊' }))
  })

  it('refuses a manifest without each of the fields it needs', () => {
    for (const field of Object.keys(release)) {
      const rest = Object.fromEntries(Object.entries(release).filter(([key]) => key !== field))
      refuses(encodeCanonical({ ...manifest, release: rest }))
    }
    refuses(encodeCanonical({ release }))
    refuses(encodeCanonical({ release, signature: new Uint8Array(63) }))
    for (const other of [null, 1, 'manifest', [], {}, manifest.signature]) {
      refuses(encodeCanonical(other))
    }
  })

  it('takes a block of exactly 256 KiB and none of a byte more', () => {
    const sized = (padding: number) => encodeCanonical({ ...manifest, x: new Uint8Array(padding) })
    const room = MAX_MANIFEST_BYTES - (sized(100_000).length - 100_000)
    assert.equal(sized(room).length, MAX_MANIFEST_BYTES)
    assert.doesNotThrow(() => decodeManifest(sized(room)))
    refuses(sized(room + 1))
  })

  it('takes shallow nesting and refuses deep, also so deep that a stack would end', () => {
    const nested = (depth: number) => withField(manifest, `0x${'81'.repeat(depth)}80`)
    assert.doesNotThrow(() => decodeManifest(nested(10)))
    for (const depth of [17, 1000, 100_000]) refuses(nested(depth))
    refuses(withField(manifest, `0x${'a16161'.repeat(50)}80`))
  })

  for (const [what, hex] of HOSTILE_VALUES) {
    it(`refuses ${what} in a field it does not know`, () => {
      assert.doesNotThrow(() => decodeManifest(withField(manifest, '0x01')))
      refuses(withField(manifest, hex))
    })
  }

  for (const [what, block] of respelt(manifest)) {
    it(`refuses the same manifest with ${what}`, () => refuses(block))
  }

  it('meets any bytes with an InvalidManifestError and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refuses(bytes)),
      { numRuns: 2000 },
    )
  })

  it('refuses a block with a byte changed, or it is the one encoding of what it now says', () => {
    const block = encodeManifest(manifest)
    fc.assert(
      fc.property(fc.nat(block.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = block.map((byte, i) => (i === at ? byte ^ change : byte))
        try {
          assert.ok(equalBytes(encodeManifest(decodeManifest(changed)), changed))
        } catch (error) {
          assert.ok(error instanceof InvalidManifestError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
