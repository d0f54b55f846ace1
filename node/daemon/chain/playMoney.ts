/** Money of a development chain: ether that is set, and dollars that anybody may make. */
import {
  ChainLedger,
  givePlayDollars,
  hasCode,
  newWallet,
  PLAY_DOLLAR,
  releasesAddress,
  signerOf,
  type Address,
  type Endpoint,
  type OpenWallet,
} from '../../index.ts'

const PLAY_MONEY_WEI = 1000n * 10n ** 18n
const PLAY_DOLLARS = 1000n * 10n ** 6n

/** Below this a play wallet is filled up again. */
const LOW_WEI = 10n ** 18n
const LOW_DOLLARS = 100n * 10n ** 6n

/** Development chains let anyone set a balance; that is what makes their money play money. */
export async function givePlayMoney(endpoint: Endpoint, wallet: Address): Promise<void> {
  await endpoint.send('anvil_setBalance', [wallet, `0x${PLAY_MONEY_WEI.toString(16)}`])
}

/** A wallet that pays for what nobody else should, and is forgotten. */
export async function richForNow(endpoint: Endpoint): Promise<OpenWallet> {
  const wallet = newWallet()
  await givePlayMoney(endpoint, wallet.address)
  return wallet
}

/** Fills up what is low of a play wallet: ether for gas, dollars to spend. */
export async function fillPlayWallet(endpoint: Endpoint, wallet: Address): Promise<void> {
  const ledger = new ChainLedger(endpoint, releasesAddress)
  if ((await ledger.balance(wallet)) < LOW_WEI) await givePlayMoney(endpoint, wallet)
  // A chain that others made may know no play dollar.
  if (!(await hasCode(endpoint, PLAY_DOLLAR))) return
  if ((await ledger.balance(wallet, undefined, PLAY_DOLLAR)) >= LOW_DOLLARS) return
  const rich = signerOf(await richForNow(endpoint), endpoint)
  await givePlayDollars(rich, wallet, PLAY_DOLLARS)
}
