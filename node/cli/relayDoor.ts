/** The node that carries a signed purchase: the one on this machine, or another by its address. */
import {
  parseAddress,
  parseSale,
  RemoteError,
  UsageError,
  type Address,
  type Sale,
} from '../index.ts'
import type { Client } from './client.ts'
import { errorFrom } from './errorFrom.ts'

/** A transaction may wait for some blocks. */
const CARRY_MS = 150_000

export interface RelayDoor {
  /** Who must be named as host. */
  host: Address
  carry(signed: object): Promise<Sale>
}

export async function relayAt(url: string | undefined, client: Client): Promise<RelayDoor> {
  const base = (url ?? client.url).replace(/\/+$/, '')
  if (!/^https?:\/\/[^/?#]+$/.test(base)) {
    throw new UsageError(`"${base}" is no address of a node.`, 'Write it like http://shop.example.')
  }
  // Another node's answers: looked at before they are used.
  const { relay } = (await ask(`${base}/api/v1/status`)) as { relay?: { host?: unknown } | null }
  if (!relay) {
    const message = 'That node carries no purchases.'
    const cure = 'Name one that does with --relay URL, or buy without --gasless.'
    throw new RemoteError({ error: { code: 'NoRelayError', message, cure } })
  }
  return {
    host: parseAddress(relay.host),
    carry: async (signed) => {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(signed) }
      return parseSale(await ask(`${base}/api/v1/relay`, init))
    },
  }
}

async function ask(url: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(CARRY_MS) })
  } catch (cause) {
    throw new UsageError('No node answers at the address of the relay.', 'Check --relay.', {
      cause,
    })
  }
  if (!response.ok) throw await errorFrom(response)
  return response.json()
}
