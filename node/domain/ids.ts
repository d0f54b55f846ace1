/**
 * Ids and other hex words. They arrive as text or bytes, are parsed once here and trusted after.
 * All are lower-case hex with `0x`; `node/crypto/address.ts` writes addresses as EIP-55.
 */
import { UsageError } from './errors.ts'

declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

export type Hex = `0x${string}`
/** A wallet or contract: 20 bytes. */
export type Address = Branded<Hex, 'Address'>
/** `keccak256(abi.encode(chainId, contract, artist, salt))`: computed, never chosen. */
export type ReleaseId = Branded<Hex, 'ReleaseId'>
/** `keccak256(abi.encode(terms))`: the ERC-1155 id, as 32 bytes of hex. */
export type EditionId = Branded<Hex, 'EditionId'>
/** Any other 32 bytes: a digest, a salt, a block hash, a transaction. */
export type Bytes32 = Branded<Hex, 'Bytes32'>

/** The address that means "nobody": ETH as a currency, no host in a sale. */
// A literal of 20 zero bytes is an address by construction.
export const ZERO_ADDRESS = `0x${'0'.repeat(40)}` as Address

const ADDRESS = /^0x[0-9a-f]{40}$/
const BYTES32 = /^0x[0-9a-f]{64}$/

function parse(text: unknown, pattern: RegExp, what: string): Hex {
  const lower = typeof text === 'string' ? text.trim().toLowerCase() : ''
  if (!pattern.test(lower)) {
    const shown = typeof text === 'string' ? text.slice(0, 80) : typeof text
    throw new UsageError(`"${shown}" is not ${what}.`, `Give ${what}.`)
  }
  // The pattern just matched begins with 0x.
  return lower as Hex
}

// The casts below brand what `parse` has just proved.
export const parseAddress = (text: unknown): Address =>
  parse(text, ADDRESS, 'an address (0x and 40 hex digits)') as Address
export const parseReleaseId = (text: unknown): ReleaseId =>
  parse(text, BYTES32, 'a release id (0x and 64 hex digits)') as ReleaseId
export const parseEditionId = (text: unknown): EditionId =>
  parse(text, BYTES32, 'an edition id (0x and 64 hex digits)') as EditionId
export const parseBytes32 = (text: unknown): Bytes32 =>
  parse(text, BYTES32, '32 bytes of hex') as Bytes32

export function toHex(bytes: Uint8Array): Hex {
  let hex: Hex = '0x'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

export const addressOf = (bytes: Uint8Array): Address => parseAddress(toHex(bytes))
export const bytes32Of = (bytes: Uint8Array): Bytes32 => parseBytes32(toHex(bytes))

export function fromHex(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

/**
 * Enough of a wallet for people to tell two apart at a glance. Whoever must be sure compares all of
 * it: a wallet that shares these twelve digits can be made, at some expense.
 */
export const fingerprintOf = (wallet: Address): string =>
  `${wallet.slice(0, 8)}…${wallet.slice(-6)}`
