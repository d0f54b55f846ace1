/**
 * The wallet that a development chain brings along: a key on this device, and play money for whoever
 * asks. It says yes to everything, since nothing it can lose costs anything.
 */
import { Wallet as KeyWallet, type TransactionRequest, type TypedDataDomain } from 'ethers'
import { openDB } from 'idb'
import * as v from 'valibot'
import { currencyOf, givePlayDollars, parseAddress, PLAY_DOLLAR } from '../../../node/index.ts'
import type { ShopChain } from '../buy/shopChain.ts'
import type { Wallet } from './wallets.ts'

/** anvil's first account: its key is printed at every start of anvil and hardhat, everywhere. */
const RICH = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const LOW_WEI = 10n ** 16n
const GIFT_WEI = 10n ** 18n
const LOW_DOLLARS = 100n * 10n ** 6n
const GIFT_DOLLARS = 1000n * 10n ** 6n
const TRIES = 5
const TRY_AGAIN_MS = 300

export const PLAY_WALLET = 'megabox.play'

export async function playWallet(chain: ShopChain, name: string): Promise<Wallet> {
  const key = new KeyWallet(await keyOfThisDevice(), chain.endpoint.provider)
  const provider = {
    request: async ({ method, params }: { method: string; params?: readonly unknown[] | object }) =>
      answer(method, Array.isArray(params) ? params : [], { key, chain }),
  }
  return { rdns: PLAY_WALLET, name, isPlay: true, provider }
}

interface Own {
  key: KeyWallet
  chain: ShopChain
}

async function answer(method: string, params: readonly unknown[], own: Own): Promise<unknown> {
  const { key, chain } = own
  switch (method) {
    case 'eth_requestAccounts':
      await fill(own)
      return [key.address]
    case 'eth_accounts':
      return [key.address]
    case 'eth_chainId':
      return `0x${chain.ledger.chain.id.toString(16)}`
    case 'eth_sendTransaction':
      return send(params[0], own)
    case 'eth_signTypedData_v4':
      return sign(params[1], own)
    default:
      // Reads, which ethers asks of whoever it has.
      return chain.endpoint.forward(method, params)
  }
}

/** JSON-RPC's names for what ethers names otherwise. */
const Sent = v.object({
  to: v.string(),
  data: v.optional(v.string()),
  value: v.optional(v.string()),
  gas: v.optional(v.string()),
  gasLimit: v.optional(v.string()),
  nonce: v.optional(v.string()),
})

async function send(call: unknown, { key }: Own): Promise<string> {
  const { gas, gasLimit = gas, nonce, ...rest } = v.parse(Sent, call)
  const request: TransactionRequest = {
    ...rest,
    ...(gasLimit !== undefined && { gasLimit }),
    ...(nonce !== undefined && { nonce: Number(nonce) }),
  }
  return (await key.sendTransaction(request)).hash
}

const Typed = v.object({
  domain: v.custom<TypedDataDomain>((value) => typeof value === 'object'),
  types: v.record(v.string(), v.array(v.object({ name: v.string(), type: v.string() }))),
  message: v.record(v.string(), v.unknown()),
})

/** EIP-712 JSON names the domain's own type as well; ethers makes it itself. */
async function sign(json: unknown, { key }: Own): Promise<string> {
  const { domain, types, message } = v.parse(Typed, JSON.parse(String(json)))
  const own = Object.entries(types).filter(([name]) => name !== 'EIP712Domain')
  return key.signTypedData(domain, Object.fromEntries(own), message)
}

/** Ether for the network fee, dollars to spend. Visitors share the rich account: a race is run again. */
async function fill({ key, chain }: Own): Promise<void> {
  const { ledger, endpoint } = chain
  const address = parseAddress(key.address)
  const rich = new KeyWallet(RICH, endpoint.provider)
  for (let tries = 1; (await ledger.balance(address)) < LOW_WEI; tries++) {
    try {
      await (await rich.sendTransaction({ to: address, value: GIFT_WEI })).wait()
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS * tries))
    }
  }
  if (!currencyOf(ledger.chain.id, PLAY_DOLLAR)) return
  // A chain that others made may know no play dollar.
  const held = await ledger.balance(address, undefined, PLAY_DOLLAR).catch(() => GIFT_DOLLARS)
  if (held < LOW_DOLLARS) await givePlayDollars(key, address, GIFT_DOLLARS)
}

/** Made at the first use. Two tabs that make it at once get the same. */
async function keyOfThisDevice(): Promise<string> {
  const database = await openDB('megabox-play', 1, {
    upgrade: (one) => void one.createObjectStore('key'),
  })
  const fresh = KeyWallet.createRandom().privateKey
  const change = database.transaction('key', 'readwrite')
  // We wrote it.
  const found = (await change.store.get('key')) as string | undefined
  if (found === undefined) await change.store.put(fresh, 'key')
  await change.done
  database.close()
  return found ?? fresh
}
