/** FLAC frames into samples (RFC 9639, 9). Node has no decoder of its own, so this is ours. */
import { parseFlacFrame, type StreamInfo } from '../flacFrame.ts'
import { Bits, BITS_AHEAD } from './bits.ts'
import { readSubframe } from './flacSubframe.ts'
import type { Decoder, Frames } from './sound.ts'
import { UndecodableError } from './undecodable.ts'

const MAX_HEADER_BYTES = 16
const CHECKSUM_BYTES = 2
/** How channels are written when they are not apart. */
const LEFT_AND_SIDE = 8
const SIDE_AND_RIGHT = 9
const MID_AND_SIDE = 10

export class FlacDecoder implements Decoder {
  readonly #info: StreamInfo
  /** No frame is longer: sound that does not shrink is written as it is. */
  readonly #frameBytes: number
  readonly #values: readonly Float64Array[]
  readonly #planes: readonly Float32Array[]
  #buffer = new Uint8Array(BITS_AHEAD)
  #from = 0
  #to = 0
  #heard = 0

  constructor(info: StreamInfo) {
    this.#info = info
    const { channels, maxBlock, bits } = info
    const each = Math.ceil((maxBlock * (bits + 1)) / 8) + 64
    this.#frameBytes = MAX_HEADER_BYTES + channels * each + CHECKSUM_BYTES
    this.#values = Array.from({ length: channels }, () => new Float64Array(maxBlock))
    this.#planes = Array.from({ length: channels }, () => new Float32Array(maxBlock))
  }

  push(bytes: Uint8Array, hear: (frames: Frames) => void): void {
    this.#append(bytes)
    while (this.#to - this.#from >= this.#frameBytes && this.#goesOn()) hear(this.#frame())
  }

  end(hear: (frames: Frames) => void): void {
    while (this.#to > this.#from && this.#goesOn()) hear(this.#frame())
    if (this.#heard < this.#info.samples) throw new UndecodableError('frames are missing')
  }

  #goesOn(): boolean {
    const { samples } = this.#info
    return samples === 0 || this.#heard < samples
  }

  #append(bytes: Uint8Array): void {
    const left = this.#buffer.subarray(this.#from, this.#to)
    const length = left.length + bytes.length
    if (length + BITS_AHEAD > this.#buffer.length) {
      const larger = new Uint8Array(length + this.#frameBytes + BITS_AHEAD)
      larger.set(left)
      this.#buffer = larger
    } else {
      this.#buffer.copyWithin(0, this.#from, this.#to)
    }
    this.#buffer.set(bytes, left.length)
    this.#from = 0
    this.#to = length
  }

  #frame(): Frames {
    const info = this.#info
    const frame = parseFlacFrame(this.#buffer.subarray(0, this.#to), this.#from, info)
    if (!frame) throw new UndecodableError('no frame there')
    const length = frame.end - frame.start
    if (length > info.maxBlock) throw new UndecodableError('a frame longer than any')
    const source = new Bits(this.#buffer, this.#from + frame.headerBytes, this.#to)
    const side = { [LEFT_AND_SIDE]: 1, [SIDE_AND_RIGHT]: 0, [MID_AND_SIDE]: 1 }[frame.layout]
    for (const [c, values] of this.#values.entries()) {
      readSubframe(source, values, length, info.bits + (c === side ? 1 : 0))
    }
    source.toByte()
    source.skip(CHECKSUM_BYTES * 8)
    this.#from = source.at / 8
    this.#heard += length
    this.#mix(frame.layout, length)
    return { channels: this.#planes, length }
  }

  /** Channels from what stands for them, full scale becoming 1. */
  #mix(layout: number, length: number): void {
    const scale = 2 ** (1 - this.#info.bits)
    const [first, second] = this.#values
    const [left, right] = this.#planes
    if (layout < LEFT_AND_SIDE || !first || !second || !left || !right) {
      for (const [c, values] of this.#values.entries())
        scaled(values, this.#planes[c], length, scale)
      return
    }
    for (let i = 0; i < length; i++) {
      const [a, b] = [first[i] ?? 0, second[i] ?? 0]
      const sum = layout === MID_AND_SIDE ? 2 * a + Math.abs(b % 2) : 0
      left[i] =
        scale * (layout === LEFT_AND_SIDE ? a : layout === SIDE_AND_RIGHT ? a + b : (sum + b) / 2)
      right[i] =
        scale * (layout === LEFT_AND_SIDE ? a - b : layout === SIDE_AND_RIGHT ? b : (sum - b) / 2)
    }
  }
}

function scaled(
  values: Float64Array,
  plane: Float32Array | undefined,
  length: number,
  scale: number,
): void {
  for (let i = 0; plane && i < length; i++) plane[i] = (values[i] ?? 0) * scale
}
