/**
 * ID3v2 tags at the start of MP3 (and of some FLAC) files: where they end, and a lean copy for
 * the tag reader, which takes a tag into memory whole, padding and 100 MB pictures included.
 */
import type { SourceFile } from '../domain/ports.ts'
import { MAX_COVER_BYTES, MAX_TAG_BYTES, SMALLER_COVER, type Skipped } from './examined.ts'
import { headerLies, size as sizeOf } from './refusal.ts'
import { concat, latin1, view, type Reader } from './window.ts'

const HEADER = 10
const EXTENDED = 0x40
const FOOTER = 0x10
/** A song has some twenty; each costs the tag reader an object. */
const MAX_FRAMES = 2000
/** Some files carry two tags in a row; nobody writes nine. */
const MAX_TAGS = 8

export interface Id3 {
  /** Where the sound (or the real file) begins. */
  end: number
  lean: Uint8Array<ArrayBuffer>
  skipped: Skipped[]
}

interface Header {
  major: number
  flags: number
  size: number
}

/** Every tag at the start of the file. None: `end` is 0. */
export async function readId3(file: SourceFile, read: Reader): Promise<Id3> {
  const lean: Uint8Array[] = []
  const skipped: Skipped[] = []
  let end = 0
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const header = parseHeader(await read(end, end + HEADER))
    if (header === undefined) break
    const start = end
    end += HEADER + header.size + (header.flags & FOOTER ? HEADER : 0)
    if (end > file.bytes) {
      const claim = `its tags would take ${sizeOf(header.size)} of a file of ${sizeOf(file.bytes)}`
      throw headerLies(file, claim)
    }
    lean.push(await slim(header, start, read, skipped))
  }
  return { end, lean: concat(lean), skipped }
}

function parseHeader(bytes: Uint8Array): Header | undefined {
  const [, , , major = 0, , flags = 0] = bytes
  const known = bytes.length === HEADER && latin1(bytes, 0, 3) === 'ID3' && major >= 2 && major <= 4
  return known ? { major, flags, size: syncsafe(bytes, 6) } : undefined
}

/** 28 bits, seven in each byte, so that no size looks like the start of a frame. */
function syncsafe(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4)
  return ((a & 0x7f) << 21) | ((b & 0x7f) << 14) | ((c & 0x7f) << 7) | (d & 0x7f)
}

/** The tag without padding and without frames too large to be wanted. */
async function slim(
  header: Header,
  start: number,
  read: Reader,
  skipped: Skipped[],
): Promise<Uint8Array> {
  const end = start + HEADER + header.size
  const kept: Uint8Array[] = []
  let room = MAX_TAG_BYTES
  let at = start + HEADER
  // An extended header would need rewriting: nobody but hostile files has one and no use for it.
  if (header.flags & EXTENDED) at += await extendedBytes(header, at, read)
  for (let frames = 0; at < end && frames < MAX_FRAMES; frames++) {
    const frame = parseFrame(header.major, await read(at, Math.min(at + HEADER, end)))
    if (frame === undefined) break
    const next = Math.min(at + frame.bytes, end)
    const tooLarge = frame.bytes > Math.min(MAX_COVER_BYTES + 1024, room)
    if (tooLarge) skipped.push(tooLargeFrame(frame.bytes))
    else {
      room -= frame.bytes
      // Copied: what `read` gives may be a piece of a buffer that moves on.
      kept.push((await read(at, next)).slice())
    }
    at = next
  }
  return rewrite(header, concat(kept))
}

async function extendedBytes(header: Header, at: number, read: Reader): Promise<number> {
  const bytes = await read(at, at + 4)
  if (bytes.length < 4) return 0
  return header.major === 4 ? syncsafe(bytes, 0) : view(bytes).getUint32(0) + 4
}

/** Length of a frame with its header; undefined where padding or nonsense begins. */
function parseFrame(major: number, bytes: Uint8Array): { bytes: number } | undefined {
  const [idLength, header] = major === 2 ? [3, 6] : [4, HEADER]
  if (bytes.length < header) return undefined
  if (!/^[A-Z0-9]+$/.test(latin1(bytes, 0, idLength))) return undefined
  if (major === 2) return { bytes: header + (view(bytes).getUint32(2) & 0xffffff) }
  const body = major === 4 ? syncsafe(bytes, 4) : view(bytes).getUint32(4)
  return { bytes: header + body }
}

const tooLargeFrame = (bytes: number): Skipped => ({
  reason: `has a cover or tag of ${sizeOf(bytes)}, which was left out`,
  cure: SMALLER_COVER,
})

function rewrite(header: Header, frames: Uint8Array): Uint8Array {
  if (frames.length === 0) return new Uint8Array()
  const n = frames.length
  const size = [(n >> 21) & 0x7f, (n >> 14) & 0x7f, (n >> 7) & 0x7f, n & 0x7f]
  const flags = header.flags & ~(EXTENDED | FOOTER)
  return concat([Uint8Array.of(0x49, 0x44, 0x33, header.major, 0, flags, ...size), frames])
}
