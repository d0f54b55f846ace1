/**
 * Who holds how much of something that is bounded. When it is full, whoever holds most makes room:
 * one who takes all is left with as much as anybody else, and cannot keep the others out.
 */
export class Shares<Item> {
  /** By owner, the oldest first. */
  readonly #held = new Map<string, Set<Item>>()
  /** Owners by how many they hold, so that nobody is searched for while it is full. */
  readonly #byCount: Set<string>[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  countOf(owner: string): number {
    return this.#held.get(owner)?.size ?? 0
  }

  /** What is there already becomes the youngest. */
  add(owner: string, item: Item): void {
    this.delete(owner, item)
    const held = this.#held.get(owner) ?? new Set()
    this.#held.set(owner, held.add(item))
    this.#size += 1
    this.#move(owner, held.size - 1, held.size)
  }

  delete(owner: string, item: Item): void {
    const held = this.#held.get(owner)
    if (!held?.delete(item)) return
    if (held.size === 0) this.#held.delete(owner)
    this.#size -= 1
    this.#move(owner, held.size + 1, held.size)
  }

  /** Of whom holds most, and of several such, of who has done so for longest. */
  most(): { owner: string; items: ReadonlySet<Item> } | undefined {
    const [owner] = this.#byCount.at(-1) ?? []
    const items = owner === undefined ? undefined : this.#held.get(owner)
    return owner === undefined || !items ? undefined : { owner, items }
  }

  #move(owner: string, from: number, to: number): void {
    this.#byCount[from]?.delete(owner)
    if (to > 0) (this.#byCount[to] ??= new Set()).add(owner)
    while (this.#byCount.length > 0 && !this.#byCount.at(-1)?.size) this.#byCount.pop()
  }
}
