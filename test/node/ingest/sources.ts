/** Files in memory that count what is read of them, a real UnixFS to put them in, and a way to run it all. */
import { MemoryBlockstore } from 'blockstore-core'
import type { Files, SourceFile } from '../../../node/domain/ports.ts'
import { ingest } from '../../../node/ingest/ingest.ts'
import type { IngestOptions, IngestPowers } from '../../../node/ingest/job.ts'
import { createAudio } from '../../../node/ingest/probe.ts'
import type { Draft } from '../../../node/ingest/draft.ts'
import type { IngestProgress } from '../../../node/ingest/progress.ts'
import { UnixfsFiles } from '../../../node/network/unixfsFiles.ts'
import { blocksOf } from '../../support/network.ts'

export interface CountingFile extends SourceFile {
  /** Bytes that were read so far. */
  taken: number
}

const CHUNK = 64 * 1024

interface FileOptions {
  /** So many zeros follow, without being held in memory... */
  gap?: number
  /** ...and then these. */
  after?: Uint8Array
  modifiedMs?: number
}

export function fileOf(
  path: string,
  bytes: Uint8Array,
  { gap = 0, after = new Uint8Array(), modifiedMs }: FileOptions = {},
): CountingFile {
  const size = bytes.length + gap + after.length
  const file: CountingFile = {
    path,
    bytes: size,
    taken: 0,
    ...(modifiedMs !== undefined && { modifiedMs }),
    blob: async () => new Blob([Uint8Array.from(bytes)]),
    async *read({ start = 0, end = size } = {}) {
      for (let at = start; at < end; at += CHUNK) {
        const chunk = new Uint8Array(Math.min(CHUNK, end - at))
        chunk.set(bytes.subarray(at, at + chunk.length))
        const afterAt = size - after.length - at
        const late = after.subarray(Math.max(0, -afterAt), Math.max(0, chunk.length - afterAt))
        chunk.set(late, Math.min(Math.max(0, afterAt), chunk.length))
        file.taken += chunk.length
        yield chunk
      }
    },
  }
  return file
}

/** UnixFS as the node has it, in memory; remembers how often it was asked. */
export function memoryFiles(): Pick<Files, 'add'> & { added: number } {
  const store = new MemoryBlockstore()
  const unixfs = new UnixfsFiles(blocksOf(store), store)
  const files = {
    added: 0,
    add: (...[source, options]: Parameters<Files['add']>) => {
      files.added++
      return unixfs.add(source, options)
    },
  }
  return files
}

export async function run(
  files: readonly SourceFile[],
  options: IngestOptions = {},
  powers: Partial<IngestPowers> = {},
): Promise<{ draft: Draft; progress: IngestProgress[] }> {
  const all = { audio: createAudio(), files: memoryFiles(), ...powers }
  const named = { artist: 'Nadia Voss', title: 'Night Ferry', ...options }
  const work = ingest(files, named, all)
  const progress: IngestProgress[] = []
  let step = await work.next()
  for (; !step.done; step = await work.next()) progress.push(step.value)
  return { draft: step.value, progress }
}
