/** `publish --marketplace`: what NFT marketplaces are told of an edition, after it is on sale. */
import {
  describe,
  type ChainLedger,
  type Described,
  type Published,
  type SignerPurse,
} from '../index.ts'
import type { Client } from './client.ts'
import type { Option } from './command.ts'

export const MARKETPLACE: Option = {
  type: 'boolean',
  help: 'Tell NFT marketplaces of it: one transaction more, of about 29,000 gas.',
}

interface Scene {
  client: Client
  ledger: ChainLedger
  purse: SignerPurse
}

/** Undefined while the node does not list it: what it says is then not certain yet. */
export async function tellMarketplaces(
  { release, edition, listed }: Published,
  { client, ledger, purse }: Scene,
): Promise<Described | undefined> {
  if (!listed) return undefined
  const keep = (bytes: Uint8Array<ArrayBuffer>) => client.keep(bytes)
  return describe(await client.release(release), edition, { ledger, purse, keep })
}

export function marketplaceLine(told: Described | undefined): string {
  if (!told) return 'Marketplaces were told nothing: run the same command again once it is listed.'
  const { where, tx } = told
  return tx === null
    ? `Marketplaces know ${where}`
    : `Marketplaces were told ${where}\nPaid in  ${tx}`
}
