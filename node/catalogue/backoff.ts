/** How long to wait before the next try. */

export interface BackoffRange {
  firstMs: number
  maxMs: number
}

/**
 * Doubles from `firstMs` to `maxMs`, less up to a quarter by `jitter` (0 to 1), so that what failed
 * together is not tried again together.
 */
export function backoff(
  failures: number,
  jitter: number,
  { firstMs, maxMs }: BackoffRange,
): number {
  const ms = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30))
  return Math.round(ms * (1 - jitter / 4))
}
