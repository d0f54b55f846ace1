/**
 * Pieces of a file, by place. Probing touches a song only through here, so what it holds in
 * memory is bounded whatever the file claims.
 */
import type { SourceFile } from '../domain/ports.ts'
import { broken, changed } from './refusal.ts'

/** More than any single piece that a check asks for. */
const MAX_WINDOW = 16 * 1024 * 1024

/** Bytes from `start` up to and without `end`; fewer only where the file ends. */
export async function readWindow(
  file: SourceFile,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const from = Math.max(0, start)
  const length = Math.max(0, Math.min(end, file.bytes) - from)
  if (length > MAX_WINDOW) throw new RangeError(`a window of ${length} bytes is too large`)
  const window = new Uint8Array(length)
  if (length === 0) return window
  let filled = 0
  for await (const chunk of readSource(file, { start: from, end: from + length })) {
    window.set(chunk.subarray(0, length - filled), filled)
    filled += chunk.length
    if (filled >= length) break
  }
  if (filled < length) throw changed(file)
  return window
}

/** `file.read`, with the file named when its disk or owner refuses. */
export async function* readSource(
  file: SourceFile,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  try {
    yield* file.read(range)
  } catch (cause) {
    const cure = 'Check that it is still there and that you may read it.'
    throw broken(file, 'cannot be read', cure, cause)
  }
}

/** Numbers at a place. */
export const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Bytes as the Latin-1 text that magic words are written in. */
export const latin1 = (bytes: Uint8Array, at = 0, length = bytes.length): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Like `readWindow`, with the last 64 KiB at hand: headers in a row cost one read. */
export type Reader = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>

const AHEAD = 64 * 1024

export function createReader(file: SourceFile): Reader {
  let from = 0
  let held: Uint8Array<ArrayBuffer> | undefined
  return async (start, end) => {
    if (end - start > AHEAD) return readWindow(file, start, end)
    if (held === undefined || start < from || Math.min(end, file.bytes) > from + held.length) {
      held = await readWindow(file, start, start + AHEAD)
      from = start
    }
    return held.subarray(start - from, end - from)
  }
}
