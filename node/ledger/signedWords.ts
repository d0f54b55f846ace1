/** What a payer signs instead of sending a transaction: EIP-2612, EIP-3009, and the nonces of ours. */
import { AbiCoder, keccak256 } from 'ethers'
import type { Address } from '../domain/ids.ts'
import type { TokenFacts } from '../domain/payment.ts'

const coder = AbiCoder.defaultAbiCoder()

const wordOf = (text: string): string => keccak256(new TextEncoder().encode(text))
const PURCHASE = wordOf(
  'purchase(uint256 edition,address recipient,address host,uint256 amount,bytes32 salt)',
)
const TIP = wordOf('tip(address artist,address host,uint256 amount,bytes32 salt)')

/** What an EIP-3009 nonce commits to, as the contract computes it. */
export const purchaseNonce = (
  edition: string,
  to: { recipient: Address; host: Address; amount: bigint; salt: string },
): string =>
  keccak256(
    coder.encode(
      ['bytes32', 'uint256', 'address', 'address', 'uint256', 'bytes32'],
      [PURCHASE, edition, to.recipient, to.host, to.amount, to.salt],
    ),
  )

export const tipNonce = (
  artist: Address,
  to: { host: Address; amount: bigint; salt: string },
): string =>
  keccak256(
    coder.encode(
      ['bytes32', 'address', 'address', 'uint256', 'bytes32'],
      [TIP, artist, to.host, to.amount, to.salt],
    ),
  )

export const PERMIT = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
}

export const RECEIVE = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
}

/** The domain to sign under, or undefined where the token's is not known. */
export const domainFor = ({ address, domain }: TokenFacts, chainId: number) =>
  domain && { ...domain, chainId, verifyingContract: address }
