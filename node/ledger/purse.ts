/** The `Purse` port over an ethers signer: the only place where money moves. */
import { getBytes, type Signer, type TransactionReceipt } from 'ethers'
import { sha256 } from '../crypto/hash.ts'
import type { ChainRef, Sale } from '../domain/chain.ts'
import { InsufficientFundsError, TransactionRefusedError } from '../domain/errors.ts'
import { parseAddress, parseBytes32, type Address, type Bytes32 } from '../domain/ids.ts'
import type { Delegation, Purse } from '../domain/ports.ts'
import type { Terms } from '../domain/terms.ts'
import { delegate } from './delegation.ts'
import { refusalOf } from './refusals.ts'
import { parseLog, releases, saleFrom } from './releases.ts'
import { sendOnce, type Patience } from './sendOnce.ts'

/** What the wallet shows its owner before it signs away a secret. */
const SECRET_TYPES = {
  Secret: [
    { name: 'purpose', type: 'string' },
    { name: 'warning', type: 'string' },
  ],
}
const SECRET_DOMAIN = { name: 'MegaBox', version: '1' }
const WARNING = 'Sign this only in MegaBox. Whoever has this signature can sign manifests for you.'

export class SignerPurse implements Purse {
  readonly address: Address
  readonly #signer: Signer
  readonly #chain: ChainRef
  readonly #patience: Patience

  private constructor(signer: Signer, address: Address, chain: ChainRef, patience: Patience) {
    this.#signer = signer
    this.address = address
    this.#chain = chain
    this.#patience = patience
  }

  /** `signer` is connected to a provider of `chain`. */
  static async open(
    signer: Signer,
    chain: ChainRef,
    patience: Patience = {},
  ): Promise<SignerPurse> {
    return new SignerPurse(signer, parseAddress(await signer.getAddress()), chain, patience)
  }

  delegate(key: Bytes32): Promise<Delegation> {
    return delegate(this.#signer, this.address, key, this.#chain)
  }

  /** From a signature: deterministic for key-pair wallets (RFC 6979), so nothing needs a backup. */
  async secret(purpose: string): Promise<Uint8Array> {
    const word = { purpose, warning: WARNING }
    return sha256(getBytes(await this.#signer.signTypedData(SECRET_DOMAIN, SECRET_TYPES, word)))
  }

  async mint(terms: Terms): Promise<{ tx: Bytes32; block: number }> {
    const { hash, blockNumber } = await this.#transact('mint', [terms], 0n)
    return { tx: parseBytes32(hash), block: blockNumber }
  }

  async purchase(
    terms: Terms,
    { recipient, host, paidWei }: { recipient: Address; host: Address; paidWei: bigint },
  ): Promise<Sale> {
    const receipt = await this.#transact('purchase', [terms, recipient, host], paidWei)
    for (const log of receipt.logs) {
      const parsed = parseAddress(log.address) === this.#chain.contract ? parseLog(log) : null
      if (parsed?.name !== 'Sold') continue
      return { ...saleFrom(parsed), tx: parseBytes32(receipt.hash), block: receipt.blockNumber }
    }
    throw new TransactionRefusedError('its receipt shows no sale')
  }

  async #transact(
    name: string,
    args: readonly unknown[],
    value: bigint,
  ): Promise<TransactionReceipt> {
    try {
      await this.#canPay(value)
      const data = releases.encodeFunctionData(name, args)
      const request = { to: this.#chain.contract, data, value }
      const receipt = await sendOnce(this.#signer, request, this.#patience)
      if (receipt.status !== 1) throw new TransactionRefusedError('it was undone by the chain')
      return receipt
    } catch (error) {
      throw refusalOf(error, this.address)
    }
  }

  /** Endpoints word an empty wallet in many ways; asking first gives one sentence. */
  async #canPay(value: bigint): Promise<void> {
    const balance = (await this.#signer.provider?.getBalance(this.address)) ?? 0n
    if (balance > value) return
    throw new InsufficientFundsError(this.address, `${value} wei and the network fee`)
  }
}
