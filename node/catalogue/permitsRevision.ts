/**
 * What a revision may not take back. Whoever bought a song bought these very bytes, so a stolen
 * signing key, or a second thought, can add to a release but not replace what was sold (DESIGN §5).
 */
import { equalBytes } from '../domain/canonical.ts'
import type { Release, Track } from '../domain/manifest.ts'

/** Does `next` keep every track of `previous` with its master, plain hash and sealing? */
export function permitsRevision(
  previous: Pick<Release, 'tracks'>,
  next: Pick<Release, 'tracks'>,
): boolean {
  return previous.tracks.every((track) => {
    const same = next.tracks.find(
      ({ disc, number }) => disc === track.disc && number === track.number,
    )
    return same !== undefined && keepsMaster(track, same)
  })
}

const keepsMaster = ({ master: old }: Track, { master }: Track): boolean =>
  old.cid.equals(master.cid) &&
  equalBytes(old.sha256, master.sha256) &&
  (old.sealed ?? false) === (master.sealed ?? false)
