/** What several put in, read by one as it comes, until it is closed. */
export class Merged<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = []
  #closed = false
  #wake: () => void = () => undefined

  put(value: T): void {
    this.#waiting.push(value)
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) yield next
      else if (this.#closed) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
