/** Encrypted wallets: Web3 Secret Storage v3, the format every Ethereum wallet reads. */
import { encryptKeystoreJson, HDNodeWallet, isKeystoreJson, Wallet } from 'ethers'
import { MegaboxError } from '../domain/errors.ts'
import { parseAddress, type Address } from '../domain/ids.ts'

/** The passphrase does not open this wallet. */
export class WrongPassphraseError extends MegaboxError {
  override readonly name = 'WrongPassphraseError'

  constructor(options?: ErrorOptions) {
    super(
      'This passphrase does not open the wallet.',
      'Type it again, or set MEGABOX_PASSPHRASE.',
      options,
    )
  }
}

/** Not a private key, nor 12 to 24 words, nor a keystore file. */
export class NotAWalletError extends MegaboxError {
  override readonly name = 'NotAWalletError'

  constructor() {
    super(
      'This is no wallet.',
      'Give a private key (0x and 64 hex digits), its 12 to 24 words, or a keystore file.',
    )
  }
}

export interface OpenWallet {
  address: Address
  privateKey: string
}

const openWallet = ({
  address,
  privateKey,
}: {
  address: string
  privateKey: string
}): OpenWallet => ({
  address: parseAddress(address),
  privateKey,
})

export const newWallet = (): OpenWallet => openWallet(Wallet.createRandom())

/** From a private key or a recovery phrase. */
export function readWallet(text: string): OpenWallet {
  const secret = text.trim()
  try {
    return openWallet(
      /\s/.test(secret) ? HDNodeWallet.fromPhrase(secret) : new Wallet(with0x(secret)),
    )
  } catch {
    throw new NotAWalletError()
  }
}

const with0x = (key: string): string => (key.startsWith('0x') ? key : `0x${key}`)

/** scrypt cost: ethers' default takes half a second; play money need not be guarded. */
const STRONG = { N: 131_072, r: 8, p: 1 }
const WEAK = { N: 1024, r: 8, p: 1 }

export const sealWallet = (
  { privateKey }: OpenWallet,
  passphrase: string,
  { weak = false } = {},
): Promise<string> =>
  encryptKeystoreJson(new Wallet(privateKey), passphrase, { scrypt: weak ? WEAK : STRONG })

export async function unsealWallet(keystore: string, passphrase: string): Promise<OpenWallet> {
  if (!isKeystoreJson(keystore)) throw new NotAWalletError()
  try {
    return openWallet(await Wallet.fromEncryptedJson(keystore, passphrase))
  } catch (cause) {
    throw new WrongPassphraseError({ cause })
  }
}
