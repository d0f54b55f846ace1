/**
 * Manifest: the one signed record that names every CID of a release (DESIGN §5). This file knows
 * its shape and its canonical bytes; signatures are `node/crypto`'s, the chain's word the ledger's.
 */
import { CID } from 'multiformats/cid'
import * as v from 'valibot'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import { InvalidManifestError } from './errors.ts'

export const MAX_MANIFEST_BYTES = 256 * 1024
export const MAX_TRACKS = 255
/** Every format version this code understands. A new one is refused, unknown fields are kept. */
export const MANIFEST_VERSION = 1

/** 2^48 - 1: more bytes, milliseconds or seconds than any release has; safe in every language. */
const MAX_COUNT = 2 ** 48 - 1

const int = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const count = int(0, MAX_COUNT)
const bytes = (min: number, max = min) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= min && value.length <= max,
    'wrong length',
  )
/** C0 controls and DEL have no place in a title; notes and lyrics may have tabs and line breaks. */
// eslint-disable-next-line no-control-regex -- finding control characters is the point
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
// eslint-disable-next-line no-control-regex -- as above, line breaks and tabs included
const LINE_CONTROLS = /[\u0000-\u001f\u007f]/
const line = (max: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(max),
    v.check((s) => s.isWellFormed(), 'half a character'),
    v.check((s) => !LINE_CONTROLS.test(s), 'control characters'),
  )
const prose = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max),
    v.check((s) => s.isWellFormed(), 'half a character'),
    v.check((s) => !CONTROLS.test(s), 'control characters'),
  )
const cid = v.custom<CID>((value) => CID.asCID(value) !== null, 'no CID')
const mime = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z]+\/[a-z0-9.+-]+$/))

const Credit = v.looseObject({ name: line(300), role: line(100) })

const Artwork = v.looseObject({
  cid,
  mime,
  width: int(1, 65535),
  height: int(1, 65535),
  alt: prose(1000),
})

const Copy = { cid, mime, bytes: count }

const Track = v.looseObject({
  disc: int(1, 999),
  number: int(1, 9999),
  title: line(500),
  credits: v.optional(v.pipe(v.array(Credit), v.maxLength(100))),
  durationMs: count,
  isrc: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/))),
  explicit: v.optional(v.boolean()),
  lyrics: v.optional(cid),
  waveform: v.optional(cid),
  /** Integrated loudness in hundredths of a LUFS, so -1400 is -14 LUFS. */
  loudnessCentiLufs: v.optional(int(-10000, 10000)),
  /** What anyone may stream: the whole song or an extract of it. */
  listening: v.looseObject({ ...Copy, extent: v.picklist(['full', 'preview']) }),
  /** The original. `sha256` is of its plain bytes, also when what the CID names is sealed. */
  master: v.looseObject({ ...Copy, sha256: bytes(32), sealed: v.optional(v.boolean()) }),
})

const Release = v.looseObject({
  version: v.literal(MANIFEST_VERSION),
  chain: v.looseObject({ id: int(1, MAX_COUNT), contract: bytes(20) }),
  artist: v.looseObject({
    wallet: bytes(20),
    name: line(300),
    /** ed25519 public key that signs this manifest. */
    key: bytes(32),
    /** The wallet's EIP-712 word for that key; unix seconds. */
    delegation: v.looseObject({ validFrom: count, validUntil: count, signature: bytes(1, 4096) }),
  }),
  salt: bytes(32),
  title: line(500),
  kind: v.picklist(['album', 'ep', 'single']),
  /** YYYY, YYYY-MM or YYYY-MM-DD, from the tags. */
  date: v.optional(
    v.pipe(v.string(), v.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/), v.check(isInCalendar, 'no such day')),
  ),
  genres: v.pipe(v.array(line(100)), v.maxLength(32)),
  /** SPDX or Creative Commons id. */
  licence: v.optional(line(100)),
  language: v.optional(line(35)),
  notes: v.optional(prose(20_000)),
  credits: v.optional(v.pipe(v.array(Credit), v.maxLength(255))),
  artwork: v.optional(Artwork),
  tracks: v.pipe(v.array(Track), v.minLength(1), v.maxLength(MAX_TRACKS)),
  suggestedPrice: v.optional(
    v.looseObject({
      currency: bytes(20),
      /** Decimal, in the currency's smallest unit. */
      amount: v.pipe(v.string(), v.regex(/^\d{1,78}$/)),
    }),
  ),
  extras: v.optional(v.pipe(v.array(v.looseObject({ ...Copy, name: line(300) })), v.maxLength(64))),
  keys: v.optional(cid),
  previous: v.optional(cid),
})

const Manifest = v.looseObject({ release: Release, signature: bytes(64) })

export type Credit = v.InferOutput<typeof Credit>
export type Artwork = v.InferOutput<typeof Artwork>
export type Track = v.InferOutput<typeof Track>
/** What the artist's key signs. */
export type Release = v.InferOutput<typeof Release>
export type Manifest = v.InferOutput<typeof Manifest>

/** A `Release` we accept. Refuses with the first reasons, in the order of the fields. */
export function checkRelease(value: unknown): Release {
  const release = parse(Release, value)
  const seen = new Set<string>()
  for (const { disc, number } of release.tracks) {
    const place = `${disc}.${number}`
    if (seen.has(place)) throw new InvalidManifestError(`track ${place} is there twice`)
    seen.add(place)
  }
  return release
}

export function decodeManifest(block: Uint8Array): Manifest {
  let value: unknown
  try {
    value = decodeCanonical(block, MAX_MANIFEST_BYTES)
  } catch (cause) {
    throw new InvalidManifestError(cause instanceof Error ? cause.message : 'not dag-cbor', {
      cause,
    })
  }
  const manifest = parse(Manifest, value)
  checkRelease(manifest.release)
  return manifest
}

/** The manifest's block. Decoding it gives the same manifest, byte for byte. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const block = encodeCanonical(manifest)
  decodeManifest(block)
  return block
}

/** What the signature covers, before domain separation. */
export const encodeRelease = (release: Release): Uint8Array<ArrayBuffer> => encodeCanonical(release)

/** The date as far as it is given; a day that does not exist turns into another one. */
function isInCalendar(date: string): boolean {
  const day = new Date(`${date}${'-01-01'.slice(date.length - 4)}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value)
  // Nothing above transforms, so what passed is the value itself. The parser's own copy would lack
  // unknown fields with names such as `constructor`, and the manifest would encode differently.
  if (parsed.success) return value
  const [issue] = parsed.issues
  throw new InvalidManifestError(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
}
