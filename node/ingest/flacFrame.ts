/** The header of one FLAC frame (RFC 9639, 9.1): which samples it holds. */
import { crc8 } from './crc.ts'
import { view } from './window.ts'

export interface StreamInfo {
  minBlock: number
  maxBlock: number
  rate: number
  channels: number
  bits: number
  /** 0: not known. */
  samples: number
}

export interface FlacFrame {
  /** First sample of the frame, and the first one after it. */
  start: number
  end: number
  /** Length of the header: there the sound begins. */
  headerBytes: number
  /** How the channels are written: apart, or as a difference (RFC 9639, 9.1.3). */
  layout: number
}

const RATES = [
  0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000,
] as const
const BITS = [0, 8, 12, undefined, 16, 20, 24, 32] as const

/** Undefined unless a header stands there whose checksum holds and which fits the stream. */
export function parseFlacFrame(
  bytes: Uint8Array,
  at: number,
  info: StreamInfo,
): FlacFrame | undefined {
  const [sync = 0, strategy = 0, sizes = 0, layout = 0] = bytes.subarray(at, at + 4)
  if (sync !== 0xff || (strategy & 0xfe) !== 0xf8 || !fits(sizes, layout, info)) return undefined
  const number = codedNumber(bytes, at + 4)
  if (number === undefined) return undefined
  const block = blockSize(sizes >> 4, bytes, at + 4 + number.length)
  const rateBytes = [0, 1, 2, 2][Math.max(0, (sizes & 15) - 11)] ?? 0
  const end = at + 4 + number.length + block.extra + rateBytes
  if (end >= bytes.length || crc8(bytes, at, end + 1) !== 0) return undefined
  const start = strategy & 1 ? number.value : number.value * info.maxBlock
  const headerBytes = end + 1 - at
  return { start, end: start + block.samples, headerBytes, layout: layout >> 4 }
}

function fits(sizes: number, layout: number, info: StreamInfo): boolean {
  const rateCode = sizes & 15
  const rate = rateCode < RATES.length ? RATES[rateCode] : 0
  const channels = layout >> 4 < 8 ? (layout >> 4) + 1 : 2
  const bits = BITS[(layout >> 1) & 7]
  return (
    sizes >> 4 !== 0 &&
    rateCode !== 15 &&
    layout >> 4 < 11 &&
    (layout & 1) === 0 &&
    (rate === 0 || rate === info.rate) &&
    channels === info.channels &&
    (bits === 0 || bits === info.bits)
  )
}

/** Samples in the frame, and how many bytes after the number say so. */
function blockSize(
  code: number,
  bytes: Uint8Array,
  at: number,
): { samples: number; extra: number } {
  if (code === 1) return { samples: 192, extra: 0 }
  if (code <= 5) return { samples: 144 * 2 ** code, extra: 0 }
  if (code === 6) return { samples: (bytes[at] ?? 0) + 1, extra: 1 }
  if (code > 7) return { samples: 2 ** code, extra: 0 }
  return { samples: at + 2 <= bytes.length ? view(bytes).getUint16(at) + 1 : 1, extra: 2 }
}

/** A number in the manner of UTF-8, up to 36 bits in seven bytes. */
function codedNumber(bytes: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = bytes[at] ?? 0xff
  if (first < 0x80) return { value: first, length: 1 }
  const length = Math.clz32(~(first << 24))
  if (length < 2 || length > 7) return undefined
  let value = first & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0
    if (byte >> 6 !== 2) return undefined
    value = value * 64 + (byte & 0x3f)
  }
  return { value, length }
}
