/** Waits for a log: our own endpoint may be behind the one that carried a transaction. */
import type { MoneyEvent, MoneyLedger } from '../domain/money.ts'

const LAG_MS = 30_000
const LOOK_MS = 250

/** What `find` finds in that block, or undefined when it is not there in time. */
export async function loggedOnce<Found>(
  block: number,
  ledger: Pick<MoneyLedger, 'money'>,
  find: (events: readonly MoneyEvent[]) => Found | undefined,
): Promise<Found | undefined> {
  const deadline = performance.now() + LAG_MS
  for (;;) {
    const found = find(await ledger.money(block, block))
    if (found !== undefined || performance.now() >= deadline) return found
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
