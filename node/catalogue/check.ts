/**
 * Checks one candidate: the manifest the chain names is fetched and everything it says is looked at
 * before anyone sees it (DESIGN §7 "Listed only when checked"). What is judged here depends on the
 * manifest and its own place alone; what other candidates do to it is the index's to say.
 */
import { cborCidOf, sha256 } from '../crypto/hash.ts'
import type { Candidate, Outcome } from '../domain/catalogue.ts'
import { InvalidManifestError, UnsoundFileError } from '../domain/errors.ts'
import { fromHex } from '../domain/ids.ts'
import { decodeManifest, type Manifest } from '../domain/manifest.ts'
import type { Abortable, Blocks, Clock } from '../domain/ports.ts'
import { abortable } from './abortable.ts'
import { backoff } from './backoff.ts'
import { addresses } from './checks/addresses.ts'
import type { Check, CheckPowers, Subject } from './checks/check.ts'
import { cover, coverSize } from './checks/cover.ts'
import { delegation, delegationInForce } from './checks/delegation.ts'
import { leaves, lengths, magic } from './checks/delivery.ts'
import { sameArtist, sameChain, sameRelease, sameSalt } from './checks/identity.ts'
import { signature } from './checks/signature.ts'
import { attachedSizes, formats, sizes } from './checks/sizes.ts'
import { listedFiles } from './filesOf.ts'

export interface Powers extends CheckPowers {
  blocks: Pick<Blocks, 'get'>
  clock: Clock
  /** Secret of this process: whoever knows which leaves are looked at could keep only those. */
  secret: Uint8Array
}

/** Cheap ones first. `lengths` measures what `coverSize`, `attachedSizes` and `leaves` look at. */
export const CHECKS: readonly Check[] = [
  sameChain,
  sameArtist,
  sameSalt,
  sameRelease,
  addresses,
  formats,
  sizes,
  cover,
  signature,
  delegation,
  delegationInForce,
  lengths,
  coverSize,
  attachedSizes,
  magic,
  leaves,
]

const MANIFEST_MS = 10_000
/** For everything else: a floor, and what each song adds on a slow link. */
const FILES_MS = 30_000
const TRACK_MS = 2_000

export interface CheckOptions extends Abortable {
  checks?: readonly Check[]
  /** Multiplies every deadline. */
  patience?: number
}

/** What became of the candidate. Throws only when `signal` is aborted. */
export async function check(
  candidate: Candidate,
  powers: Powers,
  { checks = CHECKS, patience = 1, signal }: CheckOptions = {},
): Promise<Outcome> {
  const within = (ms: number) => deadline(ms * patience, signal)
  try {
    const manifest = await fetchManifest(candidate, powers, within(MANIFEST_MS))
    const time = FILES_MS + TRACK_MS * manifest.release.tracks.length
    const subject = subjectOf(candidate, manifest, powers.secret, within(time))
    const reason = await refusal(subject, powers, checks)
    if (reason !== undefined) return { status: 'refused', reason }
    return { status: 'listed', manifest, files: filesFound(subject) }
  } catch (failure) {
    signal?.throwIfAborted()
    if (failure instanceof InvalidManifestError) {
      return { status: 'refused', reason: `manifest: ${failure.message}` }
    }
    if (failure instanceof UnsoundFileError) {
      return { status: 'refused', reason: `files: ${failure.message}` }
    }
    return later(candidate, powers.clock.now(), failure)
  }
}

const RETRY = { firstMs: 5_000, maxMs: 3_600_000 }

/** Not now. Tried again after a pause that grows to an hour, and never given up. */
export function later(candidate: Candidate, now: number, failure: unknown): Outcome {
  const reason = failure instanceof Error ? failure.message : String(failure)
  const jitter = (fromHex(candidate.digest)[0] ?? 0) / 255
  return { status: 'later', reason, retryAt: now + backoff(candidate.attempts, jitter, RETRY) }
}

async function fetchManifest(
  candidate: Candidate,
  { blocks }: Pick<Powers, 'blocks'>,
  signal: AbortSignal,
): Promise<Manifest> {
  const cid = cborCidOf(fromHex(candidate.digest))
  return decodeManifest(await abortable(blocks.get(cid, { signal, unstored: true }), signal))
}

async function refusal(
  subject: Subject,
  powers: CheckPowers,
  checks: readonly Check[],
): Promise<string | undefined> {
  for (const look of checks) {
    const reason = await look(subject, powers)
    if (reason !== undefined) return reason
  }
  return undefined
}

function subjectOf(
  candidate: Candidate,
  manifest: Manifest,
  secret: Uint8Array,
  signal: AbortSignal,
): Subject {
  const chance = (cid: string, n: number) => {
    const word = new TextEncoder().encode(`${cid} ${n}`)
    const hash = sha256(Uint8Array.from([...secret, ...word]))
    return new DataView(hash.buffer).getUint32(0) / 2 ** 32
  }
  return { candidate, manifest, signal, chance, lengths: new Map() }
}

const filesFound = ({ candidate, manifest, lengths }: Subject) =>
  listedFiles(candidate.release, manifest.release, (cid) => lengths.get(cid.toString()))

const deadline = (ms: number, signal: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])])
