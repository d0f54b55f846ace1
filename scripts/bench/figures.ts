/** Medians and their printing. This kind of machine is noisy: quote medians and ratios. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) throw new Error('no values to take a median of')
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

/** `12.3 [11.0-15.1]` */
export const spread = (values: readonly number[]): string =>
  `${shown(median(values))} [${shown(Math.min(...values))}-${shown(Math.max(...values))}]`
