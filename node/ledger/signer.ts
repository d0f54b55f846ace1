/** An open wallet that can act on an endpoint's chain. */
import { Wallet, type Signer } from 'ethers'
import type { Endpoint } from './endpoint.ts'
import type { OpenWallet } from './keystore.ts'

export const signerOf = ({ privateKey }: OpenWallet, { provider }: Endpoint): Signer =>
  new Wallet(privateKey, provider)
