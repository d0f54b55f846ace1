/** Play dollars for a wallet: on a development chain anybody may make them. */
import type { Signer } from 'ethers'
import { parseAddress, type Address } from '../domain/ids.ts'
import { playDollarAddress } from './deploy.ts'
import { tokenAbi } from './tokens.ts'
import { Transactor } from './transact.ts'

/** `signer` pays the gas. */
export async function givePlayDollars(
  signer: Signer,
  wallet: Address,
  amount: bigint,
): Promise<void> {
  const by = new Transactor(signer, parseAddress(await signer.getAddress()))
  await by.send({ to: playDollarAddress, abi: tokenAbi, name: 'give', args: [wallet, amount] })
}
