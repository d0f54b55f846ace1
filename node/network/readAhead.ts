/**
 * Fetches a few items ahead of the reader and yields them in order. A reader that stops takes no
 * more; `ahead` says how many may be on their way when that many have been yielded.
 */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item>,
  fetch: (item: Item) => Promise<Result>,
  ahead: (yielded: number) => number,
): AsyncGenerator<Result> {
  const source = items[Symbol.asyncIterator]()
  const coming: Promise<Result>[] = []
  let yielded = 0
  let ended = false
  try {
    for (;;) {
      while (!ended && coming.length < ahead(yielded)) {
        const next = await source.next()
        if (next.done === true) ended = true
        else coming.push(quiet(fetch(next.value)))
      }
      const first = coming.shift()
      if (!first) return
      yield await first
      yielded += 1
    }
  } finally {
    await source.return?.()
  }
}

/** It is awaited in its turn, or never: until then its failure is nobody's unhandled rejection. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined)
  return promise
}
