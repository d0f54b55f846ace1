/** Second walk: every song into UnixFS, in the order of the release. */
import { UnusableFileError } from '../domain/errors.ts'
import { toHex } from '../domain/ids.ts'
import type { StoredSong } from './draft.ts'
import type { FoundSong, Job } from './job.ts'
import { order } from './order.ts'
import { withProgress, type IngestProgress } from './progress.ts'
import { openEar } from './sound/ear.ts'
import { storeSong } from './store.ts'

/** The same song twice is refused the second time. */
export async function* storeAll(
  songs: readonly FoundSong[],
  { options, powers, clock, problems }: Job,
): AsyncGenerator<IngestProgress, StoredSong[]> {
  const kept = new Map<string, StoredSong>()
  for (const [i, { song: found }] of order(songs).songs.entries()) {
    const { file, ...song } = found
    const place = { file: song.path, index: i + 1, of: songs.length, bytesTotal: file.bytes }
    const ear = await (powers.openEar ?? openEar)(file, song)
    const stored = yield* withProgress(
      { step: 'add', ...place },
      (tick, signal) => problems.attempt(() => storeSong(file, powers, { tick, ear, signal })),
      { clock, signal: options.signal },
    )
    // Also of a song that is left out: whoever listens must come to an end.
    const heard = await ear?.end()
    if (stored === undefined) continue
    const digest = toHex(stored.sha256)
    const twin = kept.get(digest)
    if (twin) problems.refuse(sameAs(song.path, twin.path))
    else kept.set(digest, { ...song, stored, heard })
  }
  return [...kept.values()]
}

const sameAs = (path: string, twin: string) =>
  new UnusableFileError(path, `is the same song as "${twin}"`, 'Leave one of the two out.')
