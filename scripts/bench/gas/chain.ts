/** A chain in this process, and what a transaction on it costs. Accounts have been used before. */
import type { ContractTransactionResponse, InterfaceAbi, TransactionResponse } from 'ethers'
import { network } from 'hardhat'

export const { ethers } = await network.create()

const all = await ethers.getSigners()

/** The n-th account: each row takes its people from here. */
export function wallet(n: number): (typeof all)[number] {
  const found = all[n]
  if (!found) throw new Error(`the chain has no account ${n}`)
  return found
}

export const [artist, host, buyer, other] = [wallet(0), wallet(1), wallet(2), wallet(3)]
export const PRICE = ethers.parseEther('0.01')

/** Gas of the whole transaction. */
export async function gas(sent: Promise<TransactionResponse>): Promise<number> {
  const receipt = await (await sent).wait()
  if (!receipt) throw new Error('a transaction was not mined')
  return Number(receipt.gasUsed)
}

/** A contract whose functions are called by name: its types are not ours. */
export interface Deployed {
  address: string
  send: (
    who: (typeof all)[number],
    name: string,
    words: unknown[],
    value?: bigint,
  ) => Promise<ContractTransactionResponse>
  ask: (name: string, ...words: unknown[]) => Promise<unknown>
  /** A call, encoded. */
  encode: (name: string, words: unknown[]) => string
}

export interface Build {
  abi: InterfaceAbi
  bytecode: string
}

export function at(abi: InterfaceAbi, address: string): Deployed {
  const contract = new ethers.Contract(address, abi, artist)
  return {
    address,
    send: (who, name, words, value = 0n) =>
      new ethers.Contract(address, abi, who).getFunction(name).send(...words, { value }),
    ask: (name, ...words) => contract.getFunction(name).staticCall(...words) as Promise<unknown>,
    encode: (name, words) => contract.interface.encodeFunctionData(name, words),
  }
}

export async function deploy({ abi, bytecode }: Build, ...words: unknown[]): Promise<Deployed> {
  const contract = await new ethers.ContractFactory(abi, bytecode, artist).deploy(...words)
  return at(abi, await contract.getAddress())
}
