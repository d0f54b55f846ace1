/**
 * The journey from a draft to a release on sale: sign the manifest, hand it to the node, mint,
 * announce. Nothing is listed before the mint; whatever was interrupted is found and completed,
 * since the same files give the same release id (DESIGN §3).
 */
import { CID } from 'multiformats/cid'
import type { ReleaseView } from '../domain/catalogue.ts'
import {
  fromHex,
  ZERO_ADDRESS,
  bytes32Of,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { Ledger, Purse } from '../domain/ports.ts'
import { signAnnouncement } from '../announce/announcements.ts'
import { saleTerms, type SaleOptions } from '../mint/saleTerms.ts'
import {
  artistKeyOf,
  signManifest,
  type ArtistKey,
  type ReleaseBody,
} from '../mint/signManifest.ts'

/** The node that keeps and announces: the peer itself, or a daemon reached over its local API. */
export interface Press {
  /** Looks at the chain, then gives the release if it is listed. */
  find(release: ReleaseId): Promise<ReleaseView | undefined>
  accept(block: Uint8Array): Promise<void>
  announce(data: Uint8Array): Promise<void>
}

export interface PublishPowers {
  ledger: Pick<Ledger, 'chain' | 'releaseId' | 'editionId' | 'edition'>
  purse: Purse
  press: Press
}

export interface Published {
  release: ReleaseId
  edition: EditionId
  manifest: string
  /** Null when the release was on sale before. */
  tx: Bytes32 | null
  existing: boolean
}

export type PublishStep = 'signing' | 'storing' | 'minting' | 'announcing' | 'listing'

export interface PublishOptions extends SaleOptions {
  onStep?: (step: PublishStep) => void
}

export async function publish(
  { artistName, body }: { artistName: string; body: ReleaseBody },
  options: PublishOptions,
  powers: PublishPowers,
): Promise<Published> {
  const { ledger, purse, press } = powers
  const tell = options.onStep ?? (() => undefined)
  const salt = bytes32Of(body.salt)
  const release = ledger.releaseId(purse.address, salt)
  const known = await press.find(release)

  tell('signing')
  const key = await artistKeyOf(purse)
  const { block, cid, digest } = await signManifest(body, artistName, key, ledger.chain)
  if (known && known.manifest !== cid.toString()) return existing(known)
  tell('storing')
  await press.accept(block)
  if (known) {
    // An earlier run may have ended between the mint and the news of it.
    tell('announcing')
    await press.announce(await announcementOf(known, salt, key, ledger))
    return existing(known)
  }

  const terms = saleTerms(purse.address, salt, digest, options)
  const edition = ledger.editionId(terms)
  const result = { release, edition, manifest: cid.toString() }
  const mintedBefore = (await ledger.edition(edition)).artist !== ZERO_ADDRESS
  tell('minting')
  const tx = mintedBefore ? null : (await purse.mint(terms)).tx
  tell('announcing')
  await press.announce(await announcementOf(result, salt, key, ledger))
  tell('listing')
  await listed(release, press)
  return { ...result, tx, existing: mintedBefore }
}

const LISTING_MS = 20_000
const LOOK_MS = 100

/** Whoever was told "on sale" should find it. If checking takes long, it goes on without us. */
async function listed(release: ReleaseId, press: Press): Promise<void> {
  const deadline = performance.now() + LISTING_MS
  while (performance.now() < deadline && !(await press.find(release))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

const existing = ({ release, edition, manifest }: ReleaseView): Published => ({
  ...{ release, edition, manifest },
  tx: null,
  existing: true,
})

function announcementOf(
  { edition, manifest }: { edition: EditionId; manifest: string },
  salt: Bytes32,
  key: ArtistKey,
  { chain }: Pick<Ledger, 'chain'>,
): Promise<Uint8Array> {
  const body = {
    v: 1 as const,
    chain: chain.id,
    contract: fromHex(chain.contract),
    artist: fromHex(key.delegation.wallet),
    salt: fromHex(salt),
    edition: fromHex(edition),
    manifest: CID.parse(manifest),
    key: key.public,
  }
  return signAnnouncement(body, key.secret)
}
