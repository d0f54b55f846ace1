/** On a development chain whoever comes first deploys the contracts, with play money made on the spot. */
import {
  deployOperators,
  deployPlayDollar,
  deployReleases,
  releasesAddress,
  signerOf,
  type Address,
  type Endpoint,
} from '../../index.ts'
import { richForNow } from './playMoney.ts'

export async function deployForPlay(endpoint: Endpoint): Promise<Address> {
  const signer = signerOf(await richForNow(endpoint), endpoint)
  for (const deploy of [deployReleases, deployOperators, deployPlayDollar]) {
    await deploy(endpoint, signer)
  }
  return releasesAddress
}
