/**
 * Blocks kept in memory, up to a number of bytes, in two halves: what was used once waits in the
 * first, which a long read of other things washes out; what is used again moves to the second,
 * three times as large, which only such blocks can fill. So the first seconds of a song many listen
 * to stay, also while someone copies the whole store.
 */

/** The part for what was used once. */
const ONCE = 0.25

export class HotBlocks {
  readonly #budget: number
  readonly #once = new Map<string, Uint8Array>()
  readonly #again = new Map<string, Uint8Array>()
  #onceBytes = 0
  #againBytes = 0

  /** `budget` in bytes; 0 keeps nothing. */
  constructor(budget: number) {
    this.#budget = budget
  }

  get bytes(): number {
    return this.#onceBytes + this.#againBytes
  }

  has(key: string): boolean {
    return this.#once.has(key) || this.#again.has(key)
  }

  get(key: string): Uint8Array | undefined {
    const block = this.#once.get(key) ?? this.#again.get(key)
    if (!block) return undefined
    this.delete(key)
    this.#again.set(key, block)
    this.#againBytes += block.length
    this.#trim()
    return block
  }

  add(key: string, block: Uint8Array): void {
    if (block.length > this.#budget * ONCE || this.has(key)) return
    // A part of a larger buffer would keep all of it in memory.
    const own = block.buffer.byteLength > block.length * 1.5 ? Uint8Array.from(block) : block
    this.#once.set(key, own)
    this.#onceBytes += own.length
    this.#trim()
  }

  delete(key: string): void {
    this.#onceBytes -= taken(this.#once, key)
    this.#againBytes -= taken(this.#again, key)
  }

  /** What the second half has no room for waits in the first again. */
  #trim(): void {
    while (this.#againBytes > this.#budget * (1 - ONCE)) {
      const [oldest] = this.#again
      if (!oldest) return
      const [key, block] = oldest
      this.#againBytes -= taken(this.#again, key)
      this.#once.set(key, block)
      this.#onceBytes += block.length
    }
    while (this.#onceBytes > this.#budget * ONCE) {
      const [oldest] = this.#once.keys()
      if (oldest === undefined) return
      this.#onceBytes -= taken(this.#once, oldest)
    }
  }
}

function taken(blocks: Map<string, Uint8Array>, key: string): number {
  const length = blocks.get(key)?.length ?? 0
  blocks.delete(key)
  return length
}
