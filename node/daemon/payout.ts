/** Play money for a development chain: a wallet to try things with, and one that is paid. */
import { ChainUnavailableError, DEVELOPMENT_CHAIN, type Address } from '../index.ts'
import { fillPlayWallet } from './chain/playMoney.ts'
import type { ResolvedChain } from './chain/resolveChain.ts'
import type { Wallets } from './wallets.ts'

/** On a development chain the node makes itself two wallets full of play money. */
export async function playPayout(
  wallets: Wallets,
  { chain, endpoint }: ResolvedChain,
  report: { warn(what: string, error?: unknown): void },
): Promise<Address | undefined> {
  if (chain.id !== DEVELOPMENT_CHAIN) return undefined
  const { address } = await wallets.play('play')
  try {
    await fillPlayWallet(endpoint, address)
  } catch (error) {
    if (!(error instanceof ChainUnavailableError)) throw error
    report.warn('The chain does not answer. Listening works; buying and publishing wait', error)
  }
  return (await wallets.play('play-shop')).address
}
