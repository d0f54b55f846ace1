/** The registry of operators as the command line reaches it: read through the node, signed here. */
import {
  ChainRegistry,
  fromHex,
  parseAddress,
  RemoteError,
  SignerOperatorPurse,
  type Address,
  type OperatorEntry,
} from '../index.ts'
import { Wallets } from '../daemon/main.ts'
import { Client } from './client.ts'
import type { Values } from './command.ts'
import { text } from './options.ts'
import { dataOf } from './place.ts'
import { openSigner, walletFor } from './purse.ts'

export interface Registered {
  client: Client
  registry: ChainRegistry
  peerId: string
  /** Whose wallet is meant, where that is clear; it need not be opened to be looked at. */
  purse?: { address: Address }
  /** Opens the wallet: may ask for its passphrase. */
  signing: () => Promise<SignerOperatorPurse>
}

export async function onRegistry(
  values: Values,
  act: (scene: Registered) => Promise<void>,
): Promise<void> {
  const directory = dataOf(values)
  const client = await Client.open(directory)
  const { operators, peerId } = await client.status()
  if (operators === null) {
    const message = 'The node knows no registry of operators on its chain.'
    const cure = 'Start it with --operators ADDRESS.'
    throw new RemoteError({ error: { code: 'NoRegistryError', message, cure } })
  }
  const { ledger, endpoint } = await client.ledger()
  try {
    const wanted = text(values, 'wallet')
    const { chain } = ledger
    const address = parseAddress(operators)
    // Without a wallet the list can still be looked at.
    const file = await walletFor(new Wallets(directory), wanted, chain).catch((error: unknown) => {
      if (wanted !== undefined) throw error
      return undefined
    })
    await act({
      ...{ client, peerId, registry: new ChainRegistry(endpoint, address) },
      ...(file && { purse: { address: file.address } }),
      signing: async () =>
        SignerOperatorPurse.open(await openSigner(directory, wanted, { chain, endpoint }), address),
    })
  } finally {
    endpoint.close()
  }
}

/** What the node would have written of itself. Our own node's API: its shape is fixed. */
export function entryFromWire(json: unknown): OperatorEntry {
  const { payout, peerId, proof, addresses } = json as {
    payout: string
    peerId: `0x${string}`
    proof: `0x${string}`
    addresses: `0x${string}`[]
  }
  return {
    payout: parseAddress(payout),
    peerId: fromHex(peerId),
    proof: fromHex(proof),
    addresses: addresses.map(fromHex),
  }
}
