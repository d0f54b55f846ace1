/**
 * The journey from a draft to a release on sale: sign the manifest, hand it to the node, mint,
 * announce. Nothing is listed before the mint; whatever was interrupted is found and completed,
 * since the same files give the same release id (DESIGN §3).
 */
import { CID } from 'multiformats/cid'
import type { ReleaseView, Standing } from '../domain/catalogue.ts'
import { UsageError } from '../domain/errors.ts'
import {
  fromHex,
  ZERO_ADDRESS,
  bytes32Of,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { Ledger } from '../domain/ports.ts'
import type { Purse } from '../domain/purse.ts'
import { parseTerms, type Terms } from '../domain/terms.ts'
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
  /** How a release stands that was minted, listed or not. After `find`, as of now. */
  verdict(release: ReleaseId): Promise<Standing | undefined>
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
  /** Does the node list it? False when it still checks it, or refuses it. */
  listed: boolean
  /** Why the node refuses it, where it does. */
  refused?: string
  /** It was on sale before, on other terms than those given now, which were not used. */
  termsDiffer: boolean
}

export type PublishStep = 'signing' | 'storing' | 'minting' | 'announcing' | 'listing'

/** What is left unsaid is free, unlimited and all the artist's; of a known release it is as it was. */
export interface PublishOptions extends Partial<SaleOptions> {
  onStep?: (step: PublishStep) => void
  /** How long to wait for the listing. */
  listingMs?: number
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
  const isOver = known !== undefined && hasEnded(known)
  if (known && known.manifest !== cid.toString()) {
    if (!isOver) return existing(known, options)
    throw new UsageError(
      'Every edition of this release is closed, and its words are others now.',
      'Run "megabox revise" with these files first, then publish them at the new price.',
    )
  }
  tell('storing')
  await press.accept(block)
  if (known && !isOver) {
    // An earlier run may have ended between the mint and the news of it.
    tell('announcing')
    await press.announce(await announcementOf(known, salt, key, ledger))
    return existing(known, options)
  }

  const terms = saleTerms(purse.address, salt, digest, { priceWei: 0n, ...options })
  const wanted = ledger.editionId(terms)
  // Minted before on other terms, and not listed yet: a second edition is for `close` and then this.
  const minted = isOver ? undefined : await press.verdict(release)
  const sameTerms = (await ledger.edition(wanted)).artist !== ZERO_ADDRESS
  const mintedBefore = minted !== undefined || sameTerms
  const edition = sameTerms ? wanted : (minted?.edition ?? wanted)
  const result = { release, edition, manifest: cid.toString() }
  tell('minting')
  const tx = mintedBefore ? null : (await purse.mint(terms)).tx
  tell('announcing')
  await press.announce(await announcementOf(result, salt, key, ledger))
  tell('listing')
  const isListed = await waitUntil((view) => view !== undefined, release, press, options.listingMs)
  const verdict = isListed ? undefined : await press.verdict(release)
  return {
    ...{ ...result, tx, existing: mintedBefore, listed: isListed, termsDiffer: edition !== wanted },
    ...(verdict?.reason !== undefined && { refused: verdict.reason }),
  }
}

/** Nothing of it is sold any more: what is minted now is a new edition of it. */
const hasEnded = ({ editions }: ReleaseView): boolean => editions.every(({ closed }) => closed)

const LISTING_MS = 20_000
const LOOK_MS = 100

/** Whoever was told "on sale" should find it. If checking takes long, it goes on without us. */
export async function waitUntil(
  isSo: (view: ReleaseView | undefined) => boolean,
  release: ReleaseId,
  press: Press,
  listingMs = LISTING_MS,
): Promise<boolean> {
  const deadline = performance.now() + listingMs
  while (!isSo(await press.find(release))) {
    if (performance.now() >= deadline) return false
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return true
}

const existing = (view: ReleaseView, given: PublishOptions): Published => ({
  ...{ release: view.release, edition: view.edition, manifest: view.manifest },
  ...{ tx: null, existing: true, listed: true },
  termsDiffer: differs(given, view),
})

/** Does what the artist says now, where anything is said, differ from the edition on sale? */
function differs(given: PublishOptions, { edition, editions }: ReleaseView): boolean {
  const { artist, salt, manifest, ...kept } = parseTerms(
    editions.find((each) => each.edition === edition)?.terms,
  )
  const { cap = kept.cap, royaltyBps = kept.royaltyBps, payees } = given
  const { priceWei = kept.price, currency = kept.currency } = given
  const wanted = saleTerms(artist, salt, manifest, {
    ...{ priceWei, currency, cap, royaltyBps },
    ...(payees && { payees }),
  })
  const shares = (terms: Pick<Terms, 'payees'>) =>
    terms.payees.map(({ wallet, bps }) => `${wallet}:${bps}`).join()
  const sharesDiffer = payees !== undefined && shares(wanted) !== shares(kept)
  return (
    sharesDiffer ||
    wanted.price !== kept.price ||
    wanted.currency !== kept.currency ||
    wanted.cap !== kept.cap ||
    wanted.royaltyBps !== kept.royaltyBps
  )
}

export function announcementOf(
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
