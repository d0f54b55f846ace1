/** Waits for a condition, not for a time. */
import { setTimeout as pause } from 'node:timers/promises'

export async function until(isSo: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not so within ${ms} ms`)
    await pause(25)
  }
}
