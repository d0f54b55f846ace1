/** Files and folders of this machine as `SourceFile`s. */
import { createReadStream, openAsBlob } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { UsageError, type SourceFile } from '../index.ts'
import { codeOf } from './errors.ts'

/** Reads are half as fast again with large chunks. */
const CHUNK_BYTES = 1024 * 1024
const MAX_FILES = 5000

export interface Found {
  files: SourceFile[]
  /** Paths that were named one by one. */
  explicit: string[]
  /** The folder's name, when exactly one was named. */
  folderName?: string
}

/** Hidden files and folders are passed over. */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const found: Found = { files: [], explicit: [] }
  for (const path of paths) {
    const stats = await stat(path).catch(unreadable(path))
    if (stats.isDirectory()) {
      if (paths.length === 1) found.folderName = basename(path)
      await addFolder(path, path, found)
    } else {
      const file = fileOf(path, basename(path), stats)
      found.files.push(file)
      found.explicit.push(file.path)
    }
  }
  return found
}

async function addFolder(folder: string, root: string, found: Found): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unreadable(folder))
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await addFolder(path, root, found)
    else if (entry.isFile()) {
      found.files.push(fileOf(path, relative(root, path).split(sep).join('/'), await stat(path)))
    }
    if (found.files.length > MAX_FILES) {
      throw new UsageError(
        `There are more than ${MAX_FILES} files in "${root}".`,
        'Name the folder of one release.',
      )
    }
  }
}

const REASONS: Partial<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read by the node',
  EPERM: 'may not be read by the node',
}

const unreadable = (path: string) => (cause: unknown) => {
  const why = REASONS[codeOf(cause) ?? ''] ?? `cannot be read (${codeOf(cause) ?? 'no reason'})`
  throw new UsageError(`"${path}" ${why}.`, 'Check the path.', { cause })
}

function fileOf(
  path: string,
  shown: string,
  { size, mtimeMs }: { size: number; mtimeMs: number },
): SourceFile {
  return {
    path: shown,
    bytes: size,
    modifiedMs: mtimeMs,
    blob: () => openAsBlob(path),
    read: ({ start = 0, end = size } = {}) =>
      start >= end
        ? nothing()
        : createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES }),
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // An empty range; a read stream cannot express one.
}
