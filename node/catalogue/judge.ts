/**
 * What candidates do to one another. A manifest that is sound in itself is still refused for what
 * stands earlier on the chain. Both indexes ask here, for each candidate after all earlier ones, so
 * the listing depends on the chain and the manifests alone, not on which arrived first.
 */
import type { CID } from 'multiformats/cid'
import { isBefore, type Place } from '../domain/chain.ts'
import { bytes32Of, type Bytes32, type ReleaseId } from '../domain/ids.ts'
import type { Manifest } from '../domain/manifest.ts'
import { permitsRevision } from './permitsRevision.ts'

/** What stands before a candidate. Asked one by one: finding it is the dear part. */
export interface Earlier {
  /** Another artist's release whose listed manifest named one of these songs earlier. */
  owner: () => ReleaseId | undefined
  /** The candidate's own. */
  manifest: () => Manifest
  /** Where this artist's key was first revoked, if it ever was. */
  revokedAt: (key: Bytes32) => Place | undefined
  /** The manifest listed for this release before this one was named. */
  previous: () => Manifest | undefined
}

/** Why the candidate named at `place` is refused, or undefined when it stands. */
export function judge(place: Place, earlier: Earlier): string | undefined {
  const owner = earlier.owner()
  if (owner) return `duplicate: release ${owner} of another artist has the same recording`
  const { release } = earlier.manifest()
  const revokedAt = earlier.revokedAt(bytes32Of(release.artist.key))
  if (revokedAt && isBefore(revokedAt, place)) {
    return 'key: its artist revoked the key that signed it before it was named'
  }
  const previous = earlier.previous()
  if (previous && !permitsRevision(previous.release, release)) {
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
