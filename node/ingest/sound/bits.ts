/** Bits of a buffer, most significant first, as FLAC writes its numbers. */
import { UndecodableError } from './undecodable.ts'

/** The buffer has so many bytes more than were written to it, so that looking ahead is always possible. */
export const BITS_AHEAD = 8

export class Bits {
  readonly bytes: Uint8Array
  /** In bits. */
  at: number
  readonly #end: number

  /** `end` in bytes: reading beyond it is an error. */
  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at * 8
    this.#end = end * 8
  }

  /** The next 32 bits. */
  peek(): number {
    const { bytes, at } = this
    const i = at >> 3
    const shift = at & 7
    const word =
      ((bytes[i] ?? 0) << 24) |
      ((bytes[i + 1] ?? 0) << 16) |
      ((bytes[i + 2] ?? 0) << 8) |
      (bytes[i + 3] ?? 0)
    return shift === 0 ? word : (word << shift) | ((bytes[i + 4] ?? 0) >> (8 - shift))
  }

  /** Up to 32 bits, without sign. */
  unsigned(count: number): number {
    if (count === 0) return 0
    const value = this.peek() >>> (32 - count)
    this.skip(count)
    return value
  }

  /** Up to 33 bits, with sign: the difference of two channels has one more than they have. */
  signed(count: number): number {
    if (count === 0) return 0
    if (count > 32) return this.signed(count - 1) * 2 + this.unsigned(1)
    const value = this.peek() >> (32 - count)
    this.skip(count)
    return value
  }

  /** How many zeros come before the next one, which is read as well. */
  unary(): number {
    let zeros = 0
    for (let word = this.peek(); word === 0; word = this.peek()) {
      zeros += 32
      this.skip(32)
    }
    const more = Math.clz32(this.peek())
    this.skip(more + 1)
    return zeros + more
  }

  skip(count: number): void {
    this.at += count
    if (this.at > this.#end) throw new UndecodableError('it ends inside a frame')
  }

  toByte(): void {
    this.at = (this.at + 7) & ~7
  }

  /**
   * Rice codes with `parameter` low bits, into `out`. All songs pass through here: most codes fit into
   * one word, and are read with one look.
   */
  rice(out: Float64Array, from: number, to: number, parameter: number): void {
    for (let i = from; i < to; i++) {
      const word = this.peek()
      const zeros = Math.clz32(word)
      const length = zeros + 1 + parameter
      let folded: number
      if (length <= 32 && zeros < 31) {
        const low = parameter === 0 ? 0 : (word << (zeros + 1)) >>> (32 - parameter)
        folded = (zeros << parameter) | low
        this.at += length
      } else {
        folded = (this.unary() << parameter) | this.unsigned(parameter)
      }
      out[i] = (folded >>> 1) ^ -(folded & 1)
    }
    this.skip(0)
  }
}
