/** Wallets whose copies stand in the library: those that paid here, those added, those only looked at. */
import * as v from 'valibot'
import { parseAddress, type Address } from '../../../node/index.ts'
import { Store } from '../store.ts'

const KEY = 'megabox:wallets'
const MOST = 20

export interface KnownWallet {
  address: Address
  /** Nothing was signed with it here: anybody may look at any wallet. */
  isWatched: boolean
}

const address = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-f]{40}$/),
  v.transform((text) => parseAddress(text)),
)
const Kept = v.pipe(v.array(v.object({ address, isWatched: v.boolean() })), v.maxLength(MOST))

export const knownWallets = new Store<readonly KnownWallet[]>(read())

export function addWallet(address: Address, isWatched: boolean): void {
  const others = knownWallets.value.filter((one) => one.address !== address)
  const before = knownWallets.value.find((one) => one.address === address)
  // Whoever signed with it need not look at it from outside.
  const now = { address, isWatched: isWatched && before?.isWatched !== false }
  write([...others, now].slice(-MOST))
}

export function removeWallet(address: Address): void {
  write(knownWallets.value.filter((one) => one.address !== address))
}

function read(): readonly KnownWallet[] {
  try {
    const kept = v.safeParse(Kept, JSON.parse(localStorage.getItem(KEY) ?? '[]'))
    return kept.success ? kept.output : []
  } catch {
    return []
  }
}

function write(now: readonly KnownWallet[]): void {
  knownWallets.set(now)
  try {
    localStorage.setItem(KEY, JSON.stringify(now))
  } catch {
    // For this visit only, then.
  }
}
