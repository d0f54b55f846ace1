/**
 * MP3: frames that name their own length, so the last one shows whether the end is there; most
 * encoders also note in the first frame how many frames and bytes the song has.
 */
import type { SourceFile } from '../domain/ports.ts'
import { MAX_TAG_BYTES, SMALLER_COVER, type Examined, type Skipped } from './examined.ts'
import { readId3 } from './id3.ts'
import { framesIn, type FrameAt } from './mp3Frame.ts'
import { broken, cutShort, size as sizeOf } from './refusal.ts'
import { startOfTrailingTags } from './trailingTags.ts'
import { concat, createReader, latin1, readSource, readWindow, view } from './window.ts'

const WINDOW = 64 * 1024
/** Enough sound for the tag reader to see that it is MP3. */
const SAMPLE = 4 * 1024
const HAS_FRAMES = 1
const HAS_BYTES = 2

export async function examineMp3(file: SourceFile): Promise<Examined> {
  const id3 = await readId3(file, createReader(file))
  if (latin1(await readWindow(file, id3.end, id3.end + 4)) === 'fLaC') throw disguised(file)
  const end = await startOfTrailingTags(file)
  const start = await readWindow(file, id3.end, Math.min(id3.end + WINDOW, end))
  const [first] = framesIn(start)
  if (first === undefined) throw broken(file, 'holds no MP3 sound')
  const sound = { start: id3.end + first.at, end }
  const note = readNote(start, first)
  const durationMs = await durationOf(file, start, sound, note)
  await checkEnd(file, sound, note, durationMs)
  const trailing = await trailingTags(file, end)
  return {
    mime: 'audio/mpeg',
    durationMs,
    soundBytes: end - sound.start,
    tagged: concat([id3.lean, start.subarray(first.at, first.at + SAMPLE), trailing.tags]),
    skipped: [...id3.skipped, ...trailing.skipped],
  }
}

/** Peers tell a format by its first bytes: they would take this for an MP3 that is none. */
const disguised = (file: SourceFile) =>
  broken(
    file,
    'is FLAC behind an ID3 tag, which many players refuse',
    'Remove its ID3 tag with a tag editor, or export it again.',
  )

interface Span {
  start: number
  end: number
}

/** What Xing, Info (LAME) or VBRI (Fraunhofer) say in the first frame. */
interface Note {
  frames?: number
  bytes?: number
}

function readNote(bytes: Uint8Array, first: FrameAt): Note | undefined {
  const at = first.at + first.noteAt
  const vbri = first.at + 36
  const data = view(bytes)
  if (vbri + 18 <= bytes.length && latin1(bytes, vbri, 4) === 'VBRI') {
    return { bytes: data.getUint32(vbri + 10), frames: data.getUint32(vbri + 14) }
  }
  if (at + 16 > bytes.length || !['Xing', 'Info'].includes(latin1(bytes, at, 4))) return undefined
  const flags = data.getUint32(at + 4)
  const frames = flags & HAS_FRAMES ? data.getUint32(at + 8) : undefined
  const sizeAt = at + (frames === undefined ? 8 : 12)
  const size = flags & HAS_BYTES ? data.getUint32(sizeAt) : undefined
  // Zero is how encoders say that they wrote to a pipe and could not come back to fill it in.
  return { ...(frames && { frames }), ...(size && { bytes: size }) }
}

async function durationOf(
  file: SourceFile,
  start: Uint8Array,
  sound: Span,
  note: Note | undefined,
): Promise<number> {
  const frames = [...framesIn(start)]
  const [first] = frames
  if (first === undefined) return 0
  const frameMs = (first.samples / first.rate) * 1000
  if (note?.frames !== undefined) return note.frames * frameMs
  const constant = frames.every(({ bitRate }) => bitRate === first.bitRate)
  if (!constant) return (await countFrames(file, sound)) * frameMs
  // kbit/s are bits per millisecond.
  const soundBytes = sound.end - sound.start - (note ? first.length : 0)
  return (soundBytes * 8) / first.bitRate
}

/** The slow way, for the rare file of varying bit rate that does not say how long it is. */
async function countFrames(file: SourceFile, sound: Span): Promise<number> {
  let count = 0
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array()
  for await (const chunk of readSource(file, sound)) {
    const bytes = concat([rest, chunk])
    let next = 0
    for (const frame of framesIn(bytes)) {
      next = frame.at
      if (frame.at + frame.length > bytes.length) break
      count++
      next = frame.at + frame.length
    }
    // Without a frame in sight, only what could be the start of one is worth keeping.
    rest = bytes.slice(Math.max(next, bytes.length - SAMPLE))
  }
  return count
}

async function checkEnd(
  file: SourceFile,
  sound: Span,
  note: Note | undefined,
  durationMs: number,
): Promise<void> {
  // Some encoders count the tags at the end as sound.
  const there = file.bytes - sound.start
  const noted = note?.bytes ?? 0
  if (noted > there) throw cutShort(file, (durationMs * there) / noted)
  const from = Math.max(sound.start, sound.end - WINDOW)
  const bytes = await readWindow(file, from, sound.end)
  const last = [...framesIn(bytes)].at(-1)
  if (last === undefined) throw broken(file, 'is damaged near its end')
  const after = last.at + last.length
  const tornTag = /^(?:TAG|APETAGEX)/.test(latin1(bytes, after, 8))
  if (after > bytes.length || tornTag) throw cutShort(file, durationMs)
}

/** ID3v1 and APE tags, which the tag reader looks for at the end. */
async function trailingTags(
  file: SourceFile,
  end: number,
): Promise<{ tags: Uint8Array; skipped: Skipped[] }> {
  const bytes = file.bytes - end
  if (bytes <= MAX_TAG_BYTES) return { tags: await readWindow(file, end, file.bytes), skipped: [] }
  const reason = `has tags of ${sizeOf(bytes)} at its end, which were left out`
  return { tags: new Uint8Array(), skipped: [{ reason, cure: SMALLER_COVER }] }
}
