/**
 * Leaves wanted ahead of a reader: one until the first note sounds, then two, then about a second of
 * what the sources deliver. A reader that pauses or leaves wants no more, so nothing is queued
 * behind a seek and a paused player stops the sender.
 */
import { LEAF_BYTES } from '../../domain/layout.ts'
import type { Transfer } from './transfer.ts'

const FIRST_LEAVES = 2
const LEAST_BYTES = 2 * LEAF_BYTES
/** With what is under way this stays below 8 MiB, however large the file and fast the line. */
const MOST_BYTES = 5 * 1024 * 1024

/** How far to want ahead when so many leaves have been read, at so many bytes a second. */
export function aheadBytes(read: number, rate: number): number {
  if (read === 0) return LEAF_BYTES
  if (read < FIRST_LEAVES) return LEAST_BYTES
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, rate))
}

export async function* windowFor<Item>(
  items: AsyncIterable<Item>,
  transfer: Pick<Transfer, 'rate' | 'starving'>,
  fetch: (item: Item) => Promise<Uint8Array>,
): AsyncGenerator<{ item: Item; result: Uint8Array }> {
  const source = items[Symbol.asyncIterator]()
  const coming: { item: Item; block: Promise<Uint8Array> }[] = []
  let ended = false
  try {
    for (let read = 0; ; read++) {
      const leaves = Math.ceil(aheadBytes(read, transfer.rate) / LEAF_BYTES)
      while (!ended && coming.length < leaves) {
        const next = await source.next()
        if (next.done === true) ended = true
        else coming.push({ item: next.value, block: quiet(fetch(next.value)) })
      }
      const head = coming.shift()
      if (!head) return
      transfer.starving = true
      const result = await head.block
      transfer.starving = false
      yield { item: head.item, result }
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
