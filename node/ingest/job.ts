/** What one ingest was asked, what it may use, and what went wrong so far. */
import type { Abortable, Audio, Clock, SourceFile } from '../domain/ports.ts'
import type { ProbedSong } from './draft.ts'
import type { Problems } from './problems.ts'
import type { ReleaseOptions } from './release.ts'
import type { OpenEar } from './sound/ear.ts'
import type { StorePowers } from './store.ts'

export interface IngestOptions extends ReleaseOptions, Abortable {
  /** Publish nothing when anything had to be refused or left out. */
  strict?: boolean
  /** Paths the artist named one by one: what is no song among them is refused, not passed over. */
  explicit?: readonly string[]
}

export interface IngestPowers extends StorePowers {
  audio: Audio
  clock?: Clock
  /** Who listens. Default: this thread, which then does nothing else. */
  openEar?: OpenEar
}

export interface Job {
  options: IngestOptions
  powers: IngestPowers
  clock: Clock
  problems: Problems
}

export interface FoundSong extends ProbedSong {
  file: SourceFile
}
