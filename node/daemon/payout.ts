/** Play money for a development chain: a wallet to try things with, and one that is paid. */
import { ChainUnavailableError, DEVELOPMENT_CHAIN, type Address } from '../index.ts'
import { givePlayMoney } from './chain/deployForPlay.ts'
import type { ResolvedChain } from './chain/resolveChain.ts'
import type { Wallets } from './wallets.ts'

/** Below this a play wallet is filled up again. */
const PLAY_LOW_WEI = 10n ** 18n

/** On a development chain the node makes itself two wallets full of play money. */
export async function playPayout(
  wallets: Wallets,
  { chain, endpoint }: ResolvedChain,
  report: { warn(what: string, error?: unknown): void },
): Promise<Address | undefined> {
  if (chain.id !== DEVELOPMENT_CHAIN) return undefined
  const { address } = await wallets.play('play')
  try {
    const balance = BigInt(String(await endpoint.send('eth_getBalance', [address, 'latest'])))
    if (balance < PLAY_LOW_WEI) await givePlayMoney(endpoint, address)
  } catch (error) {
    if (!(error instanceof ChainUnavailableError)) throw error
    report.warn('The chain does not answer. Listening works; buying and publishing wait', error)
  }
  return (await wallets.play('play-shop')).address
}
