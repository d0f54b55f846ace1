/** EIP-55: the mixed-case spelling of an address that lets a typing error be noticed. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../domain/ids.ts'

/** The address with its checksum in the case of its letters. For people; inside it is lower-case. */
export function checksummed(address: Address): string {
  const digits = address.slice(2)
  const hash = keccak_256(new TextEncoder().encode(digits))
  const nibble = (i: number) => ((hash[i >> 1] ?? 0) >> (i % 2 ? 0 : 4)) & 0xf
  return `0x${Array.from(digits, (digit, i) => (nibble(i) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}
