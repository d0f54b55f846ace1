/** ETH as people write it, and wei as it is counted. Never rounded. */
import { UsageError } from './errors.ts'

const DECIMALS = 18

/** `0.01` or `12` ETH in wei. */
export function parseEther(text: string): bigint {
  const [, whole = '', part = ''] = /^(\d{1,12})(?:\.(\d{1,18}))?$/.exec(text.trim()) ?? []
  if (whole === '') {
    throw new UsageError(
      `"${text}" is no amount of ETH.`,
      'Write it like 0.01, with at most 18 digits after the point.',
    )
  }
  return BigInt(whole + part.padEnd(DECIMALS, '0'))
}

/** Wei as ETH, with as many digits as it has. */
export function formatEther(wei: bigint): string {
  const digits = wei.toString().padStart(DECIMALS + 1, '0')
  const part = digits.slice(-DECIMALS).replace(/0+$/, '')
  return digits.slice(0, -DECIMALS) + (part === '' ? '' : `.${part}`)
}
