/** Times, sizes and money as people write them. Money is never rounded and never without currency. */
import type { Language } from './say.ts'

/** `4:12`, or `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${seconds % 60}`.padStart(2, '0')
  return hours > 0 ? `${hours}:${`${minutes}`.padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

export interface Currency {
  code: string
  /** Digits of its smallest unit. */
  decimals: number
  /** Digits that are always shown. */
  least: number
  /** For what is worth a dollar: shown instead of its code. */
  sign?: '$'
}

export const ETHER: Currency = { code: 'ETH', decimals: 18, least: 0 }

/**
 * @example money('10000000000000000', ETHER, 'fr') // '0,01 ETH'
 * @example money('3500000', { code: 'USDC', decimals: 6, least: 2, sign: '$' }, 'en') // '$3.50'
 */
export function money(units: string, currency: Currency, in_: Language): string {
  const { code, least, sign } = currency
  const [whole, digits] = partsOf(units, currency)
  const fraction = digits.padEnd(least, '0')
  const point = in_ === 'fr' ? ',' : '.'
  const grouped = new Intl.NumberFormat(in_).format(BigInt(whole))
  const amount = `${grouped}${fraction && `${point}${fraction}`}`
  return sign !== undefined && in_ === 'en' ? sign + amount : `${amount}\u00a0${sign ?? code}`
}

/** For machines. @example plainAmount('10000000000000000', ETHER) // '0.01' */
export function plainAmount(units: string, currency: Currency): string {
  const [whole, fraction] = partsOf(units, currency)
  return fraction ? `${whole}.${fraction}` : whole
}

/** Before and behind the point, where trailing zeros are gone. */
function partsOf(units: string, { decimals }: Currency): [string, string] {
  const digits = units.padStart(decimals + 1, '0')
  const point = digits.length - decimals
  return [digits.slice(0, point), digits.slice(point).replace(/0+$/, '')]
}

/** A part of an amount, in ten thousandths, in the smallest unit and rounded down as the contract does. */
export const partOf = (units: string, bps: number): string =>
  ((BigInt(units) * BigInt(bps)) / 10_000n).toString()

/** YYYY, YYYY-MM or YYYY-MM-DD as a date of that precision. */
export function day(date: string, language: Language): string {
  const [year = '', month, dayOfMonth] = date.split('-')
  if (month === undefined) return year
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth ?? 1)))
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    ...(dayOfMonth !== undefined && { day: 'numeric' }),
  }).format(at)
}

/** @example size(5_400_000, 'en') // '5.4 MB' */
export function size(bytes: number, language: Language): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: steps[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step)
}
