// The stage on which every contract test plays: a chain in this process, a fresh `Releases`, an artist, a
// buyer, a host, and terms they may agree on.
import type {
  BaseContract,
  ConstantContractMethod,
  ContractMethod,
  ContractTransactionReceipt,
  ContractTransactionResponse,
  Signer,
} from 'ethers'
import { network } from 'hardhat'

export const { ethers, networkHelpers } = await network.create()
export const { ZeroAddress, id, parseEther } = ethers

export interface Payee {
  wallet: string
  bps: number
}

export interface Terms {
  artist: string
  salt: string
  manifest: string
  currency: string
  price: bigint
  cap: number
  royaltyBps: number
  payees: Payee[]
}

/** What a payer signs with an EIP-3009 token. */
export interface Authorization {
  from: string
  amount: bigint
  validAfter: bigint
  validBefore: bigint
  salt: string
  signature: string
}

export type Sends<A extends unknown[], R = undefined> = ContractMethod<
  A,
  R,
  ContractTransactionResponse
>
export type Asks<A extends unknown[], R> = ConstantContractMethod<A, R>

/** `Releases.sol` as a test sees it. */
export interface Releases extends BaseContract {
  mint: Sends<[terms: Terms], bigint>
  revise: Sends<[salt: string, manifest: string]>
  close: Sends<[edition: bigint]>
  retire: Sends<[salt: string]>
  purchase: Sends<[terms: Terms, recipient: string, host: string], bigint>
  purchaseToken: Sends<[terms: Terms, recipient: string, host: string, amount: bigint], bigint>
  purchaseWithPermit: Sends<
    [
      terms: Terms,
      recipient: string,
      host: string,
      amount: bigint,
      deadline: bigint,
      v: number,
      r: string,
      s: string,
    ],
    bigint
  >
  purchaseWithAuthorization: Sends<
    [terms: Terms, recipient: string, host: string, signed: Authorization],
    bigint
  >
  tip: Sends<[artist: string, host: string]>
  tipToken: Sends<[token: string, artist: string, host: string, amount: bigint]>
  tipWithAuthorization: Sends<[token: string, artist: string, host: string, signed: Authorization]>
  claim: Sends<[token: string], bigint>
  describe: Sends<[edition: bigint, where: string]>
  pushThrough: Sends<[token: string, from: string, to: string, amount: bigint]>
  revokeKey: Sends<[key: string]>
  revokeDevices: Sends<[]>
  safeTransferFrom: Sends<[from: string, to: string, id: bigint, amount: bigint, data: string]>
  access: Asks<[account: string, terms: Terms], [string, bigint, bigint]>
  owed: Asks<[token: string, payee: string], bigint>
  purchaseNonce: Asks<
    [edition: bigint, recipient: string, host: string, amount: bigint, salt: string],
    string
  >
  tipNonce: Asks<[artist: string, host: string, amount: bigint, salt: string], string>
  releaseId: Asks<[artist: string, salt: string], string>
  editionId: Asks<[terms: Terms], bigint>
  editions: Asks<[edition: bigint], [string, bigint, bigint, boolean]>
  retired: Asks<[release: string], boolean>
  devicesValidFrom: Asks<[wallet: string], bigint>
  balanceOf: Asks<[owner: string, id: bigint], bigint>
  royaltyInfo: Asks<[edition: bigint, salePrice: bigint], [string, bigint]>
  supportsInterface: Asks<[interfaceId: string], boolean>
  uri: Asks<[id: bigint], string>
  contractURI: Asks<[], string>
}

/** `Puppet.sol`: a wallet that behaves as badly as it is told. */
export interface Puppet extends BaseContract {
  become: Sends<[mood: bigint]>
  rehearse: Sends<[target: string, value: bigint, data: string]>
  act: Sends<[target: string, value: bigint, data: string]>
}

export const Mood = { Kind: 0n, Refusing: 1n, Burning: 2n, Bombing: 3n, Calling: 4n }

/** A new stage, for `networkHelpers.loadFixture`. */
export async function stage() {
  const [deployer, artist, buyer, host, friend, stranger] = await signers()
  const factory = await ethers.getContractFactory<[], Releases>('Releases', deployer)
  const releases = await factory.deploy()
  const address = await releases.getAddress()
  return { releases, address, artist, buyer, host, friend, stranger }
}

async function signers() {
  const [a, b, c, d, e, f] = await ethers.getSigners()
  if (!a || !b || !c || !d || !e || !f) throw new Error('the test chain has too few accounts')
  return [a, b, c, d, e, f] as const
}

/** Terms that can be minted: 0.01 ether, open, all to the artist. */
export function termsOf(artist: { address: string }, changes: Partial<Terms> = {}): Terms {
  return {
    artist: artist.address,
    salt: id('the masters'),
    manifest: id('the manifest'),
    currency: ZeroAddress,
    price: parseEther('0.01'),
    cap: 0,
    royaltyBps: 1000,
    payees: [{ wallet: artist.address, bps: 9000 }],
    ...changes,
  }
}

/** The contract, called by somebody else. */
export function as<C extends BaseContract>(who: Signer, contract: C): C {
  // `connect` answers the same contract with another signer; ethers types it as the bare base class.
  return contract.connect(who) as C
}

/** Terms, minted by their artist; and the id of the edition. */
export async function minted(releases: Releases, artist: Signer, terms: Terms): Promise<bigint> {
  await as(artist, releases).mint(terms)
  return releases.editionId(terms)
}

export async function puppet(mood = Mood.Kind): Promise<Puppet & { address: string }> {
  const factory = await ethers.getContractFactory<[], Puppet>('Puppet')
  const made = await factory.deploy()
  await made.become(mood)
  return Object.assign(made, { address: await made.getAddress() })
}

/** Deploys a mock and gives its address. */
export async function deploy(name: string, ...args: string[]): Promise<string> {
  const made = await (await ethers.getContractFactory(name)).deploy(...args)
  return made.getAddress()
}

/** How much ether each wallet gained by what was done. */
export async function gains(wallets: string[], what: () => Promise<unknown>): Promise<bigint[]> {
  const before = await balances(wallets)
  await what()
  const after = await balances(wallets)
  return after.map((balance, i) => balance - (before[i] ?? 0n))
}

function balances(wallets: string[]): Promise<bigint[]> {
  return Promise.all(wallets.map((wallet) => ethers.provider.getBalance(wallet)))
}

/** The receipt of a transaction, which is mined at once here. */
export async function receiptOf(
  sent: Promise<ContractTransactionResponse>,
): Promise<ContractTransactionReceipt> {
  const receipt = await (await sent).wait()
  if (!receipt) throw new Error('the transaction was not mined')
  return receipt
}
