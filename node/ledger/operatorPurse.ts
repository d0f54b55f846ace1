/** The `OperatorPurse` port: a wallet that joins, describes itself and leaves. */
import { ZeroHash, type Signer, type TransactionReceipt } from 'ethers'
import { parseAddress, parseBytes32, type Address } from '../domain/ids.ts'
import type { OperatorEntry, OperatorPurse } from '../domain/operators.ts'
import type { Mined } from '../domain/purse.ts'
import { operators } from './contractErrors.ts'
import { Transactor } from './transact.ts'

export class SignerOperatorPurse implements OperatorPurse {
  readonly address: Address
  readonly #by: Transactor
  readonly #registry: Address

  private constructor(by: Transactor, registry: Address) {
    this.address = by.address
    this.#by = by
    this.#registry = registry
  }

  static async open(signer: Signer, registry: Address): Promise<SignerOperatorPurse> {
    const address = parseAddress(await signer.getAddress())
    return new SignerOperatorPurse(new Transactor(signer, address), registry)
  }

  /** Without a keeper's key: nodes keep none yet. */
  join(entry: OperatorEntry, bond: bigint): Promise<Mined> {
    return this.#act('join', [entry, ZeroHash], bond)
  }

  update(entry: OperatorEntry): Promise<Mined> {
    return this.#act('update', [entry])
  }

  resign(): Promise<Mined> {
    return this.#act('resign', [])
  }

  withdraw(to: Address): Promise<Mined> {
    return this.#act('withdraw', [to])
  }

  async #act(name: string, args: readonly unknown[], value = 0n): Promise<Mined> {
    const call = { to: this.#registry, abi: operators, name, args, value }
    return mined(await this.#by.send(call))
  }
}

const mined = ({ hash, blockNumber }: TransactionReceipt): Mined => ({
  tx: parseBytes32(hash),
  block: blockNumber,
})
