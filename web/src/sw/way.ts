/** The service worker's way to the page that leads, for itself and for the other pages. */
import { isLed, leaderId, Link, type Word } from '../peer/link.ts'
import type { Asker } from '../peer/wire.ts'
import { scope, type Client } from './scope.ts'

const ANSWER_MS = 1_000
/** A page that takes over has what is stored; that is worth a moment. */
const TAKEOVER_MS = 1_500
const RETRY_MS = 50

/** The page that leads, and by what name it held the lock when it said so. */
let known: { lock: string; page: string } | undefined

/** Carries a port to the page that leads; false when there is none. */
export async function carry(port: MessagePort): Promise<boolean> {
  const page = await leader()
  page?.postMessage({ megabox: 'connect' } satisfies Word, [port])
  return page !== undefined
}

const link = new Link({ carry })

/** Finds the page that leads before it is needed. */
export const warm = (): Promise<unknown> => link.asker()

/** The page that leads, or is about to; undefined when no page has a peer. */
export async function answerer(signal: AbortSignal): Promise<Asker | undefined> {
  for (const end = performance.now() + TAKEOVER_MS; performance.now() < end;) {
    signal.throwIfAborted()
    const asker = await link.asker()
    if (asker) return asker
    if (!(await isLed())) return undefined
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  return undefined
}

async function leader(): Promise<Client | undefined> {
  const lock = await leaderId()
  if (lock === undefined) return undefined
  if (known?.lock === lock) return scope.clients.get(known.page)
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = await Promise.any(pages.map(leads)).catch(() => undefined)
  if (page) known = { lock, page: page.id }
  return page
}

/** The page, if it says that it leads. Throws else. */
async function leads(page: Client): Promise<Client> {
  const { port1, port2 } = new MessageChannel()
  page.postMessage({ megabox: 'leading' } satisfies Word, [port2])
  await new Promise<void>((resolve, reject) => {
    setTimeout(reject, ANSWER_MS, new Error('no answer'))
    port1.onmessage = ({ data }) => (data === true ? resolve() : reject(new Error('another')))
  }).finally(() => port1.close())
  return page
}
