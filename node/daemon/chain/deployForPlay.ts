/** On a development chain whoever comes first deploys the contract, with play money made on the spot. */
import {
  deployReleases,
  newWallet,
  releasesAddress,
  signerOf,
  type Address,
  type Endpoint,
} from '../../index.ts'

const PLAY_MONEY_WEI = 1000n * 10n ** 18n

export async function deployForPlay(endpoint: Endpoint): Promise<Address> {
  const wallet = newWallet()
  await givePlayMoney(endpoint, wallet.address)
  await deployReleases(endpoint, signerOf(wallet, endpoint))
  return releasesAddress
}

/** Development chains let anyone set a balance; that is what makes their money play money. */
export async function givePlayMoney(endpoint: Endpoint, wallet: Address): Promise<void> {
  await endpoint.send('anvil_setBalance', [wallet, `0x${PLAY_MONEY_WEI.toString(16)}`])
}
