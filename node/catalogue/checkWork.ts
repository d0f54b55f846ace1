/**
 * What can be told of a manifest from itself and the wallet's word, before the chain is asked and
 * before any song of it is here: enough to show what a stranger found, not enough to list it.
 */
import type { Candidate } from '../domain/catalogue.ts'
import { addressOf, bytes32Of, type ReleaseId } from '../domain/ids.ts'
import { decodeManifest, type Manifest } from '../domain/manifest.ts'
import { addresses } from './checks/addresses.ts'
import type { Check, CheckPowers } from './checks/check.ts'
import { cover } from './checks/cover.ts'
import { delegation } from './checks/delegation.ts'
import { sameChain, sameRelease } from './checks/identity.ts'
import { signature } from './checks/signature.ts'
import { formats, sizes } from './checks/sizes.ts'

const CHECKS: readonly Check[] = [
  sameChain,
  sameRelease,
  addresses,
  formats,
  sizes,
  cover,
  signature,
  delegation,
]

/** The manifest in this block when it is one of `release`; undefined when something is wrong with it. */
export async function checkWork(
  block: Uint8Array,
  { release, digest }: Pick<Candidate, 'release' | 'digest'>,
  powers: CheckPowers,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const manifest = decodeManifest(block)
  const candidate = candidateOf(manifest, release, digest)
  const subject = { candidate, manifest, signal, chance: () => 0, lengths: new Map() }
  for (const look of CHECKS) if ((await look(subject, powers)) !== undefined) return undefined
  return manifest
}

const candidateOf = (
  { release: { artist, salt } }: Manifest,
  release: ReleaseId,
  digest: Candidate['digest'],
): Candidate => ({
  ...{ release, digest, artist: addressOf(artist.wallet), salt: bytes32Of(salt) },
  // None of these checks asks where it stands.
  ...{ block: 0, logIndex: 0, attempts: 0 },
})
