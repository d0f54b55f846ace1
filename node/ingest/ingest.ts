/**
 * An artist's files become a draft release. Everything is looked at before anything is stored;
 * a file that cannot be used is named and the others go on, or with `strict` none does.
 */
import { UsageError } from '../domain/errors.ts'
import { MAX_TRACKS } from '../domain/manifest.ts'
import type { SourceFile } from '../domain/ports.ts'
import { sortOut } from './candidates.ts'
import { chooseCover, storeCover } from './chooseCover.ts'
import { buildDraft, refusedAs, type Draft } from './draft.ts'
import type { IngestOptions, IngestPowers, Job } from './job.ts'
import { probeAll } from './probeAll.ts'
import { Problems } from './problems.ts'
import type { IngestProgress } from './progress.ts'
import { describeRelease } from './release.ts'
import { storeAll } from './storeAll.ts'
import { storeWaveforms } from './storeWaveforms.ts'

export type { IngestOptions, IngestPowers } from './job.ts'

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
  const { strict = false, signal } = options
  const problems = new Problems()
  const job: Job = { options, powers, problems, clock: powers.clock ?? { now: () => Date.now() } }
  const found = await sortOut(files, new Set(options.explicit))
  const { songs, embedded } = yield* probeAll(found.songs, job)
  const cover = await chooseCover(found.pictures, embedded, problems.doubt)
  problems.insist(songs.length, strict)
  if (songs.length > MAX_TRACKS) throw tooMany(songs.length)
  // Asked again for the draft, without duplicates; here so that it fails before hours of storing.
  describeRelease(songs, options)
  const stored = yield* storeAll(songs, job)
  problems.insist(stored.length, strict)
  const stop = signal ? { signal } : {}
  return buildDraft(await storeWaveforms(stored, powers, stop), options, {
    cover: cover && (await storeCover(cover, powers, stop)),
    refused: problems.refused.map(refusedAs),
    warnings: problems.warnings(),
  })
}

const tooMany = (songs: number) =>
  new UsageError(
    `A release holds at most ${MAX_TRACKS} songs, and these are ${songs}.`,
    'Publish them as several releases.',
  )
