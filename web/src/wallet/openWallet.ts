/** A wallet that was chosen: its account, its chain, what it signs and sends. By ethers. */
import { BrowserProvider, isError, type JsonRpcSigner } from 'ethers'
import {
  parseAddress,
  parseBytes32,
  type Address,
  type Bytes32,
  type SendStep,
  type SignStep,
} from '../../../node/index.ts'
import type { Wallet } from './wallets.ts'

/** The person said no. */
export class WalletRefusedError extends Error {
  override readonly name = 'WalletRefusedError'
}
/** The wallet could not do it: its own words are the message. */
export class WalletFailedError extends Error {
  override readonly name = 'WalletFailedError'
}

interface Sent extends Pick<SendStep, 'to' | 'data' | 'value'> {
  gasLimit?: bigint
  nonce?: number
}

export class OpenWallet {
  readonly wallet: Wallet
  readonly address: Address
  readonly #signer: JsonRpcSigner

  private constructor(wallet: Wallet, signer: JsonRpcSigner) {
    this.wallet = wallet
    this.address = parseAddress(signer.address)
    this.#signer = signer
  }

  /** The wallet asks its owner for an account, unless it has done so before. */
  static async open(wallet: Wallet): Promise<OpenWallet> {
    return inWords(async () => {
      // `any`: whoever changes the chain in the wallet meanwhile is told so, not thrown out.
      const browser = new BrowserProvider(wallet.provider, 'any')
      await browser.send('eth_requestAccounts', [])
      return new OpenWallet(wallet, await browser.getSigner())
    })
  }

  /** The chain it sends to now. */
  async chainId(): Promise<number> {
    return inWords(async () =>
      Number(await this.wallet.provider.request({ method: 'eth_chainId', params: [] })),
    )
  }

  /** Asks it to go to that chain: it may not know it, and its owner may say no. */
  async switchTo(chainId: number): Promise<void> {
    const params = [{ chainId: `0x${chainId.toString(16)}` }]
    await inWords(() =>
      this.wallet.provider.request({ method: 'wallet_switchEthereumChain', params }),
    )
  }

  /** Known to the network once this resolves; in no block yet. */
  async send(call: Sent): Promise<Bytes32> {
    return inWords(async () => parseBytes32(await this.#signer.sendUncheckedTransaction(call)))
  }

  async sign({ domain, types, message }: SignStep<unknown>): Promise<string> {
    return inWords(() => this.#signer.signTypedData(domain, types, message))
  }
}

const MOST_WORDS = 200

async function inWords<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (cause) {
    if (isRefusal(cause)) throw new WalletRefusedError('', { cause })
    throw new WalletFailedError(wordsOf(cause).slice(0, MOST_WORDS), { cause })
  }
}

/** EIP-1193's 4001, as it is or as ethers says it. */
function isRefusal(thrown: unknown): boolean {
  if (isError(thrown, 'ACTION_REJECTED')) return true
  const { code, error, info } = (thrown ?? {}) as Thrown
  return [code, error?.code, info?.error?.code].includes(4001)
}

interface Thrown {
  code?: unknown
  message?: unknown
  shortMessage?: unknown
  error?: Thrown
  info?: { error?: Thrown }
}

/** What the wallet itself said, if it did, is worth more than how ethers wraps it. */
function wordsOf(thrown: unknown): string {
  const { message, shortMessage, error, info } = (thrown ?? {}) as Thrown
  const said = [error?.message, info?.error?.message, shortMessage, message]
  return said.find((one): one is string => typeof one === 'string') ?? ''
}
