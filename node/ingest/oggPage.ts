/** One page of an Ogg file (RFC 3533, 6): numbered, dated in samples, and checked by a sum. */
import { crc32 } from './crc.ts'
import { latin1, view } from './window.ts'

const HEADER = 27
const CHECKSUM = 22
export const MAX_PAGE = HEADER + 255 + 255 * 255

export interface OggPage {
  at: number
  /** Where the next page starts. */
  end: number
  /** First page of its stream. */
  begins: boolean
  /** Last page of its stream. */
  ends: boolean
  /** Samples up to here; undefined when no packet ends on this page. */
  granule: number | undefined
  serial: number
  /** Lengths of the pieces of packets; below 255 a packet ends. */
  lacing: Uint8Array
  body: Uint8Array
}

/** Undefined where no whole page with a true checksum starts. */
export function parseOggPage(bytes: Uint8Array, at: number): OggPage | undefined {
  if (at + HEADER > bytes.length || latin1(bytes, at, 5) !== 'OggS\0') return undefined
  const data = view(bytes)
  const bodyAt = at + HEADER + data.getUint8(at + 26)
  const lacing = bytes.subarray(at + HEADER, bodyAt)
  const end = bodyAt + lacing.reduce((sum, length) => sum + length, 0)
  if (end > bytes.length || !sumHolds(bytes.slice(at, end))) return undefined
  const flags = data.getUint8(at + 5)
  const granule = data.getBigInt64(at + 6, true)
  return {
    at,
    end,
    begins: (flags & 2) !== 0,
    ends: (flags & 4) !== 0,
    granule: granule < 0n ? undefined : Number(granule),
    serial: data.getUint32(at + 14, true),
    lacing,
    body: bytes.subarray(bodyAt, end),
  }
}

function sumHolds(page: Uint8Array): boolean {
  const sum = view(page).getUint32(CHECKSUM, true)
  page.fill(0, CHECKSUM, CHECKSUM + 4)
  return crc32(page) === sum
}
