/** The wallet a command acts with: named, or the play money of a development chain, or the only one. */
import { DEVELOPMENT_CHAIN, SignerPurse, signerOf, type ChainRef, type Endpoint } from '../index.ts'
import { Wallets, type WalletFile } from '../daemon/main.ts'
import { passphrase } from './prompt.ts'

export async function openPurse(
  directory: string,
  wanted: string | undefined,
  { chain, endpoint }: { chain: ChainRef; endpoint: Endpoint },
): Promise<SignerPurse> {
  const wallets = new Wallets(directory)
  const file = await choose(wallets, wanted, chain)
  const wallet = await wallets.open(file, file.play ? '' : await passphrase(file.name))
  return SignerPurse.open(signerOf(wallet, endpoint), chain)
}

function choose(
  wallets: Wallets,
  wanted: string | undefined,
  { id }: ChainRef,
): Promise<WalletFile> {
  if (wanted === undefined && id === DEVELOPMENT_CHAIN) return wallets.play('play')
  return wallets.find(wanted)
}
