// A stage with a token on it: terms in that token, a buyer who holds some and allows the contract to take
// it, and the signatures a token accepts instead.
import type { BaseContract, Signer } from 'ethers'
import {
  as,
  type Asks,
  type Authorization,
  ethers,
  id,
  minted,
  networkHelpers,
  type Releases,
  type Sends,
  stage,
  type Terms,
  termsOf,
} from './stage.ts'

/** `OddToken.sol`, which is `PlayDollar.sol` for as long as its mood is kind. */
export interface Token extends BaseContract {
  give: Sends<[to: string, amount: bigint]>
  approve: Sends<[spender: string, amount: bigint]>
  transfer: Sends<[to: string, amount: bigint]>
  become: Sends<[mood: bigint, victim: string]>
  blacklist: Sends<[wallet: string, listed: boolean]>
  rehearse: Sends<[target: string, data: string]>
  demand: Sends<[gas: bigint, victim: string]>
  permit: Sends<[string, string, amount: bigint, deadline: bigint, v: number, r: string, s: string]>
  cancelAuthorization: Sends<[string, nonce: string, v: number, r: string, s: string]>
  balanceOf: Asks<[owner: string], bigint>
  allowance: Asks<[owner: string, spender: string], bigint>
  nonces: Asks<[owner: string], bigint>
}

export const TokenMood = {
  Kind: 0n,
  Silent: 1n,
  Denying: 2n,
  Refusing: 3n,
  Burning: 4n,
  Bombing: 5n,
  FeeTaking: 6n,
  Generous: 7n,
  Lying: 8n,
  Telling: 9n,
  Calling: 10n,
  Plain: 11n,
  Demanding: 12n,
}

export const PRICE = 5_000_000n
export const PLENTY = 1_000_000_000n

export async function deployToken(name: string): Promise<Token & { address: string }> {
  const factory = await ethers.getContractFactory<[], Token>(name)
  const token = await factory.deploy()
  return Object.assign(token, { address: await token.getAddress() })
}

/** For `networkHelpers.loadFixture`: as `stage`, with an edition for 5 play dollars. */
export const tokenStage = () => stageWith('OddToken')

/** As `tokenStage`, with the play money of development chains. */
export const playStage = () => stageWith('PlayDollar')

async function stageWith(name: string) {
  const set = await stage()
  const token = await deployToken(name)
  for (const who of [set.buyer, set.friend]) await token.give(who.address, PLENTY)
  await as(set.buyer, token).approve(set.address, PLENTY)
  const terms = termsOf(set.artist, { currency: token.address, price: PRICE })
  const edition = await minted(set.releases, set.artist, terms)
  return { ...set, token, terms, edition }
}

export type TokenStage = Awaited<ReturnType<typeof stageWith>>

/** How much of the token each wallet gained by what was done. */
export async function tokenGains(
  token: Token,
  wallets: string[],
  what: () => Promise<unknown>,
): Promise<bigint[]> {
  const held = () => Promise.all(wallets.map((wallet) => token.balanceOf(wallet)))
  const before = await held()
  await what()
  return (await held()).map((balance, i) => balance - (before[i] ?? 0n))
}

async function domainOf(token: { address: string }, chainId?: bigint) {
  return {
    name: 'Play Dollar',
    version: '1',
    chainId: chainId ?? (await ethers.provider.getNetwork()).chainId,
    verifyingContract: token.address,
  }
}

const PERMIT = [
  'owner:address',
  'spender:address',
  'value:uint256',
  'nonce:uint256',
  'deadline:uint256',
]
const RECEIVE = [
  'from:address',
  'to:address',
  'value:uint256',
  'validAfter:uint256',
  'validBefore:uint256',
  'nonce:bytes32',
]
const fields = (words: string[]) =>
  words.map((word) => {
    const [name = '', type = ''] = word.split(':')
    return { name, type }
  })

/** What `purchaseWithPermit` and `permit` take at their ends. */
export async function permitOf(
  { token, address }: Pick<TokenStage, 'token' | 'address'>,
  owner: Signer & { address: string },
  value: bigint,
  deadline = 2n ** 64n,
): Promise<[deadline: bigint, v: number, r: string, s: string]> {
  const nonce = await token.nonces(owner.address)
  const message = { owner: owner.address, spender: address, value, nonce, deadline }
  const types = { Permit: fields(PERMIT) }
  const signature = await owner.signTypedData(await domainOf(token), types, message)
  const { v, r, s } = ethers.Signature.from(signature)
  return [deadline, v, r, s]
}

export interface Wishes {
  signer: Signer & { address: string }
  from: string
  terms: Terms
  recipient: string
  host: string
  amount: bigint
  validAfter: bigint
  validBefore: bigint
  salt: string
  /** Who may receive; the contract, if it is to work. */
  to: string
  chainId: bigint
  token: { address: string }
}

/** What is needed to sign a purchase. */
export interface Signing {
  releases: Releases
  address: string
  token: { address: string }
  terms: Terms
  buyer: Signer & { address: string }
  host: { address: string }
}

/** An authorisation with this nonce. */
export async function signedWith(
  set: Pick<Signing, 'token' | 'address' | 'buyer'>,
  nonce: string,
  wishes: Partial<Wishes>,
): Promise<Authorization> {
  const signer = wishes.signer ?? set.buyer
  const signed = {
    from: wishes.from ?? signer.address,
    amount: wishes.amount ?? PRICE,
    validAfter: wishes.validAfter ?? 0n,
    validBefore: wishes.validBefore ?? 2n ** 64n,
    salt: wishes.salt ?? id('salt'),
  }
  const domain = await domainOf(wishes.token ?? set.token, wishes.chainId)
  const message = { ...signed, to: wishes.to ?? set.address, value: signed.amount, nonce }
  const types = { ReceiveWithAuthorization: fields(RECEIVE) }
  return { ...signed, signature: await signer.signTypedData(domain, types, message) }
}

/** An authorisation of the buyer to buy a copy for himself, or as it is wished. */
export async function signedPurchase(
  set: Signing,
  wishes: Partial<Wishes> = {},
): Promise<Authorization> {
  const nonce = await set.releases.purchaseNonce(
    await set.releases.editionId(wishes.terms ?? set.terms),
    wishes.recipient ?? set.buyer.address,
    wishes.host ?? set.host.address,
    wishes.amount ?? PRICE,
    wishes.salt ?? id('salt'),
  )
  return signedWith(set, nonce, wishes)
}

/** An authorisation of the buyer to tip the artist. */
export async function signedTip(
  set: TokenStage,
  wishes: Partial<Wishes> = {},
): Promise<Authorization> {
  const host = wishes.host ?? set.host.address
  const [amount, salt] = [wishes.amount ?? PRICE, wishes.salt ?? id('salt')]
  const nonce = await set.releases.tipNonce(set.artist.address, host, amount, salt)
  return signedWith(set, nonce, wishes)
}

export const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest())
