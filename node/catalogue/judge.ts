/**
 * What candidates do to one another. A manifest that is sound in itself is still refused for what
 * stands earlier on the chain. Both indexes ask here, for each candidate after all earlier ones, so
 * the listing depends on the chain and the manifests alone, not on which arrived first.
 */
import type { CID } from 'multiformats/cid'
import { isBefore, type Place } from '../domain/chain.ts'
import type { ReleaseId } from '../domain/ids.ts'
import type { Manifest } from '../domain/manifest.ts'
import { permitsRevision } from './permitsRevision.ts'

export interface Earlier {
  /** Where the key that signed it was first revoked, if it ever was. */
  revokedAt: Place | undefined
  /** The manifest listed for this release before this one was named. */
  previous: Manifest | undefined
  /** Another artist's release whose listed manifest named one of these songs earlier. */
  owner: ReleaseId | undefined
}

/** Why this candidate is refused, or undefined when it stands. */
export function judge(
  place: Place,
  manifest: Manifest,
  { revokedAt, previous, owner }: Earlier,
): string | undefined {
  if (revokedAt && isBefore(revokedAt, place)) {
    return 'key: its artist revoked the key that signed it before it was named'
  }
  if (owner) return `duplicate: release ${owner} of another artist has the same recording`
  if (previous && !permitsRevision(previous.release, manifest.release)) {
    return 'revision: it replaces or removes a master, a plain hash or a sealing'
  }
  return undefined
}

/**
 * The recordings a manifest claims. Listening copies count, too: they are what a stranger can fetch
 * and mint as a master.
 */
export function claimsOf({ release }: Manifest): CID[] {
  const cids = release.tracks.flatMap(({ master, listening }) => [master.cid, listening.cid])
  return [...new Map(cids.map((cid) => [cid.toString(), cid])).values()]
}
