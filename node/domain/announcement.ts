/**
 * Announcement: at most 1 KiB of gossip that says "this manifest exists" (DESIGN §5, §7). It only
 * hurries: whoever hears it still asks the chain and checks the manifest before listing anything.
 */
import { CID } from 'multiformats/cid'
import * as v from 'valibot'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import { InvalidAnnouncementError } from './errors.ts'

export const MAX_ANNOUNCEMENT_BYTES = 1024
export const RELEASES_TOPIC = '/megabox/releases/1'

const DAG_CBOR = 0x71
const SHA2_256 = 0x12

const bytes = (length: number) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === length,
    'wrong length',
  )
/** As the chain names it: by the sha2-256 of a dag-cbor block. */
const isManifestCid = (value: unknown): boolean => {
  const cid = CID.asCID(value)
  return cid?.code === DAG_CBOR && isSha256(cid.multihash)
}
const isSha256 = ({ code, digest }: CID['multihash']) => code === SHA2_256 && digest.length === 32
const chainId = v.pipe(v.number(), v.integer(), v.minValue(1))

const Announcement = v.strictObject({
  v: v.literal(1),
  chain: chainId,
  contract: bytes(20),
  artist: bytes(20),
  salt: bytes(32),
  edition: bytes(32),
  manifest: v.custom<CID>(isManifestCid, 'not the CID of a manifest'),
  key: bytes(32),
  signature: bytes(64),
})

export type Announcement = v.InferOutput<typeof Announcement>
/** Everything but the signature: what the artist's key signs. */
export type AnnouncementBody = Omit<Announcement, 'signature'>

export function decodeAnnouncement(data: Uint8Array): Announcement {
  let value: unknown
  try {
    value = decodeCanonical(data, MAX_ANNOUNCEMENT_BYTES)
  } catch (cause) {
    throw new InvalidAnnouncementError(cause instanceof Error ? cause.message : 'not dag-cbor', {
      cause,
    })
  }
  const parsed = v.safeParse(Announcement, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new InvalidAnnouncementError(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
}

export const encodeAnnouncement = (announcement: Announcement): Uint8Array<ArrayBuffer> =>
  encodeCanonical(announcement)

/** What the signature covers, before domain separation. */
export function encodeAnnouncementBody(body: AnnouncementBody): Uint8Array<ArrayBuffer> {
  const { v, chain, contract, artist, salt, edition, manifest, key } = body
  return encodeCanonical({ v, chain, contract, artist, salt, edition, manifest, key })
}
