/**
 * Which blocks, when there are millions: the first eight bytes of each hash in one flat table, some
 * 32 bytes a block. Two blocks may be taken for one, so use it only where a wrong "yes" does no
 * harm: what is taken for referenced is kept.
 */
import type { CID } from 'multiformats/cid'

const SMALLEST = 1024

export class DigestSet {
  /** Pairs of words; two zeros are an empty place. */
  #words = new Uint32Array(2 * SMALLEST)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(cid: CID): boolean {
    const [high, low] = wordsOf(cid)
    const at = placeOf(this.#words, high, low)
    return this.#words[at] !== 0 || this.#words[at + 1] !== 0
  }

  /** False when it was there. */
  add(cid: CID): boolean {
    const [high, low] = wordsOf(cid)
    const at = placeOf(this.#words, high, low)
    if (this.#words[at] !== 0 || this.#words[at + 1] !== 0) return false
    this.#words[at] = high
    this.#words[at + 1] = low
    this.#size += 1
    // Half full at most, or looking takes long.
    if (this.#size * 4 > this.#words.length) this.#grow()
    return true
  }

  #grow(): void {
    const before = this.#words
    this.#words = new Uint32Array(before.length * 2)
    for (let i = 0; i < before.length; i += 2) {
      const [high = 0, low = 0] = [before[i], before[i + 1]]
      if (high === 0 && low === 0) continue
      const at = placeOf(this.#words, high, low)
      this.#words[at] = high
      this.#words[at + 1] = low
    }
  }
}

function wordsOf({ multihash: { digest } }: CID): [high: number, low: number] {
  const word = (at: number) =>
    (((digest[at] ?? 0) << 24) |
      ((digest[at + 1] ?? 0) << 16) |
      ((digest[at + 2] ?? 0) << 8) |
      (digest[at + 3] ?? 0)) >>>
    0
  const [high, low] = [word(0), word(4)]
  return high === 0 && low === 0 ? [0, 1] : [high, low]
}

/** Where it is, or where it would go. */
function placeOf(words: Uint32Array, high: number, low: number): number {
  const mask = words.length - 1
  // Hashes are spread evenly already.
  for (let at = (low * 2) & mask; ; at = (at + 2) & mask) {
    const [first = 0, second = 0] = [words[at], words[at + 1]]
    if ((first === 0 && second === 0) || (first === high && second === low)) return at
  }
}
