/** The daemon's half of publishing: files of this machine become a draft that a wallet can sign. */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import {
  createAudio,
  ingest,
  toWire,
  UsageError,
  type Draft,
  type Files,
  type IngestProgress,
  type Keeping,
  type Refused,
  type Remembered,
} from '../index.ts'
import { WorkerEars } from './ears/workerEars.ts'
import { findFiles } from './sourceFiles.ts'

const text = v.optional(v.pipe(v.string(), v.maxLength(500)))

/** What a publisher may say of a release instead of leaving it to the tags. */
const Options = v.strictObject({
  title: text,
  artist: text,
  kind: v.optional(v.picklist(['album', 'ep', 'single'])),
  genres: v.optional(v.array(v.string())),
  date: text,
  licence: text,
  strict: v.optional(v.boolean()),
})

/** A draft as JSON: what to show, and `body`, which the wallet signs. */
export interface WireDraft {
  artistName: string
  title: string
  body: string
  tracks: { title: string; cid: string; bytes: number }[]
  filled: string[]
  refused: Refused[]
  warnings: string[]
  bytes: number
}

export interface DraftPowers {
  files: Pick<Files, 'add'>
  remembered: Remembered
  /** Told of each file, so that nothing of it is swept before it is published: also of the cover. */
  drafts: Pick<Keeping['drafts'], 'keep'>
}

export async function* draftFrom(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  powers: DraftPowers,
  signal: AbortSignal,
): AsyncGenerator<IngestProgress, WireDraft> {
  const parsed = v.safeParse(Options, options)
  if (!parsed.success) {
    throw new UsageError(`${v.summarize(parsed.issues)}.`, 'See "megabox publish --help".')
  }
  const { files, explicit, folderName } = await findFiles(paths)
  const wanted = { ...parsed.output, explicit, signal, ...(folderName && { folderName }) }
  await using ears = new WorkerEars(files)
  const work = ingest(files, defined(wanted), {
    remembered: powers.remembered,
    files: { add: (source, how) => addDraft(source, powers, how) },
    audio: createAudio(),
    hash: () => createHash('sha256'),
    openEar: ears.open,
  })
  return toWireDraft(yield* work)
}

async function addDraft(
  source: AsyncIterable<Uint8Array>,
  { files, drafts }: DraftPowers,
  options?: { signal?: AbortSignal },
): ReturnType<Files['add']> {
  const added = await files.add(source, options)
  await drafts.keep(added.cid)
  return added
}

/** Options that were not given must not be there at all: `undefined` would count as said. */
const defined = <T extends object>(options: T): T =>
  // Entries are only left out, never changed.
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T

function toWireDraft(draft: Draft): WireDraft {
  const { artistName, filled, refused, warnings, bytes, ...body } = draft
  return {
    artistName,
    title: draft.title,
    body: toWire(body),
    tracks: draft.tracks.map(({ title, listening }) => ({
      title,
      cid: listening.cid.toString(),
      bytes: listening.bytes,
    })),
    ...{ filled, refused, warnings, bytes },
  }
}
