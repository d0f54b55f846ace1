/** The `Purse` ports over an ethers signer: the only place where money moves. */
import { getBytes, type LogDescription, type Signer, type TransactionReceipt } from 'ethers'
import { sha256 } from '../crypto/hash.ts'
import type { ChainRef, Sale } from '../domain/chain.ts'
import { TransactionRefusedError } from '../domain/errors.ts'
import {
  parseAddress,
  parseBytes32,
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type EditionId,
} from '../domain/ids.ts'
import type { Paying, SignedPurchase } from '../domain/payment.ts'
import type { Delegation } from '../domain/ports.ts'
import type {
  ArtistPurse,
  Carried,
  CarryingPurse,
  Claim,
  GivenTip,
  Limits,
  Mined,
  Purse,
  SigningPurse,
  Tip,
  TippingPurse,
  Weight,
} from '../domain/purse.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import type { Terms } from '../domain/terms.ts'
import { delegate } from './delegation.ts'
import { parseLog, releases, saleFrom } from './releases.ts'
import type { Patience } from './sendOnce.ts'
import { buyWithToken, signPurchase, signTip, tipWithToken, type Payer } from './tokenSale.ts'
import { Transactor, type Call } from './transact.ts'

/** What the wallet shows its owner before it signs away a secret. */
const SECRET_TYPES = {
  Secret: [
    { name: 'purpose', type: 'string' },
    { name: 'warning', type: 'string' },
  ],
}
const SECRET_DOMAIN = { name: 'MegaBox', version: '1' }
const WARNING = 'Sign this only in MegaBox. Whoever has this signature can sign manifests for you.'

export class SignerPurse implements Purse, SigningPurse, CarryingPurse, TippingPurse, ArtistPurse {
  readonly address: Address
  readonly #payer: Payer

  private constructor(address: Address, payer: Payer) {
    this.address = address
    this.#payer = payer
  }

  /** `signer` is connected to a provider of `chain`. */
  static async open(
    signer: Signer,
    chain: ChainRef,
    patience: Patience = {},
  ): Promise<SignerPurse> {
    const address = parseAddress(await signer.getAddress())
    return new SignerPurse(address, { by: new Transactor(signer, address, patience), chain })
  }

  delegate(key: Bytes32): Promise<Delegation> {
    const { by, chain } = this.#payer
    return delegate(by.signer, this.address, key, chain)
  }

  /** From a signature: deterministic for key-pair wallets (RFC 6979), so nothing needs a backup. */
  async secret(purpose: string): Promise<Uint8Array> {
    const word = { purpose, warning: WARNING }
    const { signer } = this.#payer.by
    return sha256(getBytes(await signer.signTypedData(SECRET_DOMAIN, SECRET_TYPES, word)))
  }

  mint(terms: Terms): Promise<Mined> {
    return this.#act('mint', [terms])
  }

  async purchase(terms: Terms, to: Paying): Promise<Sale> {
    if (terms.currency !== ZERO_ADDRESS) {
      return this.#saleIn(await buyWithToken(terms, to, this.#payer))
    }
    const call = this.#call('purchase', [terms, to.recipient, to.host])
    return this.#saleIn(await this.#payer.by.send({ ...call, value: to.paidWei }))
  }

  signPurchase(terms: Terms, to: Paying): Promise<SignedPurchase> {
    return signPurchase(terms, to, this.#payer)
  }

  weigh(purchase: SignedPurchase): Promise<Weight> {
    return this.#payer.by.weigh(this.#carrying(purchase))
  }

  feePerGas(): Promise<bigint> {
    return this.#payer.by.feePerGas()
  }

  async carry(purchase: SignedPurchase, limits: Limits): Promise<Carried<{ sale: Sale }>> {
    const { by } = this.#payer
    const receipt = await by.send({ ...this.#carrying(purchase), ...limits })
    return { sale: this.#saleIn(receipt), spentWei: await by.costOf(receipt) }
  }

  signTip(to: GivenTip): Promise<SignedTip> {
    return signTip(to, this.#payer)
  }

  weighTip(tip: SignedTip): Promise<Weight> {
    return this.#payer.by.weigh(this.#carryingTip(tip))
  }

  async carryTip(tip: SignedTip, limits: Limits): Promise<Carried<{ tip: Tip }>> {
    const { by } = this.#payer
    const receipt = await by.send({ ...this.#carryingTip(tip), ...limits })
    const given = this.#tipIn(receipt, { ...tip, paidWei: tip.signed.amount })
    return { tip: given, spentWei: await by.costOf(receipt) }
  }

  async tip(to: GivenTip): Promise<Tip> {
    const { artist, host, currency, paidWei } = to
    const receipt =
      currency === ZERO_ADDRESS
        ? await this.#payer.by.send({ ...this.#call('tip', [artist, host]), value: paidWei })
        : await tipWithToken(to, this.#payer)
    return this.#tipIn(receipt, to)
  }

  close(edition: EditionId): Promise<Mined> {
    return this.#act('close', [edition])
  }

  describe(edition: EditionId, where: string): Promise<Mined> {
    return this.#act('describe', [edition, where])
  }

  revise(salt: Bytes32, manifest: Bytes32): Promise<Mined> {
    return this.#act('revise', [salt, manifest])
  }

  retire(salt: Bytes32): Promise<Mined> {
    return this.#act('retire', [salt])
  }

  async claim(token: Address): Promise<Claim> {
    const receipt = await this.#payer.by.send(this.#call('claim', [token]))
    const { args } = this.#logIn(receipt, 'Claimed')
    // The ABI says uint256.
    return { token, amount: args['amount'] as bigint, ...mined(receipt) }
  }

  async #act(name: string, args: readonly unknown[]): Promise<Mined> {
    return mined(await this.#payer.by.send(this.#call(name, args)))
  }

  #call(name: string, args: readonly unknown[]): Call {
    return { to: this.#payer.chain.contract, abi: releases, name, args }
  }

  #carrying({ terms, recipient, host, signed }: SignedPurchase): Call {
    return this.#call('purchaseWithAuthorization', [terms, recipient, host, signed])
  }

  #carryingTip({ currency, artist, host, signed }: SignedTip): Call {
    return this.#call('tipWithAuthorization', [currency, artist, host, signed])
  }

  #tipIn(receipt: TransactionReceipt, { artist, host, currency, paidWei }: GivenTip): Tip {
    const { args } = this.#logIn(receipt, 'Tipped')
    // The ABI says uint256.
    const hostWei = args['hostPaid'] as bigint
    return { artist, host, currency, paidWei, hostWei, ...mined(receipt) }
  }

  #saleIn(receipt: TransactionReceipt): Sale {
    return { ...saleFrom(this.#logIn(receipt, 'Sold')), ...mined(receipt) }
  }

  #logIn(receipt: TransactionReceipt, name: string): LogDescription {
    for (const log of receipt.logs) {
      const isOurs = parseAddress(log.address) === this.#payer.chain.contract
      const parsed = isOurs ? parseLog(log) : null
      if (parsed?.name === name) return parsed
    }
    throw new TransactionRefusedError(`its receipt shows no ${name}`)
  }
}

const mined = ({ hash, blockNumber }: TransactionReceipt): Mined => ({
  tx: parseBytes32(hash),
  block: blockNumber,
})
