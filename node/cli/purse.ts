/** The wallet a command acts with: named, or the play money of a development chain, or the only one. */
import { DEVELOPMENT_CHAIN, SignerPurse, signerOf, type ChainRef, type Endpoint } from '../index.ts'
import { Wallets, type WalletFile } from '../daemon/main.ts'
import { passphrase } from './prompt.ts'

interface Reach {
  chain: ChainRef
  endpoint: Endpoint
}

export const openPurse = async (
  directory: string,
  wanted: string | undefined,
  { chain, endpoint }: Reach,
): Promise<SignerPurse> =>
  SignerPurse.open(await openSigner(directory, wanted, { chain, endpoint }), chain)

export async function openSigner(
  directory: string,
  wanted: string | undefined,
  { chain, endpoint }: Reach,
): Promise<ReturnType<typeof signerOf>> {
  const wallets = new Wallets(directory)
  const file = await walletFor(wallets, wanted, chain)
  const wallet = await wallets.open(file, file.play ? '' : await passphrase(file.name))
  return signerOf(wallet, endpoint)
}

export async function walletFor(
  wallets: Wallets,
  wanted: string | undefined,
  { id }: Pick<ChainRef, 'id'>,
): Promise<WalletFile> {
  if (wanted === undefined && id === DEVELOPMENT_CHAIN) return wallets.play('play')
  return wallets.find(wanted)
}
