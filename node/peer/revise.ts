/**
 * The journey of a second thought: the same songs with other words, signed, handed to the node, named on
 * the chain, announced. What was sold cannot be taken back: peers refuse such a revision (DESIGN §5).
 */
import type { ReleaseView } from '../domain/catalogue.ts'
import { UnknownReleaseError } from '../domain/errors.ts'
import { bytes32Of, type Bytes32, type ReleaseId } from '../domain/ids.ts'
import type { Ledger } from '../domain/ports.ts'
import type { ArtistPurse, Purse } from '../domain/purse.ts'
import { artistKeyOf, signManifest, type ReleaseBody } from '../mint/signManifest.ts'
import { announcementOf, waitUntil, type Press, type PublishStep } from './publish.ts'

export interface Revised {
  release: ReleaseId
  manifest: string
  /** Null when nothing was different. */
  tx: Bytes32 | null
  /** Does the node list the new words? False when it still checks them, or refuses them. */
  listed: boolean
}

export interface RevisePowers {
  ledger: Pick<Ledger, 'chain' | 'releaseId'>
  purse: Purse & Pick<ArtistPurse, 'revise'>
  press: Press
}

export async function revise(
  { artistName, body }: { artistName: string; body: ReleaseBody },
  {
    onStep = () => undefined,
    listingMs,
  }: { onStep?: (step: PublishStep) => void; listingMs?: number },
  { ledger, purse, press }: RevisePowers,
): Promise<Revised> {
  const salt = bytes32Of(body.salt)
  const release = ledger.releaseId(purse.address, salt)
  const known = await press.find(release)
  if (!known) throw new UnknownReleaseError(release)
  onStep('signing')
  const key = await artistKeyOf(purse)
  const { block, cid, digest } = await signManifest(body, artistName, key, ledger.chain)
  const manifest = cid.toString()
  if (known.manifest === manifest) return { release, manifest, tx: null, listed: true }
  onStep('storing')
  await press.accept(block)
  onStep('minting')
  const { tx } = await purse.revise(salt, digest)
  onStep('announcing')
  await press.announce(await announcementOf({ ...known, manifest }, salt, key, ledger))
  onStep('listing')
  const isNew = (view: ReleaseView | undefined) => view?.manifest === manifest
  return { release, manifest, tx, listed: await waitUntil(isNew, release, press, listingMs) }
}
