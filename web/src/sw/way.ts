/** The service worker's way to the page that leads, for itself and for the other pages. */
import { leaderId, Link, type Connect } from '../peer/link.ts'
import { scope } from './scope.ts'

/** Carries a port to the page that leads; false when there is none. */
export async function carry(port: MessagePort): Promise<boolean> {
  const id = await leaderId()
  const page = id === undefined ? undefined : await scope.clients.get(id)
  page?.postMessage({ megabox: 'connect' } satisfies Connect, [port])
  return page !== undefined
}

export const way = new Link({ carry })
