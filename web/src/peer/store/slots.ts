/** Which slots of a pack are free: what was freed is used again before the file grows. */
export class Slots {
  readonly #used: Set<number>
  #free: number[] = []
  #end: number

  constructor(used: Iterable<number> = []) {
    this.#used = new Set(used)
    this.#end = Math.max(-1, ...this.#used) + 1
    for (let slot = this.#end - 1; slot >= 0; slot--)
      if (!this.#used.has(slot)) this.#free.push(slot)
  }

  get used(): number {
    return this.#used.size
  }

  /** Slots up to the last that is used. */
  get end(): number {
    return this.#end
  }

  take(): number {
    let slot = this.#free.pop()
    // What lay behind the end when it was cut off is still on the list.
    while (slot !== undefined && slot >= this.#end) slot = this.#free.pop()
    slot ??= this.#end++
    this.#used.add(slot)
    return slot
  }

  /** True when the file's end may be cut off now. */
  release(slot: number): boolean {
    if (!this.#used.delete(slot)) return false
    if (slot < this.#end - 1) {
      this.#free.push(slot)
      return false
    }
    while (this.#end > 0 && !this.#used.has(this.#end - 1)) this.#end -= 1
    return true
  }
}
