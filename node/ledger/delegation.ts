/** The wallet's word for an ed25519 key: EIP-712 `ManifestKey`, made once (DESIGN §5). */
import { concat, getBytes, toBeHex, TypedDataEncoder, verifyTypedData, type Signer } from 'ethers'
import type { ChainRef } from '../domain/chain.ts'
import { parseAddress, toHex, type Address, type Bytes32 } from '../domain/ids.ts'
import type { Delegation } from '../domain/ports.ts'

const TYPES = {
  ManifestKey: [
    { name: 'ed25519Key', type: 'bytes32' },
    { name: 'wallet', type: 'address' },
    { name: 'validFrom', type: 'uint64' },
    { name: 'validUntil', type: 'uint64' },
  ],
}

/** No end by the clock: the artist ends a key with `revokeKey`. 2^47 s, so safe in every language. */
const FOR_EVER = 2 ** 47

const domainOf = ({ id, contract }: Pick<ChainRef, 'id' | 'contract'>) => ({
  name: 'MegaBox',
  version: '1',
  chainId: id,
  verifyingContract: contract,
})

const valueOf = ({ key, wallet, validFrom, validUntil }: Omit<Delegation, 'signature'>) => ({
  ed25519Key: key,
  wallet,
  validFrom,
  validUntil,
})

/** Dates are constants, so that signing again gives the same bytes and the manifest the same CID. */
export async function delegate(
  signer: Signer,
  wallet: Address,
  key: Bytes32,
  chain: Pick<ChainRef, 'id' | 'contract'>,
): Promise<Delegation> {
  const word = { wallet, key, validFrom: 0, validUntil: FOR_EVER }
  const signature = await signer.signTypedData(domainOf(chain), TYPES, valueOf(word))
  return { ...word, signature: getBytes(signature) }
}

/** Did an externally owned account sign it? False says nothing about a contract wallet. */
export function signedByAccount(
  delegation: Delegation,
  chain: Pick<ChainRef, 'id' | 'contract'>,
): boolean {
  try {
    const signature = toHex(delegation.signature)
    const signer = verifyTypedData(domainOf(chain), TYPES, valueOf(delegation), signature)
    return parseAddress(signer) === delegation.wallet
  } catch {
    return false
  }
}

/** ERC-1271: the call that asks a contract wallet, and the answer that means yes. */
export const ERC1271_YES = '0x1626ba7e'

export function erc1271Call(
  delegation: Delegation,
  chain: Pick<ChainRef, 'id' | 'contract'>,
): string {
  const hash = TypedDataEncoder.hash(domainOf(chain), TYPES, valueOf(delegation))
  const { signature } = delegation
  const padding = new Uint8Array((32 - (signature.length % 32)) % 32)
  return concat([
    ERC1271_YES,
    hash,
    toBeHex(64, 32),
    toBeHex(signature.length, 32),
    signature,
    padding,
  ])
}
