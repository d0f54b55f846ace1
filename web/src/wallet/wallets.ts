/** The wallets in this browser, as they announce themselves (EIP-6963). Nothing hosted, nothing asked. */
import * as v from 'valibot'
import { Store } from '../store.ts'
import { iconOf } from './icon.ts'

/** EIP-1193, as much as a payment needs. */
export interface WalletProvider {
  request(call: { method: string; params?: readonly unknown[] | object }): Promise<unknown>
}

export interface Wallet {
  /** Reverse domain name: the same at the next visit. */
  rdns: string
  name: string
  /** Address of its picture. */
  icon?: string
  /** The built-in one of development chains. */
  isPlay: boolean
  provider: WalletProvider
}

const MOST = 32
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
/** Anything may dispatch that event: an extension, or a page's own mistake. */
const Announced = v.object({
  info: v.object({
    uuid: text(100),
    rdns: text(200),
    name: text(100),
    icon: v.unknown(),
  }),
  provider: v.custom<WalletProvider>(
    (value) => typeof (value as Partial<WalletProvider> | null)?.request === 'function',
  ),
})

export const wallets = new Store<readonly Wallet[]>([])

let isListening = false

/** They answer at once, or when they are ready. */
export function lookForWallets(): void {
  if (!isListening) addEventListener('eip6963:announceProvider', hear)
  isListening = true
  dispatchEvent(new Event('eip6963:requestProvider'))
}

function hear(event: Event): void {
  // The event's own detail is checked below.
  const announced = v.safeParse(Announced, (event as CustomEvent<unknown>).detail)
  if (!announced.success) return
  const { info, provider } = announced.output
  const { rdns, name } = info
  const known = wallets.value
  if (known.length >= MOST || known.some((one) => one.rdns === rdns)) return
  const picture = iconOf(info.icon)
  const icon = picture && { icon: URL.createObjectURL(picture) }
  wallets.set([...known, { rdns, name, provider, isPlay: false, ...icon }])
}
