/**
 * The journey of an edition to the marketplaces: its metadata is kept by the artist's node, and the
 * contract's `URI` event says where. Costs the artist a transaction, so it is done when asked for.
 */
import type { ReleaseView } from '../domain/catalogue.ts'
import { rawCidOf } from '../crypto/hash.ts'
import type { Bytes32, EditionId } from '../domain/ids.ts'
import type { ArtistPurse } from '../domain/purse.ts'
import { marketplaceJson } from '../mint/marketplace.ts'

export interface DescribePowers {
  ledger: { saysLast(edition: EditionId, where: string): Promise<boolean> }
  purse: Pick<ArtistPurse, 'describe'>
  /** Has the artist's node keep and serve these bytes. */
  keep: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
}

export interface Described {
  /** `ipfs://` and the CID of the JSON. */
  where: string
  /** Null when the chain said so before. */
  tx: Bytes32 | null
}

/** Kept first: whoever reads the event finds the file. */
export async function describe(
  view: ReleaseView,
  edition: EditionId,
  { ledger, purse, keep }: DescribePowers,
): Promise<Described> {
  const bytes = marketplaceJson(view)
  const where = `ipfs://${rawCidOf(bytes).toString()}`
  await keep(bytes)
  if (await ledger.saysLast(edition, where)) return { where, tx: null }
  const { tx } = await purse.describe(edition, where)
  return { where, tx }
}
