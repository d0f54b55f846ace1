/** The node that carries what was signed: the one on this machine, or another by its address. */
import {
  parseAddress,
  parseMined,
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
  carryTip(signed: object): Promise<Pick<Sale, 'tx' | 'block'>>
}

export async function relayAt(url: string | undefined, client: Client): Promise<RelayDoor> {
  const base = (url ?? client.url).replace(/\/+$/, '')
  if (!/^https?:\/\/[^/?#]+$/.test(base)) {
    throw new UsageError(`"${base}" is no address of a node.`, 'Write it like http://shop.example.')
  }
  const status = `${base}/api/v1/status`
  // Another node's answers: looked at before they are used. Asked twice, since a connection from before
  // may have ended, unnoticed, while the wallet was opened.
  const { relay } = (await ask(status).catch(() => ask(status))) as {
    relay?: { host?: unknown } | null
  }
  if (!relay) {
    const message = 'That node carries no purchases.'
    const cure = 'Name one that does with --relay URL, or pay without --gasless.'
    throw new RemoteError({ error: { code: 'NoRelayError', message, cure } })
  }
  return {
    host: parseAddress(relay.host),
    carry: async (signed) => parseSale(await post(`${base}/api/v1/relay`, signed)),
    carryTip: async (signed) => parseMined(await post(`${base}/api/v1/relay/tips`, signed)),
  }
}

function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  return ask(url, { method: 'POST', headers, body: JSON.stringify(body) })
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
