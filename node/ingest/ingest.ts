/**
 * An artist's files become a draft release. Everything is looked at before anything is stored;
 * a file that cannot be used is named and the others go on, or with `strict` none does.
 */
import { UnusableFileError, UsageError } from '../domain/errors.ts'
import { toHex } from '../domain/ids.ts'
import { MAX_TRACKS } from '../domain/manifest.ts'
import type { Abortable, Audio, Clock, SourceFile } from '../domain/ports.ts'
import { sortOut } from './candidates.ts'
import { chooseCover, embeddedCover, storeCover, type Cover } from './chooseCover.ts'
import {
  buildDraft,
  inOrder,
  refusedAs,
  type Draft,
  type ProbedSong,
  type StoredSong,
} from './draft.ts'
import { Problems } from './problems.ts'
import { withProgress, type IngestProgress } from './progress.ts'
import { describeRelease, type ReleaseOptions } from './release.ts'
import { storeSong, type StorePowers } from './store.ts'

export interface IngestOptions extends ReleaseOptions, Abortable {
  /** Publish nothing when anything had to be refused or left out. */
  strict?: boolean
  /** Paths the artist named one by one: what is no song among them is refused, not passed over. */
  explicit?: readonly string[]
}

export interface IngestPowers extends StorePowers {
  audio: Audio
  clock?: Clock
}

interface Song extends ProbedSong {
  file: SourceFile
}

/**
 * Yields what it is doing and returns the draft.
 *
 * @example
 * const work = ingest(files, { folderName: 'Night Ferry' }, { audio: createAudio(), files: unixfs })
 * let step = await work.next()
 * for (; !step.done; step = await work.next()) show(step.value)
 * const draft = step.value
 */
export async function* ingest(
  files: readonly SourceFile[],
  options: IngestOptions,
  powers: IngestPowers,
): AsyncGenerator<IngestProgress, Draft> {
  const journey: Journey = {
    options,
    powers,
    clock: powers.clock ?? { now: () => Date.now() },
    problems: new Problems(),
  }
  const strict = options.strict ?? false
  const found = await sortOut(files, new Set(options.explicit))
  const { songs, embedded } = yield* probeAll(found.songs, journey)
  const cover = await chooseCover(found.pictures, embedded, journey.problems.doubt)
  journey.problems.insist(songs.length, strict)
  if (songs.length > MAX_TRACKS) throw tooMany(songs.length)
  // Asked again below, when duplicates are out; here so that it fails before hours of storing.
  describeRelease(songs, options)
  const stored = yield* storeAll(songs, journey)
  journey.problems.insist(stored.length, strict)
  return buildDraft(stored, options, {
    cover: cover && (await storeCover(cover, powers, abortable(options.signal))),
    refused: journey.problems.refused.map(refusedAs),
    warnings: journey.problems.warnings(),
  })
}

interface Journey {
  options: IngestOptions
  powers: IngestPowers
  clock: Clock
  problems: Problems
}

const tooMany = (songs: number) =>
  new UsageError(
    `A release holds at most ${MAX_TRACKS} songs, and these are ${songs}.`,
    'Publish them as several releases.',
  )

const abortable = (signal: AbortSignal | undefined): Abortable => (signal ? { signal } : {})

async function* probeAll(
  files: readonly SourceFile[],
  { options, powers, clock, problems }: Journey,
): AsyncGenerator<IngestProgress, { songs: Song[]; embedded: Cover | undefined }> {
  const songs: Song[] = []
  let best: { song: Song; cover: Cover } | undefined
  for (const [i, file] of files.entries()) {
    const at = clock.now()
    const { path, bytes } = file
    const probe = await problems.attempt(() => powers.audio.probe(file, abortable(options.signal)))
    const bytesPerSecond = Math.round((bytes * 1000) / Math.max(clock.now() - at, 1))
    yield {
      ...{ step: 'probe', file: path, index: i + 1, of: files.length },
      ...{ bytesDone: bytes, bytesTotal: bytes, bytesPerSecond },
    }
    if (probe === undefined) continue
    const { mime, durationMs, tags, skipped = [] } = probe
    const song = { file, path, mime, durationMs, tags }
    songs.push(song)
    for (const { reason, cure } of skipped) {
      problems.doubt(new UnusableFileError(path, reason, cure))
    }
    // Only the first song's cover is held: a box set's would not fit in memory.
    const cover = probe.cover && embeddedCover(path, probe.cover, problems.doubt)
    if (cover && (!best || isBefore(song, best.song))) best = { song, cover }
  }
  return { songs, embedded: best?.cover }
}

const isBefore = (a: Song, b: Song) => inOrder([a, b]).songs[0]?.song.song === a

/** In the order of the release; the same song twice is refused the second time. */
async function* storeAll(
  songs: readonly Song[],
  { options, powers, clock, problems }: Journey,
): AsyncGenerator<IngestProgress, StoredSong[]> {
  const stored = new Map<string, StoredSong>()
  for (const [i, { song: entry }] of inOrder(songs).songs.entries()) {
    const { file, ...song } = entry.song
    const what = { step: 'add' as const, file: song.path, index: i + 1, of: songs.length }
    const storing = withProgress(
      { ...what, bytesTotal: file.bytes },
      (tick, signal) => problems.attempt(() => storeSong(file, powers, { tick, signal })),
      { clock, signal: options.signal },
    )
    const kept = yield* storing
    if (kept === undefined) continue
    const digest = toHex(kept.sha256)
    const twin = stored.get(digest)
    if (twin) problems.refuse(sameAs(song.path, twin.path))
    else stored.set(digest, { ...song, stored: kept })
  }
  return [...stored.values()]
}

const sameAs = (path: string, twin: string) =>
  new UnusableFileError(path, `is the same song as "${twin}"`, 'Leave one of the two out.')
