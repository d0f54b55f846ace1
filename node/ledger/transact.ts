/** Our transactions: a wallet's signer, sent once, refused in words. */
import { JsonRpcApiProvider, type Interface, type Signer, type TransactionReceipt } from 'ethers'
import { InsufficientFundsError, TransactionRefusedError } from '../domain/errors.ts'
import type { Address } from '../domain/ids.ts'
import type { Weight } from '../domain/purse.ts'
import { dataFeeIn, dataFeeOf } from './dataFee.ts'
import { refusalOf } from './refusals.ts'
import { sendOnce, type Patience } from './sendOnce.ts'
import type { AskContract } from './tokens.ts'

export interface Call {
  to: Address
  abi: Interface
  name: string
  args: readonly unknown[]
  value?: bigint
  /** At most so much; else what the endpoint estimates. */
  gasLimit?: bigint
  maxFeePerGas?: bigint
}

export class Transactor {
  readonly address: Address
  readonly signer: Signer
  readonly #patience: Patience

  constructor(signer: Signer, address: Address, patience: Patience = {}) {
    this.signer = signer
    this.address = address
    this.#patience = patience
  }

  /** Waits until it is in a block. Throws our errors. */
  async send({ to, abi, name, args, value = 0n, ...fees }: Call): Promise<TransactionReceipt> {
    try {
      await this.#canPay(value)
      const data = abi.encodeFunctionData(name, args)
      const receipt = await sendOnce(this.signer, { to, data, value, ...fees }, this.#patience)
      if (receipt.status !== 1) throw new TransactionRefusedError('it was undone by the chain')
      return receipt
    } catch (error) {
      throw refusalOf(error, this.address)
    }
  }

  /** Throws our errors when it would be refused. */
  async weigh({ to, abi, name, args, value = 0n }: Call): Promise<Weight> {
    try {
      const data = abi.encodeFunctionData(name, args)
      const gas = await this.signer.estimateGas({ to, data, value })
      return { gas, dataWei: await dataFeeOf(data, this.ask) }
    } catch (error) {
      throw refusalOf(error, this.address)
    }
  }

  /** What it cost in all. ethers leaves out of a receipt what only rollups tell there. */
  async costOf({ hash, fee, provider }: TransactionReceipt): Promise<bigint | undefined> {
    if (!(provider instanceof JsonRpcApiProvider)) return undefined
    const told: unknown = await provider
      .send('eth_getTransactionReceipt', [hash])
      .catch(() => undefined)
    const dataWei = dataFeeIn(told)
    return dataWei === undefined ? undefined : fee + dataWei
  }

  async feePerGas(): Promise<bigint> {
    try {
      const fees = await this.signer.provider?.getFeeData()
      return fees?.maxFeePerGas ?? fees?.gasPrice ?? 0n
    } catch (error) {
      throw refusalOf(error, this.address)
    }
  }

  /** What a contract refuses to answer is undefined; a chain that does not answer is an error. */
  readonly ask: AskContract = async (to, data) => {
    try {
      return await this.signer.call({ to, data })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'CALL_EXCEPTION') {
        return undefined
      }
      throw refusalOf(error, this.address)
    }
  }

  /** By the chain's newest block, or our clock if that is later, in unix seconds. */
  async now(): Promise<number> {
    const block = await this.signer.provider?.getBlock('latest').catch(() => null)
    return Math.max(block?.timestamp ?? 0, Math.floor(Date.now() / 1000))
  }

  /** Endpoints word an empty wallet in many ways; asking first gives one sentence. */
  async #canPay(value: bigint): Promise<void> {
    const balance = (await this.signer.provider?.getBalance(this.address)) ?? 0n
    if (balance > value) return
    throw new InsufficientFundsError(this.address, `${value} wei and the network fee`)
  }
}
