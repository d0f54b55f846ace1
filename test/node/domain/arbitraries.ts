/** Manifests of every shape we accept, for properties. */
import * as fc from 'fast-check'
import type { Manifest, Release, Track } from '../../../node/domain/manifest.ts'
import { cidOf } from '../../support/manifests.ts'

/** Decoded records are plain objects, so these are, too. */
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { noNullPrototype: true })

const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength })
const count = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const cid = fc.string({ maxLength: 4 }).map(cidOf)
const mime = fc.constantFrom('audio/flac', 'audio/mpeg', 'application/vnd.x-y+z', 'image/png')

const line = (maxLength: number) =>
  fc
    .string({ minLength: 1, maxLength, unit: 'binary' })
    // eslint-disable-next-line no-control-regex -- leaving control characters out is the point
    .filter((s) => s.length <= maxLength && !/[\u0000-\u001f\u007f]/.test(s))
const prose = line(200).map((text) => `${text}\n\t${text}`)
const credit = record({ name: line(300), role: line(100) })

/** Only some of the fields that may be left out. */
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true })

/** Fields of a later version, also with names that every JavaScript object has. */
const unknownFields = fc.dictionary(
  fc.oneof(
    fc.constantFrom('constructor', 'toString', 'prototype', 'hasOwnProperty', 'later'),
    fc.string({ minLength: 1, maxLength: 8 }).map((name) => `x-${name}`),
  ),
  fc.oneof(line(20), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), bytes(0, 8), cid),
  { maxKeys: 3, noNullPrototype: true },
)

const track = fc
  .tuple(
    record({
      disc: fc.integer({ min: 1, max: 999 }),
      title: line(500),
      durationMs: count,
      listening: record({
        cid,
        mime,
        bytes: count,
        extent: fc.constantFrom('full' as const, 'preview' as const),
      }),
      master: record({ cid, mime, bytes: count, sha256: bytes(32) }),
    }),
    some({
      credits: fc.array(credit, { maxLength: 3 }),
      isrc: fc.constant('DEA612600001'),
      explicit: fc.boolean(),
      lyrics: cid,
      waveform: cid,
      loudnessCentiLufs: fc.integer({ min: -10000, max: 10000 }),
    }),
    unknownFields,
  )
  .map(([needed, optional, later]) => ({ ...later, ...needed, ...optional }))

const release: fc.Arbitrary<Release> = fc
  .tuple(
    record({
      version: fc.constant(1 as const),
      chain: record({ id: fc.integer({ min: 1, max: 2 ** 48 - 1 }), contract: bytes(20) }),
      artist: record({
        wallet: bytes(20),
        name: line(300),
        key: bytes(32),
        delegation: record({ validFrom: count, validUntil: count, signature: bytes(1, 200) }),
      }),
      salt: bytes(32),
      title: line(500),
      kind: fc.constantFrom('album' as const, 'ep' as const, 'single' as const),
      genres: fc.array(line(100), { maxLength: 4 }),
      tracks: fc
        .array(track, { minLength: 1, maxLength: 4 })
        .map((tracks) => tracks.map((one, i): Track => ({ ...one, number: i + 1 }))),
    }),
    some({
      date: fc.constantFrom('1999', '2024-02', '2024-02-29'),
      licence: fc.constant('CC-BY-4.0'),
      language: fc.constant('de'),
      notes: prose,
      credits: fc.array(credit, { maxLength: 3 }),
      artwork: record({
        cid,
        mime,
        width: fc.integer({ min: 1, max: 65535 }),
        height: fc.integer({ min: 1, max: 65535 }),
        alt: prose,
      }),
      suggestedPrice: record({ currency: bytes(20), amount: fc.nat().map(String) }),
      extras: fc.array(record({ cid, mime, bytes: count, name: line(300) }), { maxLength: 2 }),
      keys: cid,
      previous: cid,
    }),
    unknownFields,
  )
  .map(([needed, optional, later]) => ({ ...later, ...needed, ...optional }))

export const manifests: fc.Arbitrary<Manifest> = fc
  .tuple(release, bytes(64), unknownFields)
  .map(([what, signature, later]) => ({ ...later, release: what, signature }))
