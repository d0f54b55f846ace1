/** The checksums of FLAC frames and Ogg pages: plain, most significant bit first, starting at 0. */

/** Remainder of `bytes`; over data followed by its own checksum it is 0. */
export type Crc = (bytes: Uint8Array, start?: number, end?: number) => number

function crc(width: 8 | 16 | 32, polynomial: number): Crc {
  const top = 2 ** (width - 1)
  const mask = 2 ** width - 1
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = (byte << (width - 8)) >>> 0
    for (let bit = 0; bit < 8; bit++) {
      value = (((value << 1) ^ ((value & top) !== 0 ? polynomial : 0)) & mask) >>> 0
    }
    return value
  })
  return (bytes, start = 0, end = bytes.length) => {
    let value = 0
    for (let i = start; i < end; i++) {
      const index = ((value >>> (width - 8)) ^ (bytes[i] ?? 0)) & 0xff
      value = (((value << 8) & mask) ^ (table[index] ?? 0)) >>> 0
    }
    return value
  }
}

/** Of a FLAC frame header (RFC 9639, 9.1.8). */
export const crc8 = crc(8, 0x07)
/** Of a whole FLAC frame (RFC 9639, 9.3). */
export const crc16 = crc(16, 0x8005)
/** Of an Ogg page whose checksum field is zeroed (RFC 3533, 6). */
export const crc32 = crc(32, 0x04c11db7)
