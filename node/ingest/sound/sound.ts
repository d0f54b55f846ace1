/** Decoded sound on its way from a decoder to a meter. */

/** One after the other, each channel for itself, full scale being 1. Reused: read it at once. */
export interface Frames {
  channels: readonly Float32Array[]
  length: number
}

/** Where sound lies in a file, and how its bytes become samples. */
export interface Sound {
  from: number
  to: number
  rate: number
  channels: number
  decoder: Decoder
}

/** Fed with the bytes in order, however they are cut. Throws when they are no such sound. */
export interface Decoder {
  push(bytes: Uint8Array, hear: (frames: Frames) => void): void
  end(hear: (frames: Frames) => void): void
}
