/** The node's half of publishing, watched from here: it reads the files, and says what it made of them. */
import { MegaboxError, RemoteError, type ErrorBody, type IngestProgress } from '../index.ts'
import type { WireDraft } from '../daemon/main.ts'
import type { Client } from './client.ts'
import type { Option, Values } from './command.ts'
import { linesOf } from './lines.ts'
import { isOn, list, text } from './options.ts'
import { progressOn } from './progress.ts'
import { plain } from './show.ts'

/** What may be said of a release instead of leaving it to its tags. */
export const SAYING: Readonly<Record<string, Option>> = {
  title: { type: 'string', value: 'TEXT', help: 'Title of the release.' },
  artist: { type: 'string', value: 'TEXT', help: 'Name of the artist.' },
  kind: { type: 'string', value: 'KIND', help: 'album, ep or single.' },
  genre: { type: 'string', multiple: true, value: 'TEXT', help: 'Genre.' },
  date: { type: 'string', value: 'DATE', help: 'YYYY, YYYY-MM or YYYY-MM-DD.' },
  license: { type: 'string', value: 'ID', help: 'SPDX or Creative Commons id, as CC-BY-4.0.' },
}

type Line = { progress: IngestProgress } | { draft: WireDraft } | ErrorBody

export async function draftOf(
  client: Client,
  paths: readonly string[],
  values: Values,
  quiet: boolean,
): Promise<WireDraft> {
  const response = await client.request('/api/v1/drafts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paths, options: draftOptions(values) }),
  })
  const progress = progressOn(process.stderr, quiet)
  try {
    for await (const line of linesOf<Line>(response)) {
      if ('error' in line) throw new RemoteError(line)
      if ('draft' in line) return line.draft
      const { step, file, index, of, bytesDone, bytesTotal, bytesPerSecond } = line.progress
      if (step === 'add') {
        progress.update(`${index}/${of} ${plain(file)}`, bytesDone, bytesTotal, bytesPerSecond)
      }
    }
  } catch (error) {
    // What is not our word is the wire's: the node was stopped or killed.
    if (error instanceof MegaboxError) throw error
  } finally {
    progress.end()
  }
  throw new RemoteError({
    error: {
      code: 'NodeError',
      message: 'The node stopped before it had read all the files.',
      cure: 'Start it and run the same command again; it goes on where it was.',
    },
  })
}

function draftOptions(values: Values): object {
  const genres = list(values, 'genre')
  return {
    title: text(values, 'title'),
    artist: text(values, 'artist'),
    kind: text(values, 'kind'),
    date: text(values, 'date'),
    licence: text(values, 'license'),
    ...(genres.length > 0 && { genres }),
    ...(isOn(values, 'strict') && { strict: true }),
  }
}

/** What was found, filled and left out. Left-out files are told also with --json. */
export function describe(draft: WireDraft, say: (line: string) => void): void {
  say(`${plain(draft.title)} by ${plain(draft.artistName)}`)
  for (const track of draft.tracks) say(`  ${plain(track.title)}`)
  for (const line of draft.filled) say(`  Filled: ${plain(line)}`)
  for (const line of draft.warnings) process.stderr.write(`  Note: ${plain(line)}\n`)
  for (const { file, reason, cure } of draft.refused) {
    process.stderr.write(`  Left out: "${plain(file)}" ${plain(reason)}. ${plain(cure)}\n`)
  }
}
