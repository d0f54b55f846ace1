/** A release's id follows from who, where and a salt: computed by everybody, chosen by nobody. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { ChainRef } from '../domain/chain.ts'
import { fromHex, parseReleaseId, toHex } from '../domain/ids.ts'
import type { Address, Bytes32, Hex, ReleaseId } from '../domain/ids.ts'

const WORD_BYTES = 32

/**
 * `keccak256(abi.encode(chainId, contract, artist, salt))`: four words, each filled up in front. What
 * `ledger` computes by ethers, which is too heavy for a page that only listens.
 */
export function releaseIdOf(
  { id, contract }: Pick<ChainRef, 'id' | 'contract'>,
  artist: Address,
  salt: Bytes32,
): ReleaseId {
  const number: Hex = `0x${id.toString(16).padStart(2 * WORD_BYTES, '0')}`
  const words = new Uint8Array(4 * WORD_BYTES)
  for (const [at, word] of [number, contract, artist, salt].entries()) {
    const bytes = fromHex(word)
    words.set(bytes, (at + 1) * WORD_BYTES - bytes.length)
  }
  return parseReleaseId(toHex(keccak_256(words)))
}
