/** ERC-20 tokens as far as a payment needs them. Every answer is a stranger's contract's. */
import { Interface, TypedDataEncoder } from 'ethers'
import { ZERO_ADDRESS, type Address } from '../domain/ids.ts'
import type { TokenFacts } from '../domain/payment.ts'
import { playDollarAbi } from './artifact.ts'

export const tokenAbi = new Interface([
  ...playDollarAbi,
  'function version() view returns (string)',
  'function eip712Domain() view returns (bytes1,string,string,uint256,address,bytes32,uint256[])',
])

/** Asks a contract; undefined when it refuses or has no answer. */
export type AskContract = (to: Address, data: string) => Promise<string | undefined>

const MOST_TEXT = 40
const MOST_DECIMALS = 36
/** Tokens that tell neither version nor domain mostly mean one of these. */
const VERSIONS = ['1', '2']

async function ask(
  name: string,
  args: readonly unknown[],
  { token, call }: { token: Address; call: AskContract },
): Promise<unknown> {
  const answer = await call(token, tokenAbi.encodeFunctionData(name, args))
  if (answer === undefined) return undefined
  try {
    return tokenAbi.decodeFunctionResult(name, answer)[0]
  } catch {
    return undefined
  }
}

const amountOf = (answer: unknown): bigint => (typeof answer === 'bigint' ? answer : 0n)

/** Undefined where there is no token, or no state of that time. */
export const balanceIn = async (
  token: Address,
  wallet: Address,
  call: AskContract,
): Promise<bigint | undefined> => {
  const held = await ask('balanceOf', [wallet], { token, call })
  return typeof held === 'bigint' ? held : undefined
}

export const allowanceIn = async (
  token: Address,
  [owner, spender]: readonly [Address, Address],
  call: AskContract,
): Promise<bigint> => amountOf(await ask('allowance', [owner, spender], { token, call }))

/** The EIP-2612 nonce to sign next. */
export const permitNonceIn = async (
  token: Address,
  owner: Address,
  call: AskContract,
): Promise<bigint> => amountOf(await ask('nonces', [owner], { token, call }))

/** Undefined where there is no token. */
export async function factsOf(
  address: Address,
  chainId: number,
  call: AskContract,
): Promise<TokenFacts | undefined> {
  const of = { token: address, call }
  const decimals = amountOf(await ask('decimals', [], of))
  const supply = await ask('totalSupply', [], of)
  if (typeof supply !== 'bigint' || decimals > MOST_DECIMALS) return undefined
  const domain = await domainOf(address, chainId, call)
  const nonce = `0x${'0'.repeat(64)}`
  const [nonces, state] = await Promise.all([
    ask('nonces', [ZERO_ADDRESS], of),
    ask('authorizationState', [ZERO_ADDRESS, nonce], of),
  ])
  return {
    address,
    symbol: textOf(await ask('symbol', [], of)) ?? 'tokens',
    decimals: Number(decimals),
    ...(domain && { domain }),
    permits: domain !== undefined && typeof nonces === 'bigint',
    authorizes: domain !== undefined && typeof state === 'boolean',
  }
}

/** The name and version it signs with: believed only when they give its `DOMAIN_SEPARATOR`. */
async function domainOf(
  token: Address,
  chainId: number,
  call: AskContract,
): Promise<TokenFacts['domain']> {
  const of = { token, call }
  const [separator, name, told] = await Promise.all(
    ['DOMAIN_SEPARATOR', 'name', 'version'].map((word) => ask(word, [], of)),
  )
  if (typeof separator !== 'string' || typeof name !== 'string') return undefined
  for (const version of [told, ...VERSIONS]) {
    if (typeof version !== 'string') continue
    const domain = { name, version }
    const hash = TypedDataEncoder.hashDomain({ ...domain, chainId, verifyingContract: token })
    if (hash === separator) return domain
  }
  return undefined
}

const textOf = (answer: unknown): string | undefined =>
  typeof answer === 'string' && /^[\p{L}\p{N}.$₮_-]+$/u.test(answer)
    ? answer.slice(0, MOST_TEXT)
    : undefined
