/**
 * What was ever stored here, as a Bloom filter (Bloom 1970, doi:10.1145/362686.362692): whoever asks
 * for a block that never was here is told so without a look at the disk. A digest is as good as
 * random, so its own words serve as the hashes. With a million blocks (256 GB of music) one answer
 * in 400 is a needless look; what was deleted counts as seen until the next start.
 */
import type { CID } from 'multiformats/cid'

/** 2 MiB of memory. A power of two, so that a word is cut to it by a mask. */
const BITS = 2 ** 24
const WORDS = 4

export class SeenDigests {
  readonly #bits = new Uint8Array(BITS / 8)

  add(cid: CID): void {
    for (const bit of bitsOf(cid))
      this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7))
  }

  /** False: it never was. True: it may have been. */
  has(cid: CID): boolean {
    return bitsOf(cid).every((bit) => ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0)
  }
}

/** Short digests, such as those of identity hashes, repeat their words. */
function bitsOf({ multihash: { digest } }: CID): number[] {
  return Array.from({ length: WORDS }, (_, word) => {
    let bits = 0
    for (let i = 0; i < 4; i++) bits = (bits << 8) | (digest[(word * 4 + i) % digest.length] ?? 0)
    return bits & (BITS - 1)
  })
}
