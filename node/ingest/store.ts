/** Puts one song into UnixFS, read once: hashed, heard, counted and chunked as it flows. */
import { pipe } from 'it-pipe'
import { sha256, sha256Stream } from '../crypto/hash.ts'
import { toHex } from '../domain/ids.ts'
import type { Abortable, Files, SourceFile } from '../domain/ports.ts'
import type { Tick } from './progress.ts'
import { changed } from './refusal.ts'
import type { Ear } from './sound/ear.ts'
import type { StoredFile } from './track.ts'
import { concat, readSource, readWindow } from './window.ts'

/** What an earlier, interrupted run stored. The implementer vouches that it is still there. */
export interface Remembered {
  recall(key: string): Promise<StoredFile | undefined>
  remember(key: string, stored: StoredFile): Promise<void>
}

export interface Hash {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

export interface StorePowers {
  files: Pick<Files, 'add'>
  remembered?: Remembered
  /** A native sha256 where the platform has one; the portable one is nine times slower. */
  hash?: () => Hash
}

/** Stores the song, or finds that an earlier run did. Throws `UnusableFileError` if it changed. */
export async function storeSong(
  file: SourceFile,
  { files, remembered, hash = sha256Stream }: StorePowers,
  { tick, ear, signal }: { tick: Tick; ear?: Ear | undefined } & Abortable,
): Promise<StoredFile> {
  const key = remembered && (await keyOf(file))
  const known = key && (await remembered.recall(key))
  if (known) {
    if (ear) await listen(file, ear, signal)
    tick(known.bytes)
    return known
  }
  const digest = hash()
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    let bytes = 0
    for await (const chunk of source) {
      signal?.throwIfAborted()
      bytes += chunk.length
      // A file that grows while it is read would never end.
      if (bytes > file.bytes) throw changed(file)
      digest.update(chunk)
      const behind = ear?.hear(chunk)
      if (behind) await behind
      tick(bytes)
      yield chunk
    }
    if (bytes !== file.bytes) throw changed(file)
  }
  const add = (source: AsyncIterable<Uint8Array>) => files.add(source, signal ? { signal } : {})
  const { cid, bytes } = await pipe(readSource(file), counted, add)
  const stored = { cid, bytes, sha256: Uint8Array.from(digest.digest()) }
  if (key) await remembered.remember(key, stored)
  return stored
}

/** A run that was interrupted must come to the same manifest, so what it heard is heard again. */
async function listen(file: SourceFile, ear: Ear, signal: AbortSignal | undefined): Promise<void> {
  for await (const chunk of readSource(file)) {
    signal?.throwIfAborted()
    await ear.hear(chunk)
  }
}

const ENDS = 64 * 1024

/**
 * Name, size and time of change, and a look at both ends: two folders may well have a "1.wav" of
 * the same size, unpacked in the same second. Undefined when the time is not known.
 */
async function keyOf(file: SourceFile): Promise<string | undefined> {
  if (file.modifiedMs === undefined) return undefined
  const name = new TextEncoder().encode(`${file.path}\0${file.bytes}\0${file.modifiedMs}\0`)
  const start = await readWindow(file, 0, ENDS)
  const end = await readWindow(file, file.bytes - ENDS, file.bytes)
  return toHex(sha256(concat([name, start, end])))
}
