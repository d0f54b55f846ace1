/** When blocks were made, by the chain's clock; each is asked for once. */
import type { Ledger } from '../index.ts'

const MOST = 1000
/** A feed waits no longer for a date. */
const DEADLINE_MS = 2_000

/** Gives seconds since the epoch. A reorganisation may move a block by some seconds, which no date shows. */
export function blockTimes(
  ledger: Pick<Ledger, 'block'>,
): (number: number) => Promise<number | undefined> {
  const known = new Map<number, number>()
  return async (number) => {
    const before = known.get(number)
    if (before !== undefined) return before
    const block = await ledger.block(number, { signal: AbortSignal.timeout(DEADLINE_MS) })
    if (!block) return undefined
    const [oldest] = known.keys()
    if (known.size >= MOST && oldest !== undefined) known.delete(oldest)
    known.set(number, block.time)
    return block.time
  }
}
