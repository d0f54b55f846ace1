/** EIP-55: the mixed-case spelling of an address that lets a typing error be noticed. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { UsageError } from '../domain/errors.ts'
import { parseAddress, type Address } from '../domain/ids.ts'

/** The address with its checksum in the case of its letters. For people; inside it is lower-case. */
export function checksummed(address: Address): string {
  const digits = address.slice(2)
  const hash = keccak_256(new TextEncoder().encode(digits))
  const nibble = (i: number) => ((hash[i >> 1] ?? 0) >> (i % 2 ? 0 : 4)) & 0xf
  return `0x${Array.from(digits, (digit, i) => (nibble(i) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}

/**
 * An address as a person wrote it. Where its case carries a checksum, a typing error is refused:
 * money sent to it would be gone. All lower or all upper case carries none.
 */
export function parseWrittenAddress(text: unknown): Address {
  const address = parseAddress(text)
  const written = String(text).trim().slice(2)
  const checked = written !== written.toLowerCase() && written !== written.toUpperCase()
  if (!checked || checksummed(address).slice(2) === written) return address
  throw new UsageError(
    `"${String(text)}" is not a correct address: its letters do not fit its checksum.`,
    'Copy it again from where it came.',
  )
}
