/**
 * A wallet as an extension brings it into a page (EIP-6963): it announces itself, and a person behind
 * it says yes, no, or nothing. Its key stays with the test.
 */
import { Wallet, type TransactionResponse } from 'ethers'
import type { BrowserContext } from 'playwright-core'
import { fund } from '../../support/anvil.ts'
import { parseAddress, type Address } from '../../../node/domain/ids.ts'
import type { Endpoint } from '../../../node/ledger/endpoint.ts'
import { RpcRefusal } from '../../../node/ledger/rpc.ts'

/** `silent`: the person is not there. `late`: says yes, and the page never hears of it. */
export type Mood = 'yes' | 'no' | 'silent' | 'late'

export interface WalletInPage {
  address: Address
  mood: Mood
  /** The chain it is on. */
  chain: number
  /** What it was asked for, in order. */
  asked: string[]
  /** What it sent. */
  sent: string[]
  /** Is told of every question before it is answered. */
  before: (method: string) => Promise<void> | void
  /** Sends its last transaction again, by the same number and at a higher fee. */
  speedUp(): Promise<string>
}

type Answer = { result: unknown } | { error: { code: number; message: string } }

export async function walletIn(
  context: BrowserContext,
  endpoint: Endpoint,
  how: { empty?: true } = {},
): Promise<WalletInPage> {
  const key = Wallet.createRandom().connect(endpoint.provider)
  const address = parseAddress(key.address)
  if (!how.empty) await fund(endpoint, address)
  let last: TransactionResponse | undefined
  const wallet: WalletInPage = {
    ...{ address, mood: 'yes', chain: 31337, asked: [], sent: [], before: () => undefined },
    async speedUp() {
      if (!last) throw new Error('nothing was sent')
      const { to, data, value, nonce, gasLimit } = last
      const fee = 3n * (last.maxFeePerGas ?? 10n ** 9n)
      const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee }
      const { hash } = await key.sendTransaction({ to, data, value, nonce, gasLimit, ...fees })
      return hash
    },
  }
  const no: Answer = { error: { code: 4001, message: 'User rejected the request.' } }
  const never = new Promise<Answer>(() => undefined)

  const confirmed = async (act: () => Promise<unknown>): Promise<Answer> => {
    if (wallet.mood === 'no') return no
    if (wallet.mood === 'silent') return never
    const result = await act()
    return wallet.mood === 'late' ? never : { result }
  }
  const answer = async (method: string, params: readonly unknown[]): Promise<Answer> => {
    wallet.asked.push(method)
    await wallet.before(method)
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return { result: [key.address] }
      case 'eth_chainId':
        return { result: `0x${wallet.chain.toString(16)}` }
      case 'wallet_switchEthereumChain':
        return confirmed(async () => {
          // Only its own chains are asked for in these tests.
          wallet.chain = Number((params[0] as { chainId: string }).chainId)
          return null
        })
      case 'eth_sendTransaction':
        return confirmed(async () => {
          // What ethers' signer asks a wallet to send.
          const { to, data, value, gas, nonce } = params[0] as Record<string, string | undefined>
          last = await key.sendTransaction({
            ...(to !== undefined && { to }),
            ...(data !== undefined && { data }),
            ...(value !== undefined && { value }),
            ...(gas !== undefined && { gasLimit: gas }),
            ...(nonce !== undefined && { nonce: Number(nonce) }),
          })
          wallet.sent.push(last.hash)
          return last.hash
        })
      case 'eth_signTypedData_v4':
        return confirmed(async () => {
          // EIP-712's own JSON.
          const { domain, types, message } = JSON.parse(String(params[1])) as {
            domain: object
            types: Record<string, { name: string; type: string }[]>
            message: Record<string, unknown>
          }
          const own = Object.entries(types).filter(([name]) => name !== 'EIP712Domain')
          return key.signTypedData(domain, Object.fromEntries(own), message)
        })
      default:
        return { result: await endpoint.forward(method, params) }
    }
  }
  await context.exposeFunction('__wallet', (method: string, params: unknown[]) =>
    answer(method, params).catch((error: unknown): Answer => {
      const code = error instanceof RpcRefusal ? Number(error.code) : -32603
      return { error: { code, message: error instanceof Error ? error.message : '' } }
    }),
  )
  await context.addInitScript(announce)
  return wallet
}

/** Runs in the page. */
function announce(): void {
  type Ask = (method: string, params: unknown) => Promise<Answer>
  const provider = {
    on: () => undefined,
    removeListener: () => undefined,
    request: async ({ method, params = [] }: { method: string; params?: unknown }) => {
      const answer = await (window as unknown as { __wallet: Ask }).__wallet(method, params)
      if ('error' in answer) throw Object.assign(new Error(answer.error.message), answer.error)
      return answer.result
    },
  }
  const info = { uuid: 'a', name: 'Test Wallet', rdns: 'example.test', icon: 'data:,' }
  const detail = Object.freeze({ info, provider })
  const tell = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  addEventListener('eip6963:requestProvider', tell)
  tell()
}
