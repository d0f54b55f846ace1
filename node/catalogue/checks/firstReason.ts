/** Looks at many files, a few at a time, until one gives a reason to refuse. */

const AT_ONCE = 6

export async function firstReason<T>(
  items: readonly T[],
  look: (item: T) => Promise<string | undefined>,
): Promise<string | undefined> {
  const left = [...items]
  let reason: string | undefined
  const worker = async () => {
    try {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        const found = await look(item)
        reason ??= found
        if (reason !== undefined) return
      }
    } finally {
      // One that refuses or fails is enough: the others need not begin.
      left.length = 0
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker))
  return reason
}
