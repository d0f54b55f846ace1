/**
 * Where nodes are: what this shop says of itself, and those that answered before, so that a page
 * finds music when its own node is gone.
 */
import { openDB } from 'idb'
import { mayDialFrom } from '../../../../node/index.ts'

const NAME = 'megabox-nodes'
const MAX_REMEMBERED = 24
const MAX_TOLD = 32
const STATUS_MS = 5_000

interface Remembered {
  address: string
  metAt: number
}

/** Such as a browser can dial, and none more private than the shop itself. */
export async function knownAddresses(origin: string): Promise<string[]> {
  const [told, before] = await Promise.all([toldBy(origin), remembered()])
  const { hostname, protocol } = new URL(origin)
  const allowed = [...told, ...before].filter((address) => mayDialFrom(hostname, address))
  const usable = allowed.filter((address) => isForBrowsers(address, protocol))
  return [...new Set(usable)]
}

/** Pages from https may not open plain WebSockets. */
const isForBrowsers = (address: string, protocol: string): boolean =>
  address.includes('/webrtc-direct/certhash/') ||
  /\/(wss|tls\/ws)(\/|$)/.test(address) ||
  (protocol === 'http:' && /\/ws(\/|$)/.test(address))

async function toldBy(origin: string): Promise<string[]> {
  try {
    const url = new URL('/api/v1/status', origin)
    const answer = await fetch(url, { signal: AbortSignal.timeout(STATUS_MS) })
    const status: unknown = await answer.json()
    if (typeof status !== 'object' || status === null || !('multiaddrs' in status)) return []
    const { multiaddrs } = status
    if (!Array.isArray(multiaddrs)) return []
    return multiaddrs.slice(0, MAX_TOLD).filter((one): one is string => typeof one === 'string')
  } catch {
    return [] // it is gone: those from before are left
  }
}

const open = () =>
  openDB(NAME, 1, { upgrade: (db) => void db.createObjectStore('met', { keyPath: 'address' }) })

async function remembered(): Promise<string[]> {
  try {
    using db = closing(await open())
    // Written by us, below.
    const all = (await db.open.getAll('met')) as Remembered[]
    return all.sort((a, b) => b.metAt - a.metAt).map(({ address }) => address)
  } catch {
    return []
  }
}

/** Those that answered longest ago are forgotten when there are too many. */
export async function remember(address: string): Promise<void> {
  try {
    using db = closing(await open())
    await db.open.put('met', { address, metAt: Date.now() } satisfies Remembered)
    const all = (await db.open.getAll('met')) as Remembered[]
    const old = all.sort((a, b) => b.metAt - a.metAt).slice(MAX_REMEMBERED)
    for (const one of old) await db.open.delete('met', one.address)
  } catch {
    // Then it is asked for next time.
  }
}

const closing = <Db extends { close(): void }>(db: Db): Disposable & { open: Db } => ({
  open: db,
  [Symbol.dispose]: () => db.close(),
})
