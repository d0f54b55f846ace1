/** Amounts as people type them, and the steps they are offered. In the smallest unit. */
import type { Currency } from '../words/amounts.ts'

const MOST_WHOLE = 12

/** Undefined for what is no amount of that currency. Both points and commas are understood. */
export function typedAmount(text: string, { decimals }: Currency): bigint | undefined {
  const pattern = new RegExp(`^(\\d{1,${MOST_WHOLE}})(?:[.,](\\d{0,${decimals}}))?$`)
  const [, whole, part = ''] = pattern.exec(text.trim().replace(/[\s$]/g, '')) ?? []
  return whole === undefined ? undefined : BigInt(whole + part.padEnd(decimals, '0'))
}

/** As it stands in the field: no sign, no grouping, the language's point. */
export function fieldText(units: bigint, { decimals, least }: Currency, point: string): string {
  const digits = units.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const part = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(least, '0')
  return part === '' ? whole : `${whole}${point}${part}`
}

/** What can be chosen by one press, rising; the first is where the field begins. */
export function stepsFrom(
  floor: bigint,
  suggested: bigint | undefined,
  { decimals, sign }: Currency,
): bigint[] {
  // Where nothing is asked: one, five and ten dollars, or thousandths of what is not a dollar.
  const unit = sign ? 10n ** BigInt(decimals) : 10n ** BigInt(Math.max(0, decimals - 3))
  const steps =
    floor === 0n
      ? [unit, suggested ?? 5n * unit, 10n * unit]
      : [floor, suggested ?? (floor * 3n) / 2n, 2n * floor]
  const all = new Set(steps)
  return [...all].toSorted((a, b) => (a < b ? -1 : 1))
}
