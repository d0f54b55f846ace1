/** First walk through the files: which are whole songs, and what do they embed? Stores nothing. */
import { UnusableFileError } from '../domain/errors.ts'
import type { Probe, SourceFile } from '../domain/ports.ts'
import { embeddedCover, type Cover } from './chooseCover.ts'
import type { FoundSong, Job } from './job.ts'
import { order } from './order.ts'
import type { IngestProgress } from './progress.ts'

export interface Probed {
  songs: FoundSong[]
  /** What the first song embeds that embeds a picture. */
  embedded: Cover | undefined
}

export async function* probeAll(
  files: readonly SourceFile[],
  { options: { signal }, powers, clock, problems }: Job,
): AsyncGenerator<IngestProgress, Probed> {
  const songs: FoundSong[] = []
  let best: { song: FoundSong; cover: Cover } | undefined
  for (const [i, file] of files.entries()) {
    const started = clock.now()
    const probe = await problems.attempt(() => powers.audio.probe(file, signal ? { signal } : {}))
    yield lookedAt(file, i + 1, files.length, clock.now() - started)
    if (probe === undefined) continue
    const { mime, durationMs, tags } = probe
    const song = { file, path: file.path, mime, durationMs, tags }
    songs.push(song)
    for (const error of leftOut(file.path, probe)) problems.doubt(error)
    // Only the first song's cover is held: a box set's would not fit in memory.
    const cover = probe.cover && embeddedCover(file.path, probe.cover, problems.doubt)
    if (cover && (!best || isBefore(song, best.song))) best = { song, cover }
  }
  return { songs, embedded: best?.cover }
}

const lookedAt = (file: SourceFile, index: number, of: number, ms: number): IngestProgress => ({
  step: 'probe',
  file: file.path,
  index,
  of,
  bytesDone: file.bytes,
  bytesTotal: file.bytes,
  bytesPerSecond: Math.round((file.bytes * 1000) / Math.max(ms, 1)),
})

const leftOut = (path: string, { skipped = [] }: Probe) =>
  skipped.map(({ reason, cure }) => new UnusableFileError(path, reason, cure))

const isBefore = (a: FoundSong, b: FoundSong) => order([a, b]).songs[0]?.song === a
