/** Decoded sound on its way from a decoder to a meter. */

/** One after the other, each channel for itself, full scale being 1. Reused: read it at once. */
export interface Frames {
  channels: readonly Float32Array[]
  length: number
}

/** Fed with the bytes in order, however they are cut. Throws when they are no such sound. */
export interface Decoder {
  push(bytes: Uint8Array, hear: (frames: Frames) => void): void
  end(hear: (frames: Frames) => void): void
}
