/**
 * FLAC (RFC 9639): is it whole? The header says how many samples there are, every frame says which
 * ones it holds and ends with a checksum, so the last frame tells whether the end is there.
 */
import type { SourceFile } from '../domain/ports.ts'
import { crc16 } from './crc.ts'
import { MAX_COVER_BYTES, SMALLER_COVER, type Examined, type Skipped } from './examined.ts'
import { parseFlacFrame, type FlacFrame, type StreamInfo } from './flacFrame.ts'
import { broken, cutShort, headerLies, size as sizeOf } from './refusal.ts'
import { startOfTrailingTags } from './trailingTags.ts'
import { concat, createReader, readWindow, view, type Reader } from './window.ts'

const STREAMINFO = 0
const VORBIS_COMMENT = 4
const PICTURE = 6
const LAST = 0x80
const MAX_BLOCKS = 512
/** One after the other until a frame is found; the largest frame there can be has about 2 MB. */
const TAIL_WINDOWS = [64 * 1024, 512 * 1024, 4 * 1024 * 1024]
/** A frame has at least a header, a subframe for each channel and two checksums. */
const MIN_FRAME_BYTES = 9

export async function examineFlac(file: SourceFile): Promise<Examined> {
  const read = createReader(file)
  const { info, soundAt, blocks, skipped } = await readBlocks(file, read)
  const { samples, soundBytes } = await checkSound(file, info, soundAt)
  return {
    mime: 'audio/flac',
    durationMs: (samples / info.rate) * 1000,
    soundBytes,
    tagged: concat([new TextEncoder().encode('fLaC'), ...blocks]),
    skipped,
  }
}

/** Where the frames lie, for whoever listens to them. */
export async function flacSound(
  file: SourceFile,
): Promise<{ info: StreamInfo; from: number; to: number }> {
  const { info, soundAt } = await readBlocks(file, createReader(file))
  return { info, from: soundAt, to: await startOfTrailingTags(file) }
}

interface Blocks {
  info: StreamInfo
  soundAt: number
  blocks: Uint8Array[]
  skipped: Skipped[]
}

/** Walks the metadata blocks; copies those that hold tags. */
async function readBlocks(file: SourceFile, read: Reader): Promise<Blocks> {
  const first = await read(4, 42)
  if (first.length < 38 || (first[0] ?? 0) % LAST !== STREAMINFO) throw noStreamInfo(file)
  const info = parseStreamInfo(file, first.subarray(4))
  const blocks: Uint8Array[] = []
  const skipped: Skipped[] = []
  let pictures = MAX_COVER_BYTES
  let at = 4
  for (let count = 0, last = false; !last; count++) {
    const header = await read(at, at + 4)
    if (header.length < 4 || count > MAX_BLOCKS) throw cutShort(file, 0)
    const type = (header[0] ?? 0) % LAST
    last = (header[0] ?? 0) >= LAST
    const next = at + 4 + (view(header).getUint32(0) & 0xffffff)
    if (type === PICTURE && next - at > pictures) skipped.push(tooLargePicture(next - at))
    else if ([STREAMINFO, VORBIS_COMMENT, PICTURE].includes(type)) {
      if (type === PICTURE) pictures -= next - at
      blocks.push(Uint8Array.of(type, ...header.subarray(1)), (await read(at + 4, next)).slice())
    }
    at = next
  }
  // An empty padding block, marked as the last one, closes the copy.
  return { info, soundAt: at, blocks: [...blocks, Uint8Array.of(LAST | 1, 0, 0, 0)], skipped }
}

const noStreamInfo = (file: SourceFile) => broken(file, 'is damaged at its start')

const tooLargePicture = (bytes: number): Skipped => ({
  reason: `has a cover of ${sizeOf(bytes)}, which was left out`,
  cure: SMALLER_COVER,
})

function parseStreamInfo(file: SourceFile, bytes: Uint8Array): StreamInfo {
  const data = view(bytes)
  const packed = data.getUint32(10)
  const info = {
    minBlock: data.getUint16(0),
    maxBlock: data.getUint16(2),
    rate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    samples: (packed & 15) * 2 ** 32 + data.getUint32(14),
  }
  const sane = info.minBlock >= 16 && info.maxBlock >= info.minBlock && info.rate > 0
  if (!sane || info.bits < 4) throw headerLies(file, 'no FLAC file has such blocks')
  return info
}

/** How many samples there are, once the first and the last frame were found whole. */
async function checkSound(
  file: SourceFile,
  info: StreamInfo,
  soundAt: number,
): Promise<{ samples: number; soundBytes: number }> {
  const end = await startOfTrailingTags(file)
  if (end <= soundAt) throw cutShort(file, 0)
  const start = await readWindow(file, soundAt, soundAt + 32)
  const first = parseFlacFrame(start, 0, info)
  if (first === undefined) throw broken(file, 'is damaged where its sound begins')
  const last = await lastFrame(file, info, soundAt, end)
  if (last === undefined) throw broken(file, 'is damaged near its end')
  const total = info.samples || last.end
  if (!last.whole) throw cutShort(file, (last.start / info.rate) * 1000)
  if (last.end < total) throw cutShort(file, (last.end / info.rate) * 1000)
  // A live recording may count from later than 0, so the first frame is no part of the sum.
  if (last.end > total) throw headerLies(file, 'it holds more sound than it says')
  return { samples: total, soundBytes: end - soundAt }
}

type LastFrame = FlacFrame & { whole: boolean }

async function lastFrame(
  file: SourceFile,
  info: StreamInfo,
  soundAt: number,
  end: number,
): Promise<LastFrame | undefined> {
  for (const window of TAIL_WINDOWS) {
    const from = Math.max(soundAt, end - window)
    const found = searchBackwards(await readWindow(file, from, end), info)
    if (found?.whole || (found && window !== TAIL_WINDOWS[0])) return found
    if (from === soundAt) return found
  }
  return undefined
}

/** Once in ten thousand files the sound itself looks like a header; more would only cost time. */
const CANDIDATES = 4

/** The frame whose checksum ends the window, else the last thing that looks like a frame. */
function searchBackwards(bytes: Uint8Array, info: StreamInfo): LastFrame | undefined {
  let torn: LastFrame | undefined
  let candidates = 0
  for (let at = bytes.length - MIN_FRAME_BYTES; at >= 0 && candidates < CANDIDATES; at--) {
    const frame = parseFlacFrame(bytes, at, info)
    if (frame === undefined) continue
    candidates++
    // Zero bytes after the checksum leave the remainder at 0: padding at the end is allowed.
    if (crc16(bytes, at) === 0) return { ...frame, whole: true }
    torn ??= { ...frame, whole: false }
  }
  return torn
}
