/** Who gets the tenth of a payment, and who brings it to the chain: the same for all that can be paid. */
import { parseWrittenAddress, ZERO_ADDRESS, type Address } from '../index.ts'
import type { Client } from './client.ts'
import type { Option, Values } from './command.ts'
import { isOn, text } from './options.ts'
import { relayAt, type RelayDoor } from './relayDoor.ts'

export const CARRYING: Readonly<Record<string, Option>> = {
  host: {
    type: 'string',
    value: 'ADDRESS',
    help: 'Who gets the tenth (default: the payout wallet of the node you are connected to).',
  },
  gasless: {
    type: 'boolean',
    help: 'Sign only: a relay carries it and pays the network fee. For stablecoins (EIP-3009).',
  },
  relay: {
    type: 'string',
    value: 'URL',
    help: 'The node that carries it, and is the host (default: yours).',
  },
}

/** A relay carries only what names it. Without one the payer pays the fee. */
export async function carryingOf(
  values: Values,
  client: Client,
): Promise<{ host: Address; relay: RelayDoor | undefined }> {
  const relay = isOn(values, 'gasless') ? await relayAt(text(values, 'relay'), client) : undefined
  const named = text(values, 'host')
  if (named !== undefined) return { host: parseWrittenAddress(named), relay }
  return { host: relay?.host ?? (await client.status()).payout ?? ZERO_ADDRESS, relay }
}
